import { SWEEP_NOTE } from "@followthrough/core/domain";
import { prepared, type Tx } from "./database.ts";
import { iso, isoOrNull } from "./orchestration-row.ts";
import { type TransitionWrite, writeTransitions } from "./write-transitions.ts";

/**
 * Writes what a sweep has decided for orders that this transaction holds, in one statement for any number of
 * them. It leaves the same rows as `writeTransitions`, at a third of the price: of an order that is decided only
 * its version, its plan and its place in the cadence change, and what its entry says of it is in its row.
 *
 * @returns the ids of the orders that were written; one whose version has moved is left alone
 */
export async function writeDecisions(
  tx: Tx,
  writes: readonly TransitionWrite[],
): Promise<ReadonlySet<string>> {
  const plain = writes.filter(isPlain);
  const others = writes.filter((write) => !isPlain(write));
  const written = plain.length === 0 ? [] : await statement(tx, toArrays(plain));
  const rest = others.length === 0 ? [] : await writeTransitions(tx, others);
  return new Set([...written.map((row) => row.order_id), ...rest]);
}

/** Changes nothing that this statement does not write. */
function isPlain({ entry }: TransitionWrite): boolean {
  return entry.kind === "sweep" && entry.metadataPatch === null;
}

function toArrays(writes: readonly TransitionWrite[]): unknown[] {
  const column = (value: (write: TransitionWrite) => unknown) => writes.map(value);
  return [
    column(({ orderId }) => orderId),
    column(({ next }) => next.version),
    column(({ next }) => isoOrNull(next.nextActionAt)),
    column(({ next }) => next.cadenceStep),
    column(({ entry }) => JSON.stringify(entry.payload)),
    column(({ entry }) => iso(entry.recordedAt)),
    column(({ escalate }) => escalate),
    column(({ prompt }) => prompt?.promptId),
    column(({ prompt }) => prompt?.memberId),
    column(({ prompt }) => prompt?.recipient),
    column(({ prompt }) => prompt?.step),
    column(({ prompt }) => prompt?.messageId),
    column(({ prompt }) => prompt?.policyVersion),
    column(({ prompt }) => prompt?.worthUntil),
    SWEEP_NOTE,
  ];
}

// The rows are held already, so that nothing is waited for. Whatever of an entry stands in the order's row is taken
// from there, and can't say anything else.
const statement = prepared<{ order_id: string }>(
  "write_decisions",
  `with input as (
    select * from unnest($1::text[], $2::integer[], $3::timestamptz[], $4::integer[], $5::jsonb[],
      $6::timestamptz[], $7::text[], $8::uuid[], $9::text[], $10::text[], $11::integer[], $12::text[],
      $13::text[], $14::timestamptz[]) as i(order_id, version, next_action_at, cadence_step, payload,
      recorded_at, escalate, prompt_id, member_id, recipient, step, message_id, policy_version, worth_until)
  ), changed as (
    update orchestrations o set version = i.version, next_action_at = i.next_action_at,
      cadence_step = i.cadence_step
    from input i where o.order_id = i.order_id and o.version = i.version - 1
    returning i.*, o.current_stage, o.status, o.waiting_on, o.stage_entry
  ), recorded as (
    insert into orchestration_events (order_id, version, kind, stage, status, disposition, reopens, note,
      payload, actor, occurred_at, recorded_at, current_stage_after, status_after, waiting_on_after,
      next_action_at_after)
    select order_id, version, 'sweep', current_stage, status, 'applied', false, $15,
      payload, 'sweep', recorded_at, recorded_at, current_stage, status, waiting_on, next_action_at
    from changed
  ), prompted as (
    insert into prompts (order_id, stage, stage_entry, step, prompt_id, member_id, recipient, message_id,
      policy_version, worth_until)
    select order_id, current_stage, stage_entry, step, prompt_id, member_id, recipient, message_id,
      policy_version, worth_until
    from changed where prompt_id is not null
    on conflict (order_id, stage, stage_entry, step) do nothing
  ), escalated as (
    insert into escalations (order_id, reason, opened_version)
    select order_id, escalate, version from changed where escalate is not null
    on conflict (order_id, reason) where resolved_at is null do nothing
  )
  select order_id from changed`,
);

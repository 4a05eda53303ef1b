import { OPERATOR_AT_WORK } from "@followthrough/core/domain";
import { noteText } from "@followthrough/core/words";
import { type TransitionWrite, writeTransitions } from "../../lifecycle/sql/write-transitions.ts";
import { prepared, type Tx } from "../../platform/postgres/database.ts";

/**
 * Writes a sweep's decisions for orders that this transaction has claimed, in one statement for any number of orders.
 * It writes the same rows as `writeTransitions` at half the cost: a decision changes only an order's version, next
 * action, cadence step and deferral, and most values of the entry are already in the order's row.
 *
 * @returns the ids of the orders that were written; an order whose version has changed is skipped
 */
export async function writeDecisions(
  tx: Tx,
  writes: readonly TransitionWrite[],
): Promise<ReadonlySet<string>> {
  const plain = writes.filter(isPlain);
  const others = writes.filter((write) => !isPlain(write));
  const written = plain.length === 0 ? [] : await statement(tx, toColumns(plain));
  const rest = others.length === 0 ? [] : await writeTransitions(tx, others);
  return new Set([...written.map((row) => row.order_id), ...rest]);
}

/** Whether the write changes only what this statement writes. An escalation is a change of the order's needs. */
function isPlain({ entry, next, settles }: TransitionWrite): boolean {
  const isOfStage = entry.kind === "sweep" && entry.stage === next.currentStage;
  return isOfStage && entry.metadataPatch === null && entry.needs === null && settles.length === 0;
}

function toColumns(writes: readonly TransitionWrite[]): unknown[] {
  const payloads = numberDistinct(writes.map(({ entry }) => JSON.stringify(entry.payload)));
  const prompts = writes.flatMap(({ orderId, prompt }) =>
    prompt === null ? [] : [{ orderId, ...prompt }],
  );
  return [
    writes.map(({ orderId }) => orderId),
    numbers(writes.map(({ next }) => next.version)),
    numbers(writes.map(({ next }) => next.nextActionAt)),
    numbers(writes.map(({ next }) => next.cadenceStep)),
    numbers(payloads.numbers),
    numbers(writes.map(({ entry }) => entry.recordedAt)),
    payloads.distinct,
    noteText({ code: "sweep_executed" }),
    prompts.map(({ orderId }) => orderId),
    numbers(prompts.map(({ step }) => step)),
    prompts.map(({ promptId }) => promptId),
    prompts.map(({ memberId }) => memberId),
    prompts.map(({ recipient }) => recipient),
    prompts.map(({ messageId }) => messageId),
    numbers(prompts.map(({ worthUntil }) => worthUntil)),
    prompts.map(({ promisedBy }) => promisedBy),
  ];
}

/** Numbers the distinct values from 1: a batch's thousand decisions have only a few different payloads. */
function numberDistinct(values: readonly string[]) {
  const distinct = new Map<string, number>();
  for (const value of values) {
    if (!distinct.has(value)) distinct.set(value, distinct.size + 1);
  }
  return {
    distinct: [...distinct.keys()],
    numbers: values.map((value) => distinct.get(value) ?? 0),
  };
}

/** An array literal for Postgres. This is faster than the driver, which would look for quotes in each number. */
function numbers(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? "null").join()}}`;
}

const time = (milliseconds: string) => `timestamptz 'epoch' + ${milliseconds} * interval '1 ms'`;

// The rows are already locked, so the statement waits for nothing. The entry takes every value it can from the order's
// row, so that the two can't differ.
const statement = prepared<{ order_id: string }>(
  "write_decisions",
  `with input as (
    select i.order_id, i.version, ${time("i.next_action_at")} as next_action_at, i.cadence_step,
      ($7::jsonb[])[i.payload] as payload, ${time("i.recorded_at")} as recorded_at
    from unnest($1::text[], $2::integer[], $3::float8[], $4::integer[], $5::integer[], $6::float8[])
      as i(order_id, version, next_action_at, cadence_step, payload, recorded_at)
  ), changed as (
    update orchestrations o set version = i.version, next_action_at = i.next_action_at,
      cadence_step = i.cadence_step,
      deferred_since = (i.payload ->> 'deferredSince')::timestamptz,
      deferred_by = case when i.payload ? 'deferredSince' or i.payload ->> 'reason' = '${OPERATOR_AT_WORK}'
        then i.payload ->> 'policyVersion' end
    from input i where o.order_id = i.order_id and o.version = i.version - 1
    returning i.*, o.current_stage, o.status, o.waiting_on, o.stage_entry
  ), recorded as (
    insert into orchestration_events (order_id, version, kind, stage, status, disposition, reopens, note,
      payload, actor, occurred_at, recorded_at, current_stage_after, status_after, waiting_on_after,
      next_action_at_after)
    select order_id, version, 'sweep', current_stage, status, 'applied', false, $8,
      payload, 'sweep', recorded_at, recorded_at, current_stage, status, waiting_on, next_action_at
    from changed
  ), prompted as (
    insert into prompts (order_id, stage, stage_entry, step, prompt_id, member_id, recipient, message_id,
      policy_version, worth_until, promised_by, decided_at)
    select order_id, current_stage, stage_entry, step, prompt_id, member_id, recipient, message_id,
      payload ->> 'policyVersion', ${time("p.worth_until")}, promised_by, recorded_at
    from unnest($9::text[], $10::integer[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::float8[],
      $16::timestamptz[]) as p(order_id, step, prompt_id, member_id, recipient, message_id, worth_until, promised_by)
    join changed using (order_id)
    on conflict (order_id, stage, stage_entry, step) do nothing
  )
  select order_id from changed`,
);

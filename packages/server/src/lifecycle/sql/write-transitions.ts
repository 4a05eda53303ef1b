import type {
  Entry,
  EscalationReason,
  HoldEffect,
  Orchestration,
  Stage,
} from "@followthrough/core/domain";
import type { OperationRequest } from "../../ledger/sql/operation-request.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { iso } from "../../platform/postgres/times.ts";
import { ENTRY_COLUMNS, ENTRY_RECORD, toEntryRow } from "./entry-row.ts";
import { CHANGED_FROM_INPUT, CHANGED_RECORD, toRow } from "./orchestration-row.ts";
import { AWAITS_SENDING } from "./prompt-states.ts";

/** A prompt that was decided together with a transition. */
interface NewPrompt {
  readonly promptId: string;
  /** The stage that it asks for. */
  readonly stage: Stage;
  readonly memberId: string | null;
  readonly recipient: string;
  readonly step: number;
  readonly messageId: string;
  readonly policyVersion: string;
  /** Epoch milliseconds. */
  readonly worthUntil: number;
  /** The promised day that it says is over; `null` if it asks for something. */
  readonly promisedBy: string | null;
}

/** The answer that a repeated request with the same key gets. */
interface StoredAnswer {
  readonly key: string;
  readonly requestHash: string;
  readonly answer: unknown;
}

/** One accepted event with everything that must be committed with it. */
export interface TransitionWrite {
  readonly orderId: string;
  readonly next: Orchestration;
  readonly entry: Entry;
  readonly escalates: readonly EscalationReason[];
  readonly movedOn: boolean;
  readonly withdrawsPrompts: boolean;
  readonly resolves: readonly EscalationReason[];
  readonly settles: readonly EscalationReason[];
  readonly prompt: NewPrompt | null;
  readonly stored: StoredAnswer | null;
  /** What becomes of the points held for the order. The same transaction writes it, in statements of its own. */
  readonly hold: HoldEffect | null;
  /** What must happen in the ledger for this event to be true. If that fails, nothing is written. */
  readonly operation: OperationRequest | null;
}

/**
 * Writes accepted events: state, timeline and everything that belongs to them, in one statement for any
 * number of orders. Each row is guarded by the version that its decision was based on. A row that has moved since
 * then, or that another transaction has locked, is skipped with everything that belongs to it.
 *
 * @returns the ids of the orders that were written
 * @throws unique violation when an idempotency key or a source event id was written in the meantime
 */
export async function writeTransitions(
  db: Db,
  writes: readonly TransitionWrite[],
): Promise<ReadonlySet<string>> {
  const document = JSON.stringify(writes.map(toDocument));
  const rows = await statement(db, [document]);
  return new Set(rows.map((row) => row.order_id));
}

/** Leaves out what is null, false or empty: that says the same, and a shorter document is written and read faster. */
function toDocument(write: TransitionWrite) {
  const { orderId, next, entry, escalates, movedOn, withdrawsPrompts, resolves, settles } = write;
  const { prompt, stored } = write;
  return {
    order_id: orderId,
    ...toRow(next),
    entry: toEntryRow(entry),
    escalates: ifAny(escalates),
    moved_on: movedOn || undefined,
    withdraws_prompts: withdrawsPrompts || undefined,
    resolves: ifAny(resolves),
    settles: ifAny(settles),
    prompt: prompt === null ? undefined : toPromptRow(prompt),
    stored: stored === null ? undefined : toAnswerRow(stored),
  };
}

function ifAny(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

function toPromptRow(prompt: NewPrompt) {
  return {
    prompt_id: prompt.promptId,
    stage: prompt.stage,
    member_id: prompt.memberId,
    recipient: prompt.recipient,
    step: prompt.step,
    message_id: prompt.messageId,
    policy_version: prompt.policyVersion,
    worth_until: iso(prompt.worthUntil),
    promised_by: prompt.promisedBy,
  };
}

function toAnswerRow({ key, requestHash, answer }: StoredAnswer) {
  return { key, request_hash: requestHash, answer };
}

// One statement, so that one round trip commits everything. Every part joins `changed`, so nothing is written for
// a row whose version has moved. A prompt that an earlier attempt may have sent is not withdrawn.
// It waits for no row lock: one locked order does not hold up the others, and two of these statements can't
// wait for each other. A locked row keeps its place until the update, so `ctid` is enough to find it. An escalation
// that is open already has one more cause: the next digest tells it, also to the operator who works on it.
const statement = prepared<{ order_id: string }>(
  "write_transitions",
  `with input as materialized (
    select * from jsonb_to_recordset($1::jsonb) as i(
      order_id text, ${CHANGED_RECORD},
      entry jsonb, escalates text[], moved_on boolean, withdraws_prompts boolean,
      resolves text[], settles text[],
      prompt jsonb, stored jsonb)
  ), held as materialized (
    select i.order_id, o.ctid as place
    from input i join orchestrations o on o.order_id = i.order_id and o.version = i.version - 1
    for no key update of o skip locked
  ), changed as (
    update orchestrations o set ${CHANGED_FROM_INPUT}
    from held h join input i using (order_id)
    where o.ctid = h.place and o.version = i.version - 1
    returning i.*
  ), recorded as (
    insert into orchestration_events (order_id, ${ENTRY_COLUMNS})
    select c.order_id, e.* from changed c, jsonb_to_record(c.entry) as e(${ENTRY_RECORD})
  ), answered as (
    insert into idempotency_keys (order_id, key, request_hash, answer)
    select c.order_id, c.stored ->> 'key', c.stored ->> 'request_hash', c.stored -> 'answer'
    from changed c where c.stored is not null
  ), prompted as (
    insert into prompts (order_id, stage, stage_entry, step, prompt_id, member_id, recipient,
      message_id, policy_version, worth_until, promised_by, decided_at)
    select c.order_id, p.stage, c.stage_entry, p.step, p.prompt_id, p.member_id, p.recipient,
      p.message_id, p.policy_version, p.worth_until, p.promised_by, (c.entry ->> 'recorded_at')::timestamptz
    from changed c, jsonb_to_record(c.prompt) as p(stage text, step integer, prompt_id uuid, member_id text,
      recipient text, message_id text, policy_version text, worth_until timestamptz,
      promised_by timestamptz)
    where c.prompt is not null
    on conflict (order_id, stage, stage_entry, step) do nothing
  ), escalated as (
    insert into escalations (order_id, reason, opened_version)
    select order_id, unnest(escalates), version from changed where escalates <> '{}'
    on conflict (order_id, reason) where resolved_at is null do update set alert = 'due'
  ), withdrawn as (
    update prompts p set state = case when p.ending_at is null then 'cancelled' else 'unknown' end
    from changed c
    where c.withdraws_prompts and p.order_id = c.order_id and p.state ${AWAITS_SENDING}
  ), resolved as (
    update escalations e set resolved_at = now(),
      resolution = case when e.reason = any (c.settles) then 'settled'
        when c.moved_on then 'moved_on' else 'reconsidered' end
    from changed c
    where c.resolves || c.settles <> '{}' and e.order_id = c.order_id and e.resolved_at is null
      and e.reason = any (c.resolves || c.settles)
  )
  select order_id from changed`,
);

import type {
  Entry,
  EscalationReason,
  HoldEffect,
  LedgerOperation,
  Orchestration,
} from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";
import { ENTRY_COLUMNS, ENTRY_RECORD, toEntryRow } from "./entry-row.ts";
import { toRow } from "./orchestration-row.ts";

/** A prompt that was decided together with a transition. */
interface NewPrompt {
  readonly promptId: string;
  readonly memberId: string | null;
  readonly recipient: string;
  readonly step: number;
  readonly messageId: string;
  readonly policyVersion: string;
  readonly worthUntil: string;
}

/** The answer that a repeated request with the same key gets. */
interface StoredAnswer {
  readonly key: string;
  readonly requestHash: string;
  readonly answer: unknown;
}

/** What is asked of a member's ledger. */
export interface AskedOperation {
  /** `null` where the hold says whose it is. */
  readonly memberId: string | null;
  readonly operation: LedgerOperation;
}

/** One accepted event with all that must be committed with it. */
export interface TransitionWrite {
  readonly orderId: string;
  readonly next: Orchestration;
  readonly entry: Entry;
  readonly escalate: EscalationReason | null;
  readonly movedOn: boolean;
  readonly withdrawsPrompts: boolean;
  readonly settles: readonly EscalationReason[];
  readonly prompt: NewPrompt | null;
  readonly stored: StoredAnswer | null;
  /** What becomes of the points held for the order; written by the same transaction, in statements of its own. */
  readonly hold: HoldEffect | null;
  /** What has to be done on the ledger for this event to be true; without it nothing is written. */
  readonly operation: AskedOperation | null;
}

/**
 * Writes accepted events: state, timeline and everything that belongs to them, in one statement for any
 * number of orders. Each row is guarded by the version that its decision was made on; a row that has moved
 * meanwhile, or that somebody else holds, is left alone with all that belongs to it.
 *
 * @returns the ids of the orders that were written
 * @throws unique violation when an idempotency key or a source event id was written meanwhile
 */
export async function writeTransitions(
  db: Db,
  writes: readonly TransitionWrite[],
): Promise<ReadonlySet<string>> {
  const document = JSON.stringify(writes.map(toDocument));
  const rows = await statement(db, [document]);
  return new Set(rows.map((row) => row.order_id));
}

function toDocument(write: TransitionWrite) {
  const { orderId, next, entry, escalate, movedOn, withdrawsPrompts, settles } = write;
  const { prompt, stored } = write;
  return {
    order_id: orderId,
    ...toRow(next),
    entry: toEntryRow(entry),
    escalate,
    moved_on: movedOn,
    withdraws_prompts: withdrawsPrompts,
    settles,
    prompt: prompt && {
      prompt_id: prompt.promptId,
      member_id: prompt.memberId,
      recipient: prompt.recipient,
      step: prompt.step,
      message_id: prompt.messageId,
      policy_version: prompt.policyVersion,
      worth_until: prompt.worthUntil,
    },
    stored: stored && {
      key: stored.key,
      request_hash: stored.requestHash,
      answer: stored.answer,
    },
  };
}

// One statement, so that one round trip commits the whole; every part joins `changed`, so that nothing of
// a row whose version has moved is written. A prompt that an earlier attempt may have sent is not called off.
// It waits for no row: one order that is held does not hold up the others, and two of these statements can't
// wait for each other. What is held stays where it is until the update, so its place is enough to find it.
const statement = prepared<{ order_id: string }>(
  "write_transitions",
  `with input as materialized (
    select * from jsonb_to_recordset($1::jsonb) as i(
      order_id text, version integer, current_stage text, status text, waiting_on text,
      next_action_at timestamptz, stage_entry integer, cadence_step integer, completed_at timestamptz,
      failed_at timestamptz, last_transition_at timestamptz, paused_until timestamptz, redeems_points boolean, registers jsonb,
      metadata jsonb, entry jsonb, escalate text, moved_on boolean, withdraws_prompts boolean,
      settles text[],
      prompt jsonb, stored jsonb)
  ), held as materialized (
    select i.order_id, o.ctid as place
    from input i join orchestrations o on o.order_id = i.order_id and o.version = i.version - 1
    for no key update of o skip locked
  ), changed as (
    update orchestrations o set
      version = i.version, current_stage = i.current_stage, status = i.status,
      waiting_on = i.waiting_on, next_action_at = i.next_action_at, stage_entry = i.stage_entry,
      cadence_step = i.cadence_step, completed_at = i.completed_at, failed_at = i.failed_at,
      last_transition_at = i.last_transition_at, paused_until = i.paused_until,
      redeems_points = i.redeems_points, registers = i.registers, metadata = i.metadata
    from held h join input i using (order_id)
    where o.ctid = h.place and o.version = i.version - 1
    returning i.*
  ), recorded as (
    insert into orchestration_events (order_id, ${ENTRY_COLUMNS})
    select c.order_id, e.* from changed c, jsonb_to_record(c.entry) as e(${ENTRY_RECORD})
  ), answered as (
    insert into idempotency_keys (order_id, key, request_hash, answer)
    select c.order_id, c.stored ->> 'key', c.stored ->> 'request_hash', c.stored -> 'answer'
    from changed c where c.stored <> 'null'
  ), prompted as (
    insert into prompts (order_id, stage, stage_entry, step, prompt_id, member_id, recipient,
      message_id, policy_version, worth_until)
    select c.order_id, c.current_stage, c.stage_entry, p.step, p.prompt_id, p.member_id, p.recipient,
      p.message_id, p.policy_version, p.worth_until
    from changed c, jsonb_to_record(c.prompt) as p(step integer, prompt_id uuid, member_id text,
      recipient text, message_id text, policy_version text, worth_until timestamptz)
    where c.prompt <> 'null'
    on conflict (order_id, stage, stage_entry, step) do nothing
  ), escalated as (
    insert into escalations (order_id, reason, opened_version)
    select order_id, escalate, version from changed where escalate is not null
    on conflict (order_id, reason) where resolved_at is null do nothing
  ), withdrawn as (
    update prompts p set state = case when p.ending_at is null then 'cancelled' else 'unknown' end
    from changed c
    where c.withdraws_prompts and p.order_id = c.order_id and p.state in ('pending', 'retry')
  ), settled as (
    update escalations e set resolved_at = now(),
      resolution = case when c.moved_on then 'moved_on' else 'reconsidered' end
    from changed c
    where c.settles <> '{}' and e.order_id = c.order_id and e.resolved_at is null
      and e.reason = any (c.settles)
  )
  select order_id from changed`,
);

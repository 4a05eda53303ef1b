import type { AskedStage, Orchestration, RecoveryInputs } from "@followthrough/core/domain";
import { type Db, prepared, type Tx } from "../../platform/postgres/database.ts";
import { isoOrNull } from "../../platform/postgres/times.ts";

/** The cadence step that a provider is asked about. */
export interface AskedStep {
  readonly orderId: string;
  readonly orchestration: Pick<Orchestration, "currentStage" | "stageEntry" | "cadenceStep">;
}

/** A question that this worker asks now. */
export interface ClaimedCheck {
  readonly checkId: string;
  readonly orderId: string;
  readonly stage: AskedStage;
  readonly stageEntry: number;
  readonly attempts: number;
}

/** How a question ended. */
export type CheckOutcome = "healed" | "unchanged" | "moot";

/** Figures about the questions since a time. */
export interface CheckFigures {
  readonly open: number;
  readonly openSince: string | null;
  readonly lastError: string | null;
  readonly asked: number;
  readonly healed: number;
  readonly since: string;
}

/**
 * Finds the orders whose current stage we can ask a provider about, and whether it has answered for this step
 * within the last hour. Other orders are left out.
 *
 * @param sources the providers that we can ask
 */
export async function readAnswers(
  db: Db,
  steps: readonly AskedStep[],
  sources: readonly string[],
): Promise<ReadonlyMap<string, RecoveryInputs["providerAnswer"]>> {
  const rows = await answers(db, [...columnsOf(steps), sources]);
  return new Map(rows.map((row) => [row.order_id, row.is_known ? "known" : "awaited"]));
}

/** Opens a question about each of these orders, unless one is already open. */
export async function requestChecks(tx: Tx, steps: readonly AskedStep[]): Promise<void> {
  await request(tx, columnsOf(steps));
}

/** Leases questions that are due, the longest due first. If the worker is lost, they are free after `leaseMs`. */
export async function claimChecks(db: Db, limit: number, leaseMs: number): Promise<ClaimedCheck[]> {
  return claim(db, [limit, leaseMs]);
}

/** Closes a question with its outcome. */
export async function recordAnswer(
  db: Db,
  { orderId, checkId }: ClaimedCheck,
  outcome: CheckOutcome,
): Promise<void> {
  await record(db, [orderId, checkId, outcome]);
}

/** Postpones a question that could not be answered. */
export async function postponeCheck(
  db: Db,
  { orderId, checkId }: ClaimedCheck,
  pauseMs: number,
  error: string,
): Promise<void> {
  await postpone(db, [orderId, checkId, pauseMs, error]);
}

/** What asking achieved in the last `days` days, counted by orders. */
export async function readCheckFigures(db: Db, days: number): Promise<CheckFigures> {
  const [row] = await figures(db, [days]);
  if (row === undefined) throw new Error("An aggregate always gives a row");
  return {
    open: row.open,
    openSince: isoOrNull(row.open_since),
    lastError: row.last_error,
    asked: row.asked,
    healed: row.healed,
    since: new Date(row.since).toISOString(),
  };
}

function columnsOf(steps: readonly AskedStep[]) {
  return [
    steps.map(({ orderId }) => orderId),
    steps.map(({ orchestration }) => orchestration.currentStage),
    steps.map(({ orchestration }) => orchestration.stageEntry),
    steps.map(({ orchestration }) => orchestration.cadenceStep),
  ];
}

// Uses the index on an order's few references. An old answer says nothing about now: if quiet hours deferred the
// prompt to the morning, the provider is asked again.
const answers = prepared<{ order_id: string; is_known: boolean }>(
  "read_provider_answers",
  `select q.order_id, exists (
      select from provider_checks c
      where c.order_id = q.order_id and c.stage_entry = q.stage_entry and c.step = q.step
        and c.outcome in ('healed', 'unchanged') and c.answered_at > now() - interval '1 hour'
    ) as is_known
  from unnest($1::text[], $2::text[], $3::integer[], $4::integer[])
    as q(order_id, stage, stage_entry, step)
  where exists (select from provider_references r
    where r.order_id = q.order_id and r.asks = q.stage and r.source = any ($5::text[]))`,
);

const request = prepared(
  "request_provider_checks",
  `insert into provider_checks (order_id, stage, stage_entry, step)
  select * from unnest($1::text[], $2::text[], $3::integer[], $4::integer[])
  on conflict (order_id) where outcome is null do nothing`,
);

const claim = prepared<ClaimedCheck>(
  "claim_provider_checks",
  `with due as materialized (
    select order_id, check_id from provider_checks
    where outcome is null and next_attempt_at <= now()
    order by next_attempt_at, order_id limit $1 for update skip locked
  )
  update provider_checks c set attempts = attempts + 1,
    next_attempt_at = now() + $2 * interval '1 ms'
  from due where c.order_id = due.order_id and c.check_id = due.check_id
  returning c.check_id as "checkId", c.order_id as "orderId", c.stage, c.stage_entry as "stageEntry",
    c.attempts`,
);

const record = prepared(
  "record_provider_check",
  `update provider_checks set outcome = $3, answered_at = clock_timestamp(), last_error = null
  where order_id = $1 and check_id = $2 and outcome is null`,
);

const postpone = prepared(
  "postpone_provider_check",
  `update provider_checks set next_attempt_at = now() + $3 * interval '1 ms', last_error = $4
  where order_id = $1 and check_id = $2 and outcome is null`,
);

const figures = prepared<{
  open: number;
  open_since: number | null;
  last_error: string | null;
  asked: number;
  healed: number;
  since: number;
}>(
  "read_check_figures",
  `select now() - $1 * interval '1 day' as since, o.*, a.* from (
    select count(*) as open, min(asked_at) as open_since,
      (array_agg(last_error order by asked_at desc) filter (where last_error is not null))[1] as last_error
    from provider_checks where outcome is null
  ) o, (
    select count(distinct order_id) as asked,
      count(distinct order_id) filter (where outcome = 'healed') as healed
    from provider_checks
    where outcome in ('healed', 'unchanged') and answered_at > now() - $1 * interval '1 day'
  ) a`,
);

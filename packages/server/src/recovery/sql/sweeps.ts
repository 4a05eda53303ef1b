import type { SweepSummary } from "@followthrough/core/contract";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";
import type { Position } from "../../platform/postgres/position.ts";
import { iso, isoOrNull } from "../../platform/postgres/times.ts";

/** What a run has done so far. */
export type SweepCounts = Pick<
  SweepSummary,
  "processed" | "prompted" | "deferred" | "suppressed" | "escalations" | "failed" | "claimLagMs"
>;

interface SweepRow extends Omit<SweepCounts, "claimLagMs"> {
  run_id: string;
  trigger: SweepSummary["trigger"];
  started_at: number;
  finished_at: number | null;
  claim_lag_ms: number;
}

const COLUMNS = `run_id, trigger, started_at, finished_at, processed, prompted, deferred, suppressed,
  escalations, failed, claim_lag_ms`;

/** Begins a run outside the schedule. */
export async function beginSweep(
  db: Db,
  runId: string,
  trigger: SweepSummary["trigger"],
): Promise<void> {
  await begin(db, [runId, trigger, null]);
}

/**
 * Begins the run for a slot of the schedule (epoch milliseconds), or continues its interrupted run.
 *
 * @returns the run's id; `null` if the slot was already swept
 */
export async function beginSlot(db: Db, runId: string, slot: number): Promise<string | null> {
  const [row] = await begin(db, [runId, "schedule", timestamp(slot)]);
  return row?.run_id ?? null;
}

/** Marks a run as finished and adds its counts. */
export async function finishSweep(
  db: Db,
  runId: string,
  counts: SweepCounts,
): Promise<SweepSummary> {
  const [row] = await finish(db, [
    runId,
    counts.processed,
    counts.prompted,
    counts.deferred,
    counts.suppressed,
    counts.escalations,
    counts.failed,
    counts.claimLagMs,
  ]);
  if (row === undefined) throw new Error(`Sweep ${runId} was never begun`);
  return toSummary(row);
}

/** Runs, newest first; a keyset page. */
export async function listSweeps(
  db: Db,
  after: Position | null,
  limit: number,
): Promise<{ summary: SweepSummary; position: Position }[]> {
  const rows = await list(db, [timestamp(after?.time ?? null), after?.id ?? null, limit]);
  return rows.map((row) => ({
    summary: toSummary(row),
    position: { time: row.started_at, id: row.run_id },
  }));
}

function toSummary(row: SweepRow): SweepSummary {
  return {
    runId: row.run_id,
    trigger: row.trigger,
    startedAt: iso(row.started_at),
    finishedAt: isoOrNull(row.finished_at),
    processed: row.processed,
    prompted: row.prompted,
    deferred: row.deferred,
    suppressed: row.suppressed,
    escalations: row.escalations,
    failed: row.failed,
    claimLagMs: row.claim_lag_ms,
  };
}

const begin = prepared<{ run_id: string }>(
  "begin_sweep",
  `insert into sweeps (run_id, trigger, slot) values ($1, $2, $3)
  on conflict (slot) do update set started_at = excluded.started_at
    where sweeps.finished_at is null
  returning run_id`,
);

// Counts are added up, because two workers that run one slot at the same time share its run.
const finish = prepared<SweepRow>(
  "finish_sweep",
  `update sweeps set finished_at = date_trunc('milliseconds', clock_timestamp()),
    processed = processed + $2, prompted = prompted + $3, deferred = deferred + $4,
    suppressed = suppressed + $5, escalations = escalations + $6, failed = failed + $7,
    claim_lag_ms = greatest(claim_lag_ms, $8)
  where run_id = $1 returning ${COLUMNS}`,
);

const list = prepared<SweepRow>(
  "list_sweeps",
  `select ${COLUMNS} from sweeps
  where $1::timestamptz is null or started_at < $1 or (started_at = $1 and run_id > $2::uuid)
  order by started_at desc, run_id limit $3`,
);

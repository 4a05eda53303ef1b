import { type Db, prepared } from "./database.ts";

/** How far the sweep has come; times are epoch milliseconds by the database's clock. */
export interface SweepProgress {
  readonly now: number;
  /** When the schema was made: before that there was nothing to sweep. */
  readonly installedAt: number;
  /** The run that began last of those that were finished. */
  readonly lastFinished: {
    readonly startedAt: number;
    readonly finishedAt: number;
    /** How much later than it fell due an order was claimed, at most. */
    readonly claimLagMs: number;
  } | null;
}

/** Reads when sweeps were last finished. */
export async function readSweepProgress(db: Db): Promise<SweepProgress> {
  const [row] = await progress(db, []);
  if (row === undefined) throw new Error("A migrated database has a first migration");
  const { now, installed_at: installedAt } = row;
  if (row.started_at === null || row.finished_at === null || row.claim_lag_ms === null) {
    return { now, installedAt, lastFinished: null };
  }
  const lastFinished = {
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    claimLagMs: row.claim_lag_ms,
  };
  return { now, installedAt, lastFinished };
}

// The first entry or two of the index by start: only runs that are under way or were cut short come before.
// `run_on` has no zone; it was written, as it is read, in the session's.
const progress = prepared<{
  now: number;
  installed_at: number;
  started_at: number | null;
  finished_at: number | null;
  claim_lag_ms: number | null;
}>(
  "read_sweep_progress",
  `select clock_timestamp() as now, m.installed_at, s.started_at, s.finished_at, s.claim_lag_ms
  from (select min(run_on)::timestamptz as installed_at from schema_migrations) m
  left join lateral (select started_at, finished_at, claim_lag_ms from sweeps
    where finished_at is not null order by started_at desc, run_id limit 1) s on true`,
);

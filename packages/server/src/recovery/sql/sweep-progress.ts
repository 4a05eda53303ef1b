import { type Db, prepared } from "../../platform/postgres/database.ts";

/** How far the sweep has come; times are epoch milliseconds by the database's clock. */
export interface SweepProgress {
  readonly now: number;
  /** When the schema was created: before that there was nothing to sweep. */
  readonly installedAt: number;
  /** The latest finished run, by its start. */
  readonly lastFinished: {
    readonly startedAt: number;
    readonly finishedAt: number;
    /** The longest time between an order's due time and its claim. */
    readonly claimLagMs: number;
  } | null;
}

/** Reads when the last finished sweep ran. */
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

// Reads one or two entries of the index by start: only running or interrupted runs come before the finished one.
// `run_on` has no time zone; it is written and read in the session's zone.
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

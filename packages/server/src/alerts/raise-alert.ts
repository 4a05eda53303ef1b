import type { Context } from "../platform/context.ts";
import type { JobQueue } from "../platform/jobs/job-transaction.ts";
import { transaction } from "../platform/postgres/database.ts";
import { iso } from "../platform/postgres/times.ts";
import { createAlertJobs } from "./create-alert-jobs.ts";
import type { AlertRecipient } from "./sql/operator-alerts.ts";

/** A problem of the engine that operators must know about. */
export interface EngineAlert {
  /** `engine:<what>:<since>`; each recipient gets one alert per subject. */
  readonly subject: `engine:${string}:${string}`;
  /** A few words. */
  readonly title: string;
  /** What is wrong, and where to look first. */
  readonly sentence: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** Alerts operators to a problem of the engine. @returns how many alerts were queued */
export function raiseEngineAlert(
  { pool }: Pick<Context, "pool">,
  jobs: JobQueue,
  recipients: readonly AlertRecipient[],
  { subject, title, sentence, since }: EngineAlert,
): Promise<number> {
  const payload = { kind: "engine", title, sentence, since: iso(since) } as const;
  return transaction(pool, (tx) => createAlertJobs(tx, jobs, { subject, payload }, recipients));
}

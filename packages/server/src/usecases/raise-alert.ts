import { transaction } from "../db/database.ts";
import type { AlertRecipient } from "../db/operator-alerts.ts";
import { iso } from "../db/orchestration-row.ts";
import type { Context } from "./context.ts";
import { enqueueAlerts, type JobQueue } from "./enqueue-alerts.ts";

/** Something about the engine that operators have to know. */
export interface EngineAlert {
  /** `engine:<what>:<since>`; of one subject, everybody is told once. */
  readonly subject: `engine:${string}:${string}`;
  /** A few words. */
  readonly title: string;
  /** What is the matter, and where to begin. */
  readonly sentence: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** Has operators told of something about the engine. @returns how many are to be told now */
export function raiseEngineAlert(
  { pool }: Pick<Context, "pool">,
  jobs: JobQueue,
  recipients: readonly AlertRecipient[],
  { subject, title, sentence, since }: EngineAlert,
): Promise<number> {
  const payload = { kind: "engine", title, sentence, since: iso(since) } as const;
  return transaction(pool, (tx) => enqueueAlerts(tx, jobs, [{ subject, payload }], recipients));
}

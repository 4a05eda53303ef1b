import type { PgBoss } from "pg-boss";
import type { AlertSettings } from "../config.ts";
import type { Context } from "../usecases/context.ts";
import { AlertJob, recipientsOf } from "../usecases/enqueue-alerts.ts";
import { giveUpTelling } from "../usecases/give-up-alert.ts";
import { queueAlerts } from "../usecases/queue-alerts.ts";
import { QUEUES } from "../usecases/queue-names.ts";
import { type EngineAlert, raiseEngineAlert } from "../usecases/raise-alert.ts";
import { type Telling, tellOperators } from "../usecases/tell-operators.ts";
import { createRepeatedTask } from "./repeated-task.ts";

/** Whom to tell, and how. */
export interface AlertOptions {
  readonly context: Context;
  readonly telling: Telling;
  /** Who is told; nobody is an answer, too. */
  readonly settings: AlertSettings;
  /** Calls back whenever operators may have to be told of something. */
  readonly onAlertsWaiting: (wake: () => void) => void;
  readonly retry?: { readonly limit: number; readonly delaySeconds: number };
}

/** The alert queue of one process. */
export interface AlertQueue {
  /** Has operators told of something about the engine. */
  raise(alert: EngineAlert): Promise<void>;
  /** Takes no more jobs; those under way end with pg-boss. */
  stop(): Promise<void>;
}

// A lost wake-up delays an alert by this at most, and so does a database that was away at the start.
const LOOK_AGAIN_MS = 5_000;
// Half a minute, then twice as long each time: over an hour in all, in which a receiver can be mended.
const RETRY = { limit: 8, delaySeconds: 30 };
// Longer than any attempt takes; after that the job of a lost process is another's.
const EXPIRE_SECONDS = 120;

/**
 * Queues alerts and tells them. Runs in the worker and in the API, so that operators hear of a worker that
 * is dead; each alert is one job, which one of them takes.
 *
 * @param openBoss is tried again until it has worked
 */
export function startAlertQueue(
  openBoss: () => Promise<PgBoss>,
  options: AlertOptions,
): AlertQueue {
  const { context } = options;
  const recipients = recipientsOf(options.settings);
  let working: Promise<PgBoss> | undefined;

  async function ready(): Promise<PgBoss> {
    working ??= openBoss().then(async (boss) => {
      await workOn(boss, options);
      return boss;
    });
    try {
      return await working;
    } catch (error) {
      working = undefined;
      throw error;
    }
  }

  const queue = createRepeatedTask(
    async (signal) => queueAlerts(context, await ready(), recipients, signal),
    LOOK_AGAIN_MS,
    context.log,
  );
  options.onAlertsWaiting(queue.wake);
  queue.wake();
  return {
    async raise(alert) {
      await raiseEngineAlert(context, await ready(), recipients, alert);
    },
    stop: () => queue.stop(),
  };
}

/** Makes the queues, dead letters first, and takes their jobs. */
async function workOn(boss: PgBoss, options: AlertOptions): Promise<void> {
  const { context, telling, retry = RETRY } = options;
  await boss.createQueue(QUEUES.deadAlert);
  await boss.createQueue(QUEUES.alert, {
    retryLimit: retry.limit,
    retryDelay: retry.delaySeconds,
    retryBackoff: true,
    expireInSeconds: EXPIRE_SECONDS,
    deadLetter: QUEUES.deadAlert,
  });
  // One that hangs until its time is up must not hold up the others.
  await boss.work(QUEUES.alert, { localConcurrency: 2 }, async ([job]) => {
    if (job !== undefined) await tellOperators(context, telling, AlertJob.parse(job.data).alertId);
  });
  await boss.work(QUEUES.deadAlert, async ([job]) => {
    if (job !== undefined) await giveUpTelling(context, AlertJob.parse(job.data).alertId);
  });
}

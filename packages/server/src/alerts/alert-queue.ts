import type { PgBoss } from "pg-boss";
import type { Context } from "../platform/context.ts";
import { QUEUES } from "../platform/jobs/queue-names.ts";
import { createRepeatedTask } from "../platform/jobs/repeated-task.ts";
import { createRetriedQueue, type Retry } from "../platform/jobs/retried-queue.ts";
import type { AlertSettings } from "./alert-settings.ts";
import { buryAlert } from "./bury-alert.ts";
import { AlertJob, recipientsOf } from "./create-alert-jobs.ts";
import { makeDigest } from "./make-digest.ts";
import { type EngineAlert, raiseEngineAlert } from "./raise-alert.ts";
import { type AlertWays, sendAlert } from "./send-alert.ts";

/** Whom to alert, and how. */
export interface AlertOptions {
  readonly context: Context;
  readonly telling: AlertWays;
  /** The recipients, possibly none. */
  readonly settings: AlertSettings;
  /** Registers a callback that runs whenever there may be alerts to send. */
  readonly onAlertsWaiting: (wake: () => void) => void;
  readonly retry?: Retry;
}

/** The alert queue of one process. */
export interface AlertQueue {
  /** Alerts operators to a problem of the engine. */
  raise(alert: EngineAlert): Promise<void>;
  /** Takes no more jobs; those in progress end with pg-boss. */
  stop(): Promise<void>;
}

// The longest delay of an alert after a lost wake-up, or after the database was unavailable at startup.
const LOOK_AGAIN_MS = 5_000;
// Half a minute, then twice as long each time: more than an hour in all, in which a receiver can be fixed.
const RETRY = { limit: 8, delaySeconds: 30 };
// Longer than any attempt takes. After that, another process takes over the job of a lost one.
const EXPIRE_SECONDS = 120;

/**
 * Queues alerts and sends them. Runs in the worker and in the API, so that operators are alerted to a dead worker.
 * Each alert is one job, which one of the two takes.
 *
 * @param openBoss called again until it succeeds
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
    async () => makeDigest(context, await ready(), recipients, options.settings),
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

/** Alerts about the engine and digests have queues of their own; one may be new to a process that is being upgraded. */
const ALERT_QUEUES = [
  { name: QUEUES.alert, dead: QUEUES.deadAlert },
  { name: QUEUES.digest, dead: QUEUES.deadDigest },
] as const;

/** Creates the queues and takes their jobs. */
async function workOn(boss: PgBoss, options: AlertOptions): Promise<void> {
  const { context, telling, retry = RETRY } = options;
  for (const { name, dead } of ALERT_QUEUES) {
    await createRetriedQueue(boss, { name, dead, retry, expireSeconds: EXPIRE_SECONDS });
    // A job that hangs until its timeout must not block the others.
    await boss.work(name, { localConcurrency: 2 }, async ([job]) => {
      if (job !== undefined) await sendAlert(context, telling, AlertJob.parse(job.data).alertId);
    });
    await boss.work(dead, async ([job]) => {
      if (job !== undefined) await buryAlert(context, AlertJob.parse(job.data).alertId);
    });
  }
}

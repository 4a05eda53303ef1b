import type { JobResult, PgBoss } from "pg-boss";
import { createConcurrencyLimit } from "../../platform/flow/concurrency-limit.ts";
import { QUEUES } from "../../platform/jobs/queue-names.ts";
import { createRepeatedTask } from "../../platform/jobs/repeated-task.ts";
import { createRetriedQueue, type Retry } from "../../platform/jobs/retried-queue.ts";
import { buryWebhook } from "./bury-webhook.ts";
import { type InboxContext, processInbox, type Translators } from "./process-inbox.ts";
import { InboxJob, queueInbox } from "./queue-inbox.ts";

/** What the queue of the inbox needs. */
export interface InboxOptions {
  readonly context: InboxContext;
  readonly translators: Translators;
  /** Registers a function to call whenever a message may have been kept. */
  readonly onInboxWaiting: (wake: () => void) => void;
  readonly retry?: Retry;
}

/** One process's work on the inbox. */
export interface InboxQueue {
  /** Queues no more messages; jobs that are running finish with pg-boss. */
  stop(): Promise<void>;
}

// The most by which a lost wake-up delays a message.
const LOOK_AGAIN_MS = 5_000;
// Five seconds, then twice as long each time: more than an hour in total, in which the cause can be fixed.
const RETRY = { limit: 10, delaySeconds: 5 };
// Longer than any batch takes.
const EXPIRE_SECONDS = 60;
// After this time without a heartbeat, another process takes the job of a killed one. pg-boss allows no less.
const HEARTBEAT_SECONDS = 10;
const HEARTBEAT_EVERY_SECONDS = 3;
const JOBS_AT_ONCE = 50;
/** Messages worked on at once. Each needs two connections: one locks its order, the other records its facts. */
export const INBOX_CONCURRENCY = 4;

/** Queues providers' messages and works on them. */
export async function startInboxQueue(boss: PgBoss, options: InboxOptions): Promise<InboxQueue> {
  const { context, retry = RETRY } = options;
  await createRetriedQueue(boss, {
    name: QUEUES.inbox,
    dead: QUEUES.deadInbox,
    retry,
    expireSeconds: EXPIRE_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
  });
  const atOnce = createConcurrencyLimit(INBOX_CONCURRENCY);
  const settings = {
    batchSize: JOBS_AT_ONCE,
    pollingIntervalSeconds: 0.5,
    heartbeatRefreshSeconds: HEARTBEAT_EVERY_SECONDS,
    perJobResults: true,
  };
  await boss.work(QUEUES.inbox, settings, (jobs) =>
    Promise.all(jobs.map(({ id, data }) => atOnce.run(() => work(options, id, data)))),
  );
  await boss.work(QUEUES.deadInbox, async ([job]) => {
    if (job !== undefined) await buryWebhook(context, InboxJob.parse(job.data).inboxId);
  });
  const queue = createRepeatedTask(
    (signal) => queueInbox(context, boss, signal),
    LOOK_AGAIN_MS,
    context.log,
  );
  options.onInboxWaiting(queue.wake);
  queue.wake();
  return { stop: () => queue.stop() };
}

/** A job that fails is retried alone, without the other jobs of its batch. */
async function work(options: InboxOptions, id: string, data: unknown): Promise<JobResult> {
  const { context, translators } = options;
  try {
    await processInbox(context, translators, InboxJob.parse(data).inboxId);
    return { id, status: "completed" };
  } catch (error) {
    context.log.warn({ err: error, jobId: id }, "a provider's message has to be tried again");
    return { id, status: "failed", output: { message: String(error) } };
  }
}

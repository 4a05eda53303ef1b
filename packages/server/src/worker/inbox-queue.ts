import type { JobResult, PgBoss } from "pg-boss";
import type { Context } from "../usecases/context.ts";
import { giveUpMessage } from "../usecases/give-up-message.ts";
import { createLane } from "../usecases/lane.ts";
import { processInbox, type Translators } from "../usecases/process-inbox.ts";
import { InboxJob, queueInbox } from "../usecases/queue-inbox.ts";
import { QUEUES } from "../usecases/queue-names.ts";
import { createRepeatedTask } from "./repeated-task.ts";

/** What works on providers' messages. */
export interface InboxOptions {
  readonly context: Context;
  readonly translators: Translators;
  /** Calls back whenever a message may have been kept. */
  readonly onInboxWaiting: (wake: () => void) => void;
  readonly retry?: { readonly limit: number; readonly delaySeconds: number };
}

/** The inbox's queue of one process. */
export interface InboxQueue {
  /** Takes no more messages; those under way end with pg-boss. */
  stop(): Promise<void>;
}

// A lost wake-up delays a message by this at most.
const LOOK_AGAIN_MS = 5_000;
// Five seconds, then twice as long each time: over an hour in all, in which a fault can be mended.
const RETRY = { limit: 10, delaySeconds: 5 };
// Longer than any batch takes.
const EXPIRE_SECONDS = 60;
// The job of a process that was killed is another's after this; the least that pg-boss takes.
const HEARTBEAT_SECONDS = 10;
const HEARTBEAT_EVERY_SECONDS = 3;
const JOBS_AT_ONCE = 50;
/** Messages under way; each has the turn of its order by one connection and is recorded by another. */
export const INBOX_LANE = 4;

/** Queues providers' messages and works on them. */
export async function startInboxQueue(boss: PgBoss, options: InboxOptions): Promise<InboxQueue> {
  const { context, retry = RETRY } = options;
  await boss.createQueue(QUEUES.deadInbox);
  await boss.createQueue(QUEUES.inbox, {
    retryLimit: retry.limit,
    retryDelay: retry.delaySeconds,
    retryBackoff: true,
    expireInSeconds: EXPIRE_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    deadLetter: QUEUES.deadInbox,
  });
  const lane = createLane(INBOX_LANE);
  const settings = {
    batchSize: JOBS_AT_ONCE,
    pollingIntervalSeconds: 0.5,
    heartbeatRefreshSeconds: HEARTBEAT_EVERY_SECONDS,
    perJobResults: true,
  };
  await boss.work(QUEUES.inbox, settings, (jobs) =>
    Promise.all(jobs.map(({ id, data }) => lane.run(() => work(options, id, data)))),
  );
  await boss.work(QUEUES.deadInbox, async ([job]) => {
    if (job !== undefined) await giveUpMessage(context, InboxJob.parse(job.data).inboxId);
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

/** One that fails is tried again by itself, without the others of its batch. */
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

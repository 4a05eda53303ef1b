import type { PgBoss } from "pg-boss";
import type { PointsProgram } from "../ledger/points-program.ts";
import type { Context } from "../platform/context.ts";
import { QUEUES } from "../platform/jobs/queue-names.ts";
import { createRepeatedTask, type RepeatedTask } from "../platform/jobs/repeated-task.ts";
import { createRetriedQueue, type Retry } from "../platform/jobs/retried-queue.ts";
import { reconcileProgram } from "./reconcile-program.ts";
import {
  buryRequest,
  ProgramJob,
  queueRequests,
  requestFromProgram,
} from "./request-from-program.ts";

/** What sends requests to the shop's points program. */
export interface ProgramOptions {
  readonly provider: PointsProgram;
  readonly retry?: Retry;
}

// The longest time that a request waits for its job.
const LOOK_AGAIN_MS = 2_000;
// Two seconds, then twice as long each time: more than 15 minutes in total.
const RETRY = { limit: 9, delaySeconds: 2 };
const EXPIRE_SECONDS = 60;

/** Queues the requests to the points program and sends them. Compares both sides every hour. */
export async function startProgramQueue(
  boss: PgBoss,
  context: Context,
  { provider, retry = RETRY }: ProgramOptions,
): Promise<RepeatedTask> {
  await createRetriedQueue(boss, {
    name: QUEUES.program,
    dead: QUEUES.deadProgram,
    retry,
    expireSeconds: EXPIRE_SECONDS,
  });
  await boss.createQueue(QUEUES.reconcile);
  await boss.schedule(QUEUES.reconcile, "41 * * * *");
  const queue = createRepeatedTask(() => queueRequests(context, boss), LOOK_AGAIN_MS, context.log);
  await boss.work(
    QUEUES.program,
    { localConcurrency: 4, pollingIntervalSeconds: 0.5 },
    async ([job]) => {
      if (job === undefined) return;
      await requestFromProgram(context, provider, ProgramJob.parse(job.data).requestId);
      // The next request about the same hold may be due now.
      queue.wake();
    },
  );
  await boss.work(QUEUES.deadProgram, async ([job]) => {
    if (job === undefined) return;
    await buryRequest(context, ProgramJob.parse(job.data).requestId);
    queue.wake();
  });
  await boss.work(QUEUES.reconcile, async () => {
    await reconcileProgram(context, provider);
  });
  queue.wake();
  return queue;
}

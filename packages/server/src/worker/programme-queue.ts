import type { PgBoss } from "pg-boss";
import type { LoyaltyProvider } from "../loyalty/loyalty-provider.ts";
import {
  askProgramme,
  giveUpRequest,
  ProgrammeJob,
  queueRequests,
} from "../usecases/ask-programme.ts";
import type { Context } from "../usecases/context.ts";
import { QUEUES } from "../usecases/queue-names.ts";
import { reconcileProgramme } from "../usecases/reconcile-programme.ts";
import { createRepeatedTask, type RepeatedTask } from "./repeated-task.ts";

/** What it takes to ask a programme of the shop's. */
export interface ProgrammeOptions {
  readonly provider: LoyaltyProvider;
  readonly retry?: { readonly limit: number; readonly delaySeconds: number };
}

// A request waits for its job by this at most.
const LOOK_AGAIN_MS = 2_000;
// Two seconds, then twice as long each time: over a quarter of an hour in all.
const RETRY = { limit: 9, delaySeconds: 2 };
const EXPIRE_SECONDS = 60;

/** Makes jobs of what the programme has to be asked for and works on them; compares every hour what both sides say. */
export async function startProgrammeQueue(
  boss: PgBoss,
  context: Context,
  { provider, retry = RETRY }: ProgrammeOptions,
): Promise<RepeatedTask> {
  await boss.createQueue(QUEUES.deadProgramme);
  await boss.createQueue(QUEUES.programme, {
    retryLimit: retry.limit,
    retryDelay: retry.delaySeconds,
    retryBackoff: true,
    expireInSeconds: EXPIRE_SECONDS,
    deadLetter: QUEUES.deadProgramme,
  });
  await boss.createQueue(QUEUES.reconcile);
  await boss.schedule(QUEUES.reconcile, "41 * * * *");
  const queue = createRepeatedTask(() => queueRequests(context, boss), LOOK_AGAIN_MS, context.log);
  await boss.work(
    QUEUES.programme,
    { localConcurrency: 4, pollingIntervalSeconds: 0.5 },
    async ([job]) => {
      if (job === undefined) return;
      await askProgramme(context, provider, ProgrammeJob.parse(job.data).requestId);
      // What waited behind it is due now.
      queue.wake();
    },
  );
  await boss.work(QUEUES.deadProgramme, async ([job]) => {
    if (job === undefined) return;
    await giveUpRequest(context, ProgrammeJob.parse(job.data).requestId);
    queue.wake();
  });
  await boss.work(QUEUES.reconcile, async () => {
    await reconcileProgramme(context, provider);
  });
  queue.wake();
  return queue;
}

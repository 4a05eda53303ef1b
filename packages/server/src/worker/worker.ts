import { PgBoss } from "pg-boss";
import type { Context } from "../usecases/context.ts";
import { type Delivery, deliverPrompts } from "../usecases/deliver-prompts.ts";
import { forgetAnswers } from "../usecases/forget-answers.ts";
import { sweepOverdue } from "../usecases/sweep-overdue.ts";
import { createRepeatedTask } from "./repeated-task.ts";

const SWEEP_JOB = "monitor_checkout_orchestrations";
const CLEANUP_JOB = "forget_old_answers";

// A slot is named by its minute: cron knows nothing finer.
const SLOT_MS = 60_000;
// A lost wake-up delays a prompt by this at most.
const DELIVERY_POLL_MS = 5_000;

/** What a worker runs with. */
export interface WorkerOptions {
  readonly context: Context;
  readonly delivery: Delivery;
  readonly connectionString: string;
  readonly cron: string;
  readonly mailDomain: string;
  /** Calls back whenever prompts may be waiting. */
  readonly onPromptsWaiting: (wake: () => void) => void;
}

/** A running worker. */
export interface Worker {
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/** Sweeps on schedule, once a slot however many workers run, and delivers what the sweeps decide. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { context, delivery, cron, mailDomain } = options;
  const { log } = context;
  const boss = new PgBoss({
    connectionString: options.connectionString,
    application_name: "followthrough jobs",
    max: 4,
  });
  boss.on("error", (error) => log.error({ err: error }, "job queue"));
  await boss.start();
  for (const name of [SWEEP_JOB, CLEANUP_JOB]) {
    await boss.createQueue(name, { retryLimit: 3, retryDelay: 30, retryBackoff: true });
  }
  await boss.schedule(SWEEP_JOB, cron);
  await boss.schedule(CLEANUP_JOB, "17 * * * *");
  await boss.work(SWEEP_JOB, { includeMetadata: true }, async ([job]) => {
    if (job === undefined) return;
    const slot = Math.floor(job.createdOn.getTime() / SLOT_MS) * SLOT_MS;
    const summary = await sweepOverdue(context, { trigger: "schedule", slot, mailDomain });
    if (summary === null) log.debug({ slot }, "this slot was swept already");
  });
  await boss.work(CLEANUP_JOB, async () => forgetAnswers(context));

  const deliver = createRepeatedTask(
    () => deliverPrompts(context, delivery),
    DELIVERY_POLL_MS,
    log,
  );
  options.onPromptsWaiting(deliver.wake);
  deliver.wake();
  log.info({ cron }, "worker started");
  return {
    async stop() {
      await Promise.all([deliver.stop(), boss.stop({ graceful: true, timeout: 20_000 })]);
      await delivery.transport.close();
    },
  };
}

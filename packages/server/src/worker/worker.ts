import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { closeExpired } from "../usecases/close-expired.ts";
import type { Context } from "../usecases/context.ts";
import { type DeliveryRun, deliverPrompts } from "../usecases/deliver-prompts.ts";
import { emptyInbox } from "../usecases/empty-inbox.ts";
import { escalateParked } from "../usecases/escalate-parked.ts";
import { forgetAnswers } from "../usecases/forget-answers.ts";
import { QUEUES } from "../usecases/queue-names.ts";
import { readLateness } from "../usecases/sweep-lateness.ts";
import { sweepOverdue } from "../usecases/sweep-overdue.ts";
import { type AlertOptions, startAlertQueue } from "./alert-queue.ts";
import { type AskingOptions, startAsking } from "./asking.ts";
import { type InboxOptions, startInboxQueue } from "./inbox-queue.ts";
import { closeBoss, openBoss } from "./open-boss.ts";
import { type ProgrammeOptions, startProgrammeQueue } from "./programme-queue.ts";
import { createRepeatedTask } from "./repeated-task.ts";

// A slot is named by its minute: cron knows nothing finer.
const SLOT_MS = 60_000;
const DELIVERY_POLL_MS = 5_000;

/** What a worker runs with. */
export interface WorkerOptions {
  readonly context: Context;
  readonly delivery: Omit<DeliveryRun, "signal">;
  readonly connectionString: string;
  readonly cron: string;
  readonly mailDomain: string;
  /** Calls back whenever prompts may be waiting. */
  readonly onPromptsWaiting: (wake: () => void) => void;
  readonly alerts: Omit<AlertOptions, "context">;
  /** A lost wake-up delays a prompt by this at most; five seconds when absent. */
  readonly deliveryPollMs?: number;
  readonly inbox: Omit<InboxOptions, "context">;
  /** How long what providers said is kept, once it is done with. */
  readonly inboxKeptMs: number;
  /** `null` where no provider can be asked. */
  readonly asking: Omit<AskingOptions, "context" | "mailDomain"> | null;
  /** A points programme of the shop's, where there is one. */
  readonly programme: ProgrammeOptions | undefined;
}

/** A running worker. */
export interface Worker {
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/**
 * Sweeps on schedule, once a slot however many workers run, delivers what the sweeps decide, and tells
 * operators what they have to know.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { context, connectionString, delivery, cron } = options;
  const { log } = context;
  const boss = await openBoss({ connectionString, log, max: 4, keepsSchedule: true });
  await keepSchedule(boss, options);
  const deliver = createRepeatedTask(
    (signal) => deliverPrompts(context, { ...delivery, signal }),
    options.deliveryPollMs ?? DELIVERY_POLL_MS,
    log,
  );
  options.onPromptsWaiting(deliver.wake);
  deliver.wake();
  const alerts = startAlertQueue(async () => boss, { context, ...options.alerts });
  const inbox = await startInboxQueue(boss, { context, ...options.inbox });
  const { mailDomain } = options;
  const asking = options.asking && startAsking({ context, mailDomain, ...options.asking });
  const programme =
    options.programme && (await startProgrammeQueue(boss, context, options.programme));
  log.info({ cron }, "worker started");
  return {
    async stop() {
      // What alerts have in hand is enqueued first.
      const queues = Promise.all([alerts.stop(), inbox.stop(), asking?.stop(), programme?.stop()]);
      await Promise.all([deliver.stop(), queues.then(() => closeBoss(boss))]);
      await delivery.transport.close();
    },
  };
}

async function keepSchedule(boss: PgBoss, options: WorkerOptions): Promise<void> {
  const { context, cron, mailDomain } = options;
  const names = [QUEUES.sweep, QUEUES.forgetAnswers, QUEUES.escalateParked, QUEUES.closeExpired];
  for (const name of names) {
    await boss.createQueue(name, { retryLimit: 3, retryDelay: 30, retryBackoff: true });
  }
  await boss.schedule(QUEUES.sweep, cron);
  await boss.schedule(QUEUES.forgetAnswers, "17 * * * *");
  await boss.schedule(QUEUES.escalateParked, "*/15 * * * *");
  await boss.work(QUEUES.sweep, { includeMetadata: true }, async ([job]) => {
    if (job === undefined) return;
    const named = SlotJob.safeParse(job.data);
    const slot = named.success ? named.data.slot : slotAt(job.createdOn);
    const summary = await sweepOverdue(context, { trigger: "schedule", slot, mailDomain });
    if (summary === null) context.log.debug({ slot }, "this slot was swept already");
  });
  // Whoever waits for points that are held in vain waits no longer than that.
  await boss.schedule(QUEUES.closeExpired, "* * * * *");
  await boss.work(QUEUES.closeExpired, async () => closeExpired(context));
  await boss.work(QUEUES.forgetAnswers, async () => {
    await forgetAnswers(context);
    await emptyInbox(context, options.inboxKeptMs);
  });
  await boss.work(QUEUES.escalateParked, async () => escalateParked(context));
  await catchUp(boss, options);
}

/** A sweep job that was not made in its slot names it. */
const SlotJob = z.object({ slot: z.int() });

/** A product that was off over night does not wait for the next slot. Of several workers one sweeps it. */
async function catchUp(boss: PgBoss, { context, cron }: WorkerOptions): Promise<void> {
  const { missedSlots, latestSlot } = await readLateness(context, cron);
  if (missedSlots === 0) return;
  const slot = slotAt(new Date(latestSlot));
  context.log.info({ missedSlots, slot: new Date(slot) }, "catching up on the sweep");
  await boss.insert(QUEUES.sweep, [{ data: { slot } satisfies z.infer<typeof SlotJob> }]);
}

function slotAt(time: Date): number {
  return Math.floor(time.getTime() / SLOT_MS) * SLOT_MS;
}

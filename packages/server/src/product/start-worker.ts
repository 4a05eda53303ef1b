import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { type AlertOptions, startAlertQueue } from "../alerts/alert-queue.ts";
import { type DeliveryRun, deliverPrompts } from "../delivery/deliver-prompts.ts";
import { escalateParked } from "../intake/escalate-parked.ts";
import { expireIdempotencyKeys } from "../lifecycle/expire-idempotency-keys.ts";
import { closeBoss, openBoss } from "../platform/jobs/open-boss.ts";
import { QUEUES } from "../platform/jobs/queue-names.ts";
import { createRepeatedTask } from "../platform/jobs/repeated-task.ts";
import { closeExpired } from "../points/close-expired.ts";
import { type ProgramOptions, startProgramQueue } from "../points/program-queue.ts";
import { type InboxOptions, startInboxQueue } from "../providers/inbox/inbox-queue.ts";
import { redactOldWebhooks } from "../providers/inbox/redact-old-webhooks.ts";
import { type AskingOptions, startAsking } from "../recovery/ask-then-sweep.ts";
import { readMissedSlots } from "../recovery/missed-slots.ts";
import { sweepSlot } from "../recovery/sweep-overdue.ts";
import type { AppContext } from "./app-context.ts";

// A slot is named by its minute: cron has no finer unit.
const SLOT_MS = 60_000;
const DELIVERY_POLL_MS = 5_000;

/** What a worker needs to run. */
export interface WorkerOptions {
  readonly context: AppContext;
  readonly delivery: Omit<DeliveryRun, "signal">;
  readonly connectionString: string;
  readonly cron: string;
  readonly mailDomain: string;
  /** Calls back whenever prompts may be waiting. */
  readonly onPromptsWaiting: (wake: () => void) => void;
  readonly alerts: Omit<AlertOptions, "context">;
  /** The most that a lost wake-up delays a prompt; five seconds when absent. */
  readonly deliveryPollMs?: number;
  readonly inbox: Omit<InboxOptions, "context">;
  /** How long providers' messages are kept after work on them is done. */
  readonly inboxKeptMs: number;
  /** `null` if no provider can be asked. */
  readonly asking: Omit<AskingOptions, "context" | "mailDomain"> | null;
  /** The shop's points program, if there is one. */
  readonly program: ProgramOptions | undefined;
}

/** A running worker. */
export interface Worker {
  /** Lets the work under way end. */
  stop(): Promise<void>;
}

/**
 * Sweeps on schedule, once per slot regardless of the number of workers, delivers the prompts that the sweeps
 * decide, and sends operators their alerts.
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
  const program = options.program && (await startProgramQueue(boss, context, options.program));
  log.info({ cron }, "worker started");
  return {
    async stop() {
      // Work that alerts have already started is put into the queue first.
      const queues = Promise.all([alerts.stop(), inbox.stop(), asking?.stop(), program?.stop()]);
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
    const summary = await sweepSlot(context, slot, { mailDomain });
    if (summary === null) context.log.debug({ slot }, "this slot was swept already");
  });
  // Points that are held for nothing come back within this time.
  await boss.schedule(QUEUES.closeExpired, "* * * * *");
  await boss.work(QUEUES.closeExpired, async () => closeExpired(context));
  await boss.work(QUEUES.forgetAnswers, async () => {
    await expireIdempotencyKeys(context);
    await redactOldWebhooks(context, options.inboxKeptMs);
  });
  await boss.work(QUEUES.escalateParked, async () => escalateParked(context));
  await catchUp(boss, options);
}

/** A sweep job that was not created in its slot names the slot. */
const SlotJob = z.object({ slot: z.int() });

/** A product that was off overnight does not wait for the next slot. If there are several workers, one sweeps it. */
async function catchUp(boss: PgBoss, { context, cron }: WorkerOptions): Promise<void> {
  const { missedSlots, latestSlot } = await readMissedSlots(context, cron);
  if (missedSlots === 0) return;
  const slot = slotAt(new Date(latestSlot));
  context.log.info({ missedSlots, slot: new Date(slot) }, "catching up on the sweep");
  await boss.insert(QUEUES.sweep, [{ data: { slot } satisfies z.infer<typeof SlotJob> }]);
}

function slotAt(time: Date): number {
  return Math.floor(time.getTime() / SLOT_MS) * SLOT_MS;
}

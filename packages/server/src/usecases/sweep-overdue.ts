import { randomUUID } from "node:crypto";
import type { SweepSummary } from "@followthrough/core/contract";
import { type ClaimCursor, claimOverdue } from "../db/claim-overdue.ts";
import { transaction } from "../db/database.ts";
import { readClock } from "../db/health.ts";
import { renewOutboxStatistics } from "../db/outbox-statistics.ts";
import { beginSweep, finishSweep, type SweepCounts } from "../db/sweeps.ts";
import { closeExpired } from "./close-expired.ts";
import type { Context } from "./context.ts";
import { type DecidedBatch, decideBatch, type SweepRun } from "./decide-batch.ts";

/** How and for what a sweep runs. */
export interface SweepOptions {
  readonly trigger: SweepSummary["trigger"];
  /** The cron slot, epoch milliseconds; `null` outside the schedule. */
  readonly slot: number | null;
  readonly batchSize?: number;
  /** The right half of the fixed `Message-ID`s. */
  readonly mailDomain: string;
}

// 24 k orders a second at 100, 34 k at 1,000; at 5,000 row locks are held for up to half a second.
const FULL_BATCH = 1_000;
// What an event waits for is above all the commit of a batch. With ten sweepers on two cores the hundredth of the
// events that waited longest took 31 times as long as without them at 1,000, 6.7 times one batch at a time, 4.2
// times at 200, 1.6 to 2 times at 50, and 1.5 times at 25, at a third of the speed.
const GENTLE_BATCH = 25;
// As many as change the outbox more than what comes and goes in it.
const MANY_PROMPTS = 1_000;

interface Run extends SweepOptions, SweepRun {
  readonly counts: { -readonly [Count in keyof SweepCounts]: number };
}

/**
 * Runs `monitor_checkout_orchestrations`: claims what is overdue in batches, decides each, and commits
 * decision, timeline and prompt together, until nothing is left that was due when it began.
 *
 * @returns the summary; `null` when this slot was swept already
 */
export async function sweepOverdue(
  context: Context,
  options: SweepOptions,
): Promise<SweepSummary | null> {
  await context.policies.refresh();
  const { trigger, slot } = options;
  const runId = await beginSweep(context.pool, randomUUID(), trigger, slot);
  if (runId === null) return null;
  // First, so that an order whose hold is over or about to be is decided in this very run.
  await closeExpired(context);
  const dueBy = await readClock(context.pool);
  const counts = {
    processed: 0,
    prompted: 0,
    deferred: 0,
    suppressed: 0,
    escalations: 0,
    failed: 0,
    claimLagMs: 0,
  };
  const run: Run = { ...options, runId, dueBy, counts, rest: { ms: 0 } };
  let cursor: ClaimCursor | null = null;
  do {
    cursor = await sweepBatch(context, run, cursor);
  } while (cursor !== null);
  const summary = await finishSweep(context.pool, runId, counts);
  context.log.info(summary, "recovery sweep finished");
  if (summary.prompted >= MANY_PROMPTS) await renewStatistics(context);
  return summary;
}

/** What fails here makes mail slower for some minutes, and nothing else. */
async function renewStatistics({ pool, log }: Context): Promise<void> {
  try {
    await renewOutboxStatistics(pool);
  } catch (error) {
    log.warn({ err: error }, "the outbox could not be counted anew");
  }
}

/** @returns the place behind this batch, or `null` when it was the last */
async function sweepBatch(
  context: Context,
  run: Run,
  after: ClaimCursor | null,
): Promise<ClaimCursor | null> {
  const size = run.batchSize ?? (context.sweepPace === "full" ? FULL_BATCH : GENTLE_BATCH);
  try {
    const batch = await decideBatch(context, run, after, size, context.policy.foldsOrders);
    report(context, run, batch);
    return batch.next;
  } catch (error) {
    // A row that the database refuses spoils its statement; one by one only that row is left out.
    context.log.warn({ err: error, runId: run.runId }, "a batch failed; going on one by one");
    return await decideSingly(context, run, after, size);
  }
}

/** Without the member's other orders: one of them may be the row that spoils the statement. */
async function decideSingly(
  context: Context,
  run: Run,
  after: ClaimCursor | null,
  count: number,
): Promise<ClaimCursor | null> {
  let cursor = after;
  for (let done = 0; done < count; done += 1) {
    const place = await claimPlace(context, run, cursor);
    if (place === null) return null;
    try {
      report(context, run, await decideBatch(context, run, cursor, 1, false));
    } catch (error) {
      run.counts.failed += 1;
      context.log.error({ err: error, orderId: place.orderId, runId: run.runId }, "not decided");
    }
    cursor = place;
  }
  return cursor;
}

/** Which order comes next, without deciding it. */
function claimPlace(
  { pool }: Context,
  run: Run,
  after: ClaimCursor | null,
): Promise<ClaimCursor | null> {
  return transaction(pool, async (tx) => {
    const [next] = await claimOverdue(tx, after, run.dueBy, 1);
    return next ?? null;
  });
}

/** Counts what a batch did and tells other processes of it. */
function report({ changes }: Context, run: Run, batch: DecidedBatch): void {
  count(run, batch);
  changes.changed(batch.writes.map((write) => write.orderId));
  if (batch.writes.some((write) => write.prompt !== null)) changes.promptsWaiting();
  if (batch.writes.some((write) => write.escalate !== null)) changes.alertsWaiting();
  if (batch.asks > 0) changes.checksWaiting();
}

function count({ counts }: Run, { writes, failures, lagMs }: DecidedBatch): void {
  counts.claimLagMs = Math.max(counts.claimLagMs, lagMs);
  counts.processed += writes.length;
  counts.failed += failures;
  for (const { entry } of writes) {
    switch (entry.payload?.decision) {
      case "prompt":
        counts.prompted += 1;
        break;
      case "defer":
        counts.deferred += 1;
        break;
      case "suppress":
        counts.suppressed += 1;
        break;
      case "escalate":
        counts.escalations += 1;
        break;
    }
  }
}

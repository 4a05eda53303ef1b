import { randomUUID } from "node:crypto";
import type { SweepSummary } from "@followthrough/core/contract";
import { renewOutboxStatistics } from "../delivery/sql/outbox-statistics.ts";
import { readClock } from "../platform/postgres/clock.ts";
import { transaction } from "../platform/postgres/database.ts";
import { closeExpired } from "../points/close-expired.ts";
import { type BatchRange, type DecidedBatch, decideBatch } from "./decide-batch.ts";
import type { RecoveryContext } from "./recovery-context.ts";
import { type ClaimCursor, type ClaimKind, claimNext } from "./sql/claim-overdue.ts";
import { beginSlot, beginSweep, finishSweep, type SweepCounts } from "./sql/sweeps.ts";
import type { SweepRun } from "./sweep-run.ts";

/** How a sweep runs. */
export interface SweepOptions {
  readonly batchSize?: number;
  /** The right half of the fixed `Message-ID`s. */
  readonly mailDomain: string;
}

// With two batches at once, 1,000 are not faster and need more memory. At 100 a sweep has two thirds of its speed.
const FULL_BATCH = 500;
// Events mostly wait for the commit of a batch. Measured with ten sweepers on two cores: compared to no sweeper, the
// slowest 1% of events took 31 times as long at 1,000, 6.7 times with one batch at a time, 4.2 times at 200, 1.6 to 2
// times at 50, and 1.5 times at 25, where the sweep has a third of its speed.
const GENTLE_BATCH = 25;
// This many new prompts change the outbox more than its usual traffic does.
const MANY_PROMPTS = 1_000;

interface Run extends SweepOptions, SweepRun {
  readonly counts: { -readonly [Count in keyof SweepCounts]: number };
}

/**
 * Runs the sweep of a slot of the schedule, or continues its interrupted run.
 *
 * @param slot epoch milliseconds
 * @returns `null` if this slot was already swept
 */
export async function sweepSlot(
  context: RecoveryContext,
  slot: number,
  options: SweepOptions,
): Promise<SweepSummary | null> {
  await context.policies.refresh();
  const runId = await beginSlot(context.pool, randomUUID(), slot);
  return runId === null ? null : sweep(context, runId, options);
}

/** Sweeps now, outside the schedule. */
export async function sweepNow(
  context: RecoveryContext,
  trigger: Exclude<SweepSummary["trigger"], "schedule">,
  options: SweepOptions,
): Promise<SweepSummary> {
  await context.policies.refresh();
  const runId = randomUUID();
  await beginSweep(context.pool, runId, trigger);
  return sweep(context, runId, options);
}

/**
 * Runs `monitor_checkout_orchestrations`: claims overdue orders in batches, decides each, and commits decision,
 * timeline and prompt together, until no order is left that was due when the run began. Orders that another policy has
 * deferred are decided again.
 */
async function sweep(
  context: RecoveryContext,
  runId: string,
  options: SweepOptions,
): Promise<SweepSummary> {
  // This comes first, so that this run also decides orders whose hold has expired or is about to.
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
  for (const kind of ["overdue", "deferred"] as const) await sweepKind(context, run, kind);
  const summary = await finishSweep(context.pool, runId, counts);
  context.log.info(summary, "recovery sweep finished");
  if (summary.prompted >= MANY_PROMPTS) await renewStatistics(context);
  return summary;
}

/** If this fails, mail is slower for a few minutes, and nothing else happens. */
async function renewStatistics({ pool, log }: RecoveryContext): Promise<void> {
  try {
    await renewOutboxStatistics(pool);
  } catch (error) {
    log.warn({ err: error }, "the outbox's statistics could not be renewed");
  }
}

/** A gentle sweep, or one with a batch that failed, does one batch after the other. */
async function sweepKind(context: RecoveryContext, run: Run, kind: ClaimKind): Promise<void> {
  if (context.sweepPace === "full" && (await sweepOverlapping(context, run, kind))) return;
  // From the beginning, because orders that a failed batch had claimed were skipped by the next one.
  let after: ClaimCursor | null = null;
  do {
    after = await sweepBatch(context, run, kind, after);
  } while (after !== null);
}

/**
 * Decides the orders of one kind in batches. While a batch is written, the next one is claimed and decided on another
 * connection: what a batch writes concerns no order and no person of the next, except by a frequency cap, and its claims
 * hold for both.
 *
 * @returns whether every batch could be written
 */
async function sweepOverlapping(
  context: RecoveryContext,
  run: Run,
  kind: ClaimKind,
): Promise<boolean> {
  let after: ClaimCursor | null = null;
  let [writing, latest] = [Promise.resolve(), Promise.resolve()];
  try {
    do {
      const decided = Promise.withResolvers<ClaimCursor | null>();
      latest = decideBatch(context, run, rangeOf(context, run, kind, after), decided.resolve).then(
        (batch) => report(context, run, batch),
      );
      latest.catch(decided.reject);
      after = await decided.promise;
      await writing;
      writing = latest;
    } while (after !== null);
    await writing;
    return true;
  } catch (error) {
    context.log.warn(
      { err: error, runId: run.runId },
      "a batch failed; continuing without overlap",
    );
    return false;
  } finally {
    await Promise.allSettled([writing, latest]);
  }
}

function rangeOf(
  { sweepPace, policy }: RecoveryContext,
  { batchSize }: Run,
  kind: ClaimKind,
  after: ClaimCursor | null,
): BatchRange {
  const size = batchSize ?? (sweepPace === "full" ? FULL_BATCH : GENTLE_BATCH);
  return { kind, after, size, foldsOthers: policy.foldsOrders };
}

/** @returns where the next batch begins, or `null` if this was the last */
async function sweepBatch(
  context: RecoveryContext,
  run: Run,
  kind: ClaimKind,
  after: ClaimCursor | null,
): Promise<ClaimCursor | null> {
  const range = rangeOf(context, run, kind, after);
  let next: ClaimCursor | null = null;
  try {
    const batch = await decideBatch(context, run, range, (place) => {
      next = place;
    });
    report(context, run, batch);
    return next;
  } catch (error) {
    // A row that the database rejects makes the whole statement fail. Decided one by one, only that row is left out.
    context.log.warn({ err: error, runId: run.runId }, "a batch failed; continuing one by one");
    return await decideSingly(context, run, kind, after, range.size);
  }
}

/** Doesn't claim the member's other orders, because one of them may be the row that makes the statement fail. */
async function decideSingly(
  context: RecoveryContext,
  run: Run,
  kind: ClaimKind,
  after: ClaimCursor | null,
  count: number,
): Promise<ClaimCursor | null> {
  let cursor = after;
  for (let done = 0; done < count; done += 1) {
    const place = await claimPlace(context, run, kind, cursor);
    if (place === null) return null;
    try {
      const range = { kind, after: cursor, size: 1, foldsOthers: false };
      report(context, run, await decideBatch(context, run, range));
    } catch (error) {
      run.counts.failed += 1;
      context.log.error({ err: error, orderId: place.orderId, runId: run.runId }, "not decided");
    }
    cursor = place;
  }
  return cursor;
}

/** Finds the next order without deciding it. */
function claimPlace(
  context: RecoveryContext,
  run: Run,
  kind: ClaimKind,
  after: ClaimCursor | null,
): Promise<ClaimCursor | null> {
  const claiming = { dueBy: run.dueBy, policyVersion: context.policy.version };
  return transaction(context.pool, async (tx) => {
    const [next] = await claimNext(tx, kind, claiming, after, 1);
    return next ?? null;
  });
}

/** Counts what a batch did and notifies other processes. */
function report({ changes }: RecoveryContext, run: Run, batch: DecidedBatch): void {
  count(run, batch);
  changes.changed(batch.writes.map((write) => write.orderId));
  if (batch.writes.some((write) => write.prompt !== null)) changes.promptsWaiting();
  if (batch.writes.some((write) => write.escalates.length > 0)) changes.alertsWaiting();
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

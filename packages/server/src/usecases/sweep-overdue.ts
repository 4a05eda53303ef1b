import { randomUUID } from "node:crypto";
import type { SweepSummary } from "@followthrough/core/contract";
import { decideRecovery, type RecoveryContext, transition } from "@followthrough/core/domain";
import {
  type ClaimCursor,
  type Claimed,
  claimOverdue,
  readRecoveryContexts,
} from "../db/claim-overdue.ts";
import { transaction } from "../db/database.ts";
import { iso } from "../db/orchestration-row.ts";
import { beginSweep, finishSweep, type SweepCounts } from "../db/sweeps.ts";
import { type TransitionWrite, writeTransitions } from "../db/write-transitions.ts";
import type { Context } from "./context.ts";

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
const BATCH_SIZE = 1_000;

interface Run extends SweepOptions {
  readonly runId: string;
  readonly dueBy: number;
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
  const begun = await beginSweep(context.pool, randomUUID(), options.trigger, options.slot);
  if (begun === null) return null;
  const { runId, startedAt: dueBy } = begun;
  const counts = {
    processed: 0,
    prompted: 0,
    deferred: 0,
    suppressed: 0,
    escalations: 0,
    failed: 0,
  };
  const run: Run = { ...options, runId, dueBy, counts };
  let cursor: ClaimCursor | null = null;
  do {
    cursor = await sweepBatch(context, run, cursor);
  } while (cursor !== null);
  const summary = await finishSweep(context.pool, runId, counts);
  context.log.info(summary, "recovery sweep finished");
  return summary;
}

/** @returns the place behind this batch, or `null` when it was the last */
async function sweepBatch(
  context: Context,
  run: Run,
  after: ClaimCursor | null,
): Promise<ClaimCursor | null> {
  const size = run.batchSize ?? BATCH_SIZE;
  try {
    return await decideBatch(context, run, after, size);
  } catch (error) {
    // A row that the database refuses spoils its statement; one by one only that row is left out.
    context.log.warn({ err: error, runId: run.runId }, "a batch failed; going on one by one");
    return await decideSingly(context, run, after, size);
  }
}

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
      await decideBatch(context, run, cursor, 1);
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

async function decideBatch(
  context: Context,
  run: Run,
  after: ClaimCursor | null,
  size: number,
): Promise<ClaimCursor | null> {
  const { claimed, writes, failures } = await transaction(context.pool, async (tx) => {
    const claimed = await claimOverdue(tx, after, run.dueBy, size);
    const contexts = await readRecoveryContexts(tx, claimed);
    const decided = decideEach(context, run, claimed, contexts);
    if (decided.writes.length > 0) await writeTransitions(tx, decided.writes);
    return { claimed, ...decided };
  });
  count(run, writes, failures);
  context.changes.changed(writes.map((write) => write.orderId));
  if (writes.some((write) => write.prompt !== null)) context.changes.promptsWaiting();
  const last = claimed.at(-1);
  return last === undefined || claimed.length < size
    ? null
    : { dueAt: last.dueAt, orderId: last.orderId };
}

/** One bad row never stops the others: what can't be decided stays overdue for the next sweep. */
function decideEach(
  context: Context,
  run: Run,
  claimed: readonly Claimed[],
  contexts: ReadonlyMap<string, RecoveryContext>,
): { writes: TransitionWrite[]; failures: number } {
  const writes: TransitionWrite[] = [];
  let failures = 0;
  for (const order of claimed) {
    try {
      writes.push(decide(context, run, order, contexts.get(order.orderId)));
    } catch (error) {
      failures += 1;
      context.log.error({ err: error, orderId: order.orderId, runId: run.runId }, "not decided");
    }
  }
  return { writes, failures };
}

function decide(
  { policy, log }: Context,
  run: Run,
  { orderId, memberId, orchestration, now }: Claimed,
  recovery: RecoveryContext | undefined,
): TransitionWrite {
  if (recovery === undefined) throw new Error("A claimed order has a recovery context");
  const decision = decideRecovery(orchestration, recovery, policy, now);
  const event = {
    kind: "sweep",
    decision,
    policyVersion: policy.version,
    runId: run.runId,
  } as const;
  const result = transition(orchestration, event, policy, now);
  if (!result.ok) throw new Error(`A sweep's decision was refused: ${result.code}`);
  const line = { orderId, decision: decision.kind, reason: decision.reason, runId: run.runId };
  if (decision.kind === "suppress") log.info(line, "no prompt: the shopper does not get this mail");
  else log.debug({ ...line, nextActionAt: iso(decision.nextActionAt) }, "recovery decided");
  const promptId = randomUUID();
  const prompt = decision.kind === "prompt" && {
    promptId,
    memberId,
    recipient: decision.email,
    step: decision.step,
    messageId: `<${promptId}@${run.mailDomain}>`,
    policyVersion: policy.version,
    worthUntil: iso(now + policy.worthSendingMs),
  };
  const { next, entry, effects } = result;
  return { orderId, next, entry, ...effects, prompt: prompt || null, stored: null };
}

function count(run: Run, writes: readonly TransitionWrite[], failures: number): void {
  const { counts } = run;
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

import { setTimeout as pause } from "node:timers/promises";
import { decideRecovery, mailboxKey, recipientKeys } from "@followthrough/core/domain";
import type { TransitionWrite } from "../lifecycle/sql/write-transitions.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { requestChecks } from "../providers/sql/provider-checks.ts";
import { keepToCap } from "./keep-to-cap.ts";
import type { Plan } from "./plan.ts";
import { messagesOf, toWrites } from "./plan-writes.ts";
import type { RecoveryContext } from "./recovery-context.ts";
import { readRecoveryInputs } from "./recovery-inputs.ts";
import {
  type ClaimCursor,
  type Claimed,
  type ClaimKind,
  type ClaimRun,
  claimNext,
  claimOthersOf,
} from "./sql/claim-overdue.ts";
import { lockSweep } from "./sql/sweep-lock.ts";
import { writeDecisions } from "./sql/write-decisions.ts";
import type { SweepRun } from "./sweep-run.ts";

/** Which orders a batch takes. */
export interface BatchRange {
  readonly kind: ClaimKind;
  /** Where the batch before it ended; `null` for the first one. */
  readonly after: ClaimCursor | null;
  readonly size: number;
  /** Whether to also decide the other overdue orders of people who get a prompt. */
  readonly foldsOthers: boolean;
}

/** What a batch did. */
export interface DecidedBatch {
  readonly writes: readonly TransitionWrite[];
  /** How many orders a provider must be asked about first. */
  readonly asks: number;
  /** How many orders could not be decided; they stay overdue for the next sweep. */
  readonly failures: number;
  /** The longest time between an order's due time and its claim. */
  readonly lagMs: number;
}

// If the batch's people have more other orders than this, the rest wait for a later batch.
const MOST_OTHERS = 1_000;
// Rest as long as the batch took. Measured with ten sweepers, 20,000 due orders and two cores: the slowest 1% of events
// waited 1.2 to 2.0 times as long as without sweepers (four runs), and 1.8 to 2.1 times without a rest (three runs).
const REST = 1;
// A single slow batch must not stop the sweep for long.
const MOST_REST_MS = 100;

/**
 * Claims a batch of overdue orders, decides each, and commits decision, timeline and prompt together. It takes five
 * statements for a batch of any size, and two more if people in it have other orders.
 *
 * @param onDecided called with where the next batch begins, or `null` if this was the last: as soon as only writing is
 *   left, and once more at the end
 */
export async function decideBatch(
  latest: RecoveryContext,
  run: SweepRun,
  { kind, after, size, foldsOthers }: BatchRange,
  onDecided: (next: ClaimCursor | null) => void = () => {},
): Promise<DecidedBatch> {
  // Use one policy for the whole batch, even if another one is adopted while it runs.
  const context = { ...latest, policy: latest.policy };
  let begunAt = 0;
  let next: ClaimCursor | null = null;
  const batch = await transaction(context.pool, async (tx) => {
    if (context.sweepPace === "gentle") {
      await lockSweep(tx);
      // Only the sweep lock is held during the pause, so that no other sweep fills it.
      await pause(run.rest.ms);
    }
    begunAt = performance.now();
    const claiming = { dueBy: run.dueBy, policyVersion: context.policy.version };
    const claimed = await claimNext(tx, kind, claiming, after, size);
    const first = await decideEach(tx, context, run, claimed);
    const others = foldsOthers ? await claimOthers(tx, claiming, claimed, first) : [];
    const plans = [...first, ...(await decideEach(tx, context, run, others))];
    next = claimed.length < size ? null : (claimed.at(-1) ?? null);
    // More of these people's orders may be locked now, and the next batch would skip them.
    if (others.length < MOST_OTHERS) onDecided(next);
    const written = await writePlans(tx, context, run, plans);
    const taken = [...claimed, ...others];
    return {
      ...written,
      failures: taken.length - written.writes.length,
      lagMs: Math.max(0, ...taken.map(lagOf)),
    };
  });
  onDecided(next);
  run.rest.ms = Math.min(MOST_REST_MS, REST * (performance.now() - begunAt));
  return batch;
}

async function writePlans(
  tx: Tx,
  context: RecoveryContext,
  run: SweepRun,
  plans: readonly Plan[],
): Promise<Pick<DecidedBatch, "writes" | "asks">> {
  const messages = messagesOf(plans, run);
  const capped = await keepToCap(tx, context, plans, messages);
  const writes = toWrites(context, run, capped, messages);
  if (writes.length > 0) await writeDecisions(tx, writes);
  const asked = capped.filter(({ decision }) => decision.reason === "asking_provider");
  const orders = asked.map(({ order }) => order);
  // Store the questions here and ask after the commit: a transaction must not wait for a provider.
  if (orders.length > 0) await requestChecks(tx, orders);
  return { writes, asks: orders.length };
}

function lagOf({ now, dueAt, orchestration }: Claimed): number {
  return now - Math.max(dueAt, orchestration.pausedUntil ?? 0);
}

/** One bad row never stops the others: an order that can't be decided stays overdue for the next sweep. */
async function decideEach(
  tx: Tx,
  context: RecoveryContext,
  run: SweepRun,
  orders: readonly Claimed[],
): Promise<Plan[]> {
  if (orders.length === 0) return [];
  const { policy, log } = context;
  const contexts = await readRecoveryInputs(tx, context, orders);
  return orders.flatMap((order) => {
    const { orderId } = order;
    try {
      if (order.isMissing) throw new Error("An orchestration has an order");
      const recovery = contexts.get(orderId);
      if (recovery === undefined) throw new Error("A claimed order has a recovery context");
      const decision = decideRecovery(order.orchestration, recovery, policy, order.now);
      const isPrompt = decision.kind === "prompt";
      const keys = isPrompt ? recipientKeys(order.memberId, recovery.email ?? "") : [];
      return [{ order, recovery, decision, keys }];
    } catch (error) {
      log.error({ err: error, orderId, runId: run.runId }, "not decided");
      return [];
    }
  });
}

/** Claims the other overdue orders of the people who get a prompt now: as members, and under the same mailbox. */
async function claimOthers(
  tx: Tx,
  claiming: ClaimRun,
  claimed: readonly Claimed[],
  plans: readonly Plan[],
): Promise<Claimed[]> {
  const prompts = plans.filter(
    ({ decision, recovery }) => decision.kind === "prompt" && recovery.hasOtherOrders,
  );
  if (prompts.length === 0) return [];
  const members = new Set(prompts.flatMap(({ order }) => order.memberId ?? []));
  const mailboxes = new Set(prompts.flatMap(({ recovery }) => mailboxKey(recovery.email ?? "")));
  const known = claimed.map(({ orderId }) => orderId);
  return claimOthersOf(tx, [...members], [...mailboxes], known, claiming, MOST_OTHERS);
}

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  decideRecovery,
  type RecoveryContext,
  type RecoveryDecision,
  transition,
} from "@followthrough/core/domain";
import {
  type ClaimCursor,
  type Claimed,
  claimOthersOf,
  claimOverdue,
} from "../db/claim-overdue.ts";
import { type Tx, transaction } from "../db/database.ts";
import { iso } from "../db/orchestration-row.ts";
import { readTurns, recipientKey, takeTurns } from "../db/prompted-recipients.ts";
import { requestChecks } from "../db/provider-checks.ts";
import { takeSweepTurn } from "../db/sweep-turn.ts";
import { writeDecisions } from "../db/write-decisions.ts";
import type { TransitionWrite } from "../db/write-transitions.ts";
import type { Context } from "./context.ts";
import { readRecoveryInputs } from "./recovery-inputs.ts";

/** The run that a batch belongs to. */
export interface SweepRun {
  readonly runId: string;
  /** Only what was due at that time, so that a run ends (epoch milliseconds). */
  readonly dueBy: number;
  /** The right half of the fixed `Message-ID`s. */
  readonly mailDomain: string;
  /** How long a gentle run lets others be before its next batch. */
  readonly rest: { ms: number };
}

/** What a batch did. */
export interface DecidedBatch {
  readonly writes: readonly TransitionWrite[];
  /** Orders of which a provider has to be asked first. */
  readonly asks: number;
  /** Orders that could not be decided; they stay overdue for the next sweep. */
  readonly failures: number;
  /** The longest time by which an order was claimed later than it fell due. */
  readonly lagMs: number;
  /** The place behind this batch, or `null` when it was the last. */
  readonly next: ClaimCursor | null;
}

/** A claimed order with what was decided for it. */
interface Plan {
  readonly order: Claimed;
  readonly recovery: RecoveryContext;
  readonly decision: RecoveryDecision;
}

// More orders of the batch's members than this wait for their own turn.
const MOST_OTHERS = 1_000;
// As long again as the batch took. Ten sweepers, 20,000 due, two cores: the hundredth of the events that waited longest
// waited 1.2 to 2.0 times as long as without them (four runs), and 1.8 to 2.1 times without a rest (three).
const REST = 1;
// One batch that was held up is no reason to stand still.
const MOST_REST_MS = 100;

/**
 * Claims a batch of the overdue, decides each, and commits decision, timeline and prompt together: six
 * statements, whatever its size.
 *
 * @param foldsOthers whether other overdue orders of the members who get a prompt are decided along
 */
export async function decideBatch(
  latest: Context,
  run: SweepRun,
  after: ClaimCursor | null,
  size: number,
  foldsOthers: boolean,
): Promise<DecidedBatch> {
  // One policy for the whole batch, though another one be adopted meanwhile.
  const context = { ...latest, policy: latest.policy };
  let begunAt = 0;
  const batch = await transaction(context.pool, async (tx) => {
    if (context.sweepPace === "gentle") {
      await takeSweepTurn(tx);
      // Nothing is held meanwhile but the turn, so that no other sweep fills the pause.
      await pause(run.rest.ms);
    }
    begunAt = performance.now();
    const claimed = await claimOverdue(tx, after, run.dueBy, size);
    const first = await decideEach(tx, context, run, claimed);
    const others = foldsOthers ? await claimOthers(tx, run, claimed, first) : [];
    const plans = [...first, ...(await decideEach(tx, context, run, others))];
    const settled = await keepToTurns(tx, context, plans);
    const writes = toWrites(context, run, settled);
    if (writes.length > 0) await writeDecisions(tx, writes);
    const asked = settled.filter(({ decision }) => decision.reason === "asking_provider");
    // Kept here and asked after the commit: no provider is waited for inside a transaction.
    if (asked.length > 0)
      await requestChecks(
        tx,
        asked.map(({ order }) => order),
      );
    const last = claimed.at(-1);
    const taken = [...claimed, ...others];
    return {
      writes,
      asks: asked.length,
      failures: taken.length - writes.length,
      lagMs: Math.max(0, ...taken.map(lagOf)),
      next: last === undefined || claimed.length < size ? null : last,
    };
  });
  run.rest.ms = Math.min(MOST_REST_MS, REST * (performance.now() - begunAt));
  return batch;
}

function lagOf({ now, dueAt, orchestration }: Claimed): number {
  return now - Math.max(dueAt, orchestration.pausedUntil ?? 0);
}

/** One bad row never stops the others: what can't be decided stays overdue for the next sweep. */
async function decideEach(
  tx: Tx,
  context: Context,
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
      return [{ order, recovery, decision }];
    } catch (error) {
      log.error({ err: error, orderId, runId: run.runId }, "not decided");
      return [];
    }
  });
}

/** What else is overdue of the members who get a prompt now. */
async function claimOthers(
  tx: Tx,
  run: SweepRun,
  claimed: readonly Claimed[],
  plans: readonly Plan[],
): Promise<Claimed[]> {
  const members = plans
    .filter(({ decision }) => decision.kind === "prompt")
    .flatMap(({ order }) => order.memberId ?? []);
  if (members.length === 0) return [];
  const known = claimed.map(({ orderId }) => orderId);
  return claimOthersOf(tx, [...new Set(members)], known, run.dueBy, MOST_OTHERS);
}

/**
 * Keeps to the frequency cap also against sweeps that run at the same moment: whose turn it is not, is
 * decided again with what is known then, and so deferred.
 */
async function keepToTurns(
  tx: Tx,
  { policy }: Context,
  plans: readonly Plan[],
): Promise<readonly Plan[]> {
  const capMs = policy.frequencyCapMs;
  const prompts = plans.filter(({ decision }) => decision.kind === "prompt");
  if (capMs === null || prompts.length === 0) return plans;
  const now = Math.max(...prompts.map(({ order }) => order.now));
  const keys = [...new Set(prompts.map(keyOf))];
  const granted = await takeTurns(tx, keys, now, capMs);
  const refused = keys.filter((key) => !granted.has(key));
  const taken = new Map(refused.length === 0 ? [] : await readTurns(tx, refused));
  return plans.map((plan) => {
    if (plan.decision.kind !== "prompt") return plan;
    const lastPromptedAt = taken.get(keyOf(plan));
    // Without folding, the first order takes its member's turn and the others wait for the next.
    if (!policy.foldsOrders) taken.set(keyOf(plan), now);
    if (lastPromptedAt === undefined) return plan;
    const recovery = { ...plan.recovery, lastPromptedAt };
    const { orchestration } = plan.order;
    return {
      ...plan,
      recovery,
      decision: decideRecovery(orchestration, recovery, policy, plan.order.now),
    };
  });
}

function keyOf({ order, recovery }: Plan): string {
  return recipientKey(order.memberId, recovery.email ?? "");
}

/** Prompts to one recipient share a message, where the policy says so. */
function toWrites(context: Context, run: SweepRun, plans: readonly Plan[]): TransitionWrite[] {
  const messages = new Map<string, string>();
  return plans.flatMap((plan) => {
    const { orderId } = plan.order;
    const promptId = randomUUID();
    const ownMessage = `<${promptId}@${run.mailDomain}>`;
    const messageId = messages.get(keyOf(plan)) ?? ownMessage;
    try {
      const write = toWrite(context, run, plan, promptId, messageId);
      if (write.prompt !== null && context.policy.foldsOrders) messages.set(keyOf(plan), messageId);
      return [write];
    } catch (error) {
      context.log.error({ err: error, orderId, runId: run.runId }, "not decided");
      return [];
    }
  });
}

function toWrite(
  { policy, log }: Context,
  { runId }: SweepRun,
  { order, decision }: Plan,
  promptId: string,
  messageId: string,
): TransitionWrite {
  const { orderId, memberId, orchestration, now } = order;
  const policyVersion = policy.version;
  const event = { kind: "sweep", decision, policyVersion, runId } as const;
  const result = transition(orchestration, event, policy, now);
  if (!result.ok) throw new Error(`A sweep's decision was refused: ${result.code}`);
  const line = { orderId, decision: decision.kind, reason: decision.reason, runId };
  if (decision.kind === "suppress") log.info(line, "no prompt: the shopper does not get this mail");
  else log.debug({ ...line, nextActionAt: iso(decision.nextActionAt) }, "recovery decided");
  const prompt = decision.kind === "prompt" && {
    promptId,
    memberId,
    recipient: decision.email,
    step: decision.step,
    messageId,
    policyVersion,
    worthUntil: iso(now + policy.worthSendingMs),
  };
  const { next, entry, effects } = result;
  return {
    orderId,
    next,
    entry,
    ...effects,
    prompt: prompt || null,
    stored: null,
    operation: null,
  };
}

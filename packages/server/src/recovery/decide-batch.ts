import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  addressKey,
  decideRecovery,
  mailboxKey,
  type RecoveryDecision,
  type RecoveryInputs,
  recipientKeys,
  transition,
} from "@followthrough/core/domain";
import type { TransitionWrite } from "../lifecycle/sql/write-transitions.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { iso, isoOrNull } from "../platform/postgres/times.ts";
import { requestChecks } from "../providers/sql/provider-checks.ts";
import { promptStage, toldDay } from "./decided-prompt.ts";
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
import { claimFrequencyCap, readLastPrompted } from "./sql/frequency-cap.ts";
import { lockSweep } from "./sql/sweep-lock.ts";
import { writeDecisions } from "./sql/write-decisions.ts";

/** The run that a batch belongs to. */
export interface SweepRun {
  readonly runId: string;
  /** Only orders that were due by then are decided, so that a run ends (epoch milliseconds). */
  readonly dueBy: number;
  /** The right half of the fixed `Message-ID`s. */
  readonly mailDomain: string;
  /** How long a gentle run rests before its next batch. */
  readonly rest: { ms: number };
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
  /** Where the next batch begins, or `null` if this was the last. */
  readonly next: ClaimCursor | null;
}

/** A claimed order with its decision. */
interface Plan {
  readonly order: Claimed;
  readonly recovery: RecoveryInputs;
  readonly decision: RecoveryDecision;
}

// If the batch's people have more other orders than this, the rest wait for a later batch.
const MOST_OTHERS = 1_000;
// Rest as long as the batch took. Measured with ten sweepers, 20,000 due orders and two cores: the slowest 1% of events
// waited 1.2 to 2.0 times as long as without sweepers (four runs), and 1.8 to 2.1 times without a rest (three runs).
const REST = 1;
// A single slow batch must not stop the sweep for long.
const MOST_REST_MS = 100;

/**
 * Claims a batch of overdue orders, decides each, and commits decision, timeline and prompt together. It takes six
 * statements for a batch of any size.
 *
 * @param foldsOthers whether to also decide the other overdue orders of people who get a prompt
 */
export async function decideBatch(
  latest: RecoveryContext,
  run: SweepRun,
  kind: ClaimKind,
  after: ClaimCursor | null,
  size: number,
  foldsOthers: boolean,
): Promise<DecidedBatch> {
  // Use one policy for the whole batch, even if another one is adopted while it runs.
  const context = { ...latest, policy: latest.policy };
  let begunAt = 0;
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
    const messages = messagesOf(plans, run);
    const capped = await keepToCap(tx, context, plans, messages);
    const writes = toWrites(context, run, capped, messages);
    if (writes.length > 0) await writeDecisions(tx, writes);
    const asked = capped.filter(({ decision }) => decision.reason === "asking_provider");
    // Store the questions here and ask after the commit: a transaction must not wait for a provider.
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
      return [{ order, recovery, decision }];
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
  const prompts = plans.filter(({ decision }) => decision.kind === "prompt");
  if (prompts.length === 0) return [];
  const members = new Set(prompts.flatMap(({ order }) => order.memberId ?? []));
  const mailboxes = new Set(prompts.flatMap(({ recovery }) => mailboxKey(recovery.email ?? "")));
  const known = claimed.map(({ orderId }) => orderId);
  return claimOthersOf(tx, [...members], [...mailboxes], known, claiming, MOST_OTHERS);
}

/** The `Message-ID` of the mail to each mailbox that gets one. */
function messagesOf(plans: readonly Plan[], { mailDomain }: SweepRun): ReadonlyMap<string, string> {
  const prompts = plans.filter(({ decision }) => decision.kind === "prompt");
  return new Map(prompts.map((plan) => [mailboxOf(plan), `<${randomUUID()}@${mailDomain}>`]));
}

/**
 * Applies the frequency cap, also across sweeps that run at the same moment. If another sweep has just prompted a
 * member or a mailbox, their orders are decided again with that knowledge, and so are deferred. A key that was claimed
 * for a prompt that is then refused is free again, since no mail comes of that claim.
 */
async function keepToCap(
  tx: Tx,
  { policy }: RecoveryContext,
  plans: readonly Plan[],
  messages: ReadonlyMap<string, string>,
): Promise<readonly Plan[]> {
  const capMs = policy.frequencyCapMs;
  const prompts = plans.filter(({ decision }) => decision.kind === "prompt");
  if (capMs === null || prompts.length === 0) return plans;
  const now = Math.max(...prompts.map(({ order }) => order.now));
  const claims = claimsOf(prompts, messages);
  const granted = await claimFrequencyCap(tx, claims, now, capMs);
  const refused = [...claims.keys()].filter((key) => !granted.has(key));
  const taken = new Map(refused.length === 0 ? [] : await readLastPrompted(tx, refused));
  const mailed = new Map<string, string>();
  return plans.map((plan) => {
    if (plan.decision.kind !== "prompt") return plan;
    const own = keysOf(plan);
    const times = own.flatMap((key) => taken.get(key) ?? []);
    // Only orders that share a message may share a claim. The others wait for the cap to end: without folding all but
    // the first, and with it those of a member that go to another mailbox.
    const mailbox = mailboxOf(plan);
    const mayShare = (key: string) =>
      !mailed.has(key) || (policy.foldsOrders && mailed.get(key) === mailbox);
    if (!own.every(mayShare)) times.push(now);
    if (times.length === 0) {
      for (const key of own) mailed.set(key, mailbox);
      return plan;
    }
    const recovery = { ...plan.recovery, lastPromptedAt: Math.max(...times) };
    const { orchestration } = plan.order;
    return {
      ...plan,
      recovery,
      decision: decideRecovery(orchestration, recovery, policy, plan.order.now),
    };
  });
}

/** The recipients of these prompts. Of a member's mails to several mailboxes only the first is sent now. */
function claimsOf(
  prompts: readonly Plan[],
  messages: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const claims = new Map<string, string>();
  for (const plan of prompts) {
    const message = messages.get(mailboxOf(plan));
    if (message === undefined) throw new Error("A mailbox that gets a prompt has a message");
    for (const key of keysOf(plan)) if (!claims.has(key)) claims.set(key, message);
  }
  return claims;
}

function keysOf({ order, recovery }: Plan): readonly string[] {
  return recipientKeys(order.memberId, recovery.email ?? "");
}

function mailboxOf({ recovery }: Plan): string {
  return addressKey(recovery.email ?? "");
}

/** Prompts to one mailbox share a message if the policy folds orders. With a cap, there is only one without folding. */
function toWrites(
  context: RecoveryContext,
  run: SweepRun,
  plans: readonly Plan[],
  messages: ReadonlyMap<string, string>,
): TransitionWrite[] {
  const { foldsOrders, frequencyCapMs } = context.policy;
  const areShared = foldsOrders || frequencyCapMs !== null;
  return plans.flatMap((plan) => {
    const { orderId } = plan.order;
    const promptId = randomUUID();
    const ownMessage = `<${promptId}@${run.mailDomain}>`;
    const messageId = (areShared ? messages.get(mailboxOf(plan)) : undefined) ?? ownMessage;
    try {
      return [toWrite(context, run, plan, promptId, messageId)];
    } catch (error) {
      context.log.error({ err: error, orderId, runId: run.runId }, "not decided");
      return [];
    }
  });
}

function toWrite(
  { policy, log }: RecoveryContext,
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
  else log.debug({ ...line, nextActionAt: isoOrNull(decision.nextActionAt) }, "recovery decided");
  const prompt = decision.kind === "prompt" && {
    promptId,
    stage: promptStage(orchestration, decision),
    memberId,
    recipient: decision.email,
    step: decision.step,
    messageId,
    policyVersion,
    worthUntil: iso(now + policy.worthSendingMs),
    promisedBy: toldDay(orchestration, decision),
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

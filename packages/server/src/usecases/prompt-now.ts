import { randomUUID } from "node:crypto";
import {
  decideRecovery,
  isPaused,
  isTerminal,
  type Orchestration,
  type RecoveryContext,
  type RecoveryDecision,
  transition,
} from "@followthrough/core/domain";
import { type Tx, transaction } from "../db/database.ts";
import { lockOrchestration } from "../db/lock-orchestration.ts";
import { iso } from "../db/orchestration-row.ts";
import { readOrder } from "../db/orders.ts";
import { recipientKey, takeTurns } from "../db/prompted-recipients.ts";
import { readForTransition } from "../db/read-for-transitions.ts";
import { type TransitionWrite, writeTransitions } from "../db/write-transitions.ts";
import type { Committed } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";
import type { OperatorRequest } from "./operate-order.ts";
import { readRecoveryInputs } from "./recovery-inputs.ts";
import { type Refusal, refuse } from "./result.ts";

/** In place of a sweep's run: an operator brought the decision forward. */
const RUN = "prompt_now";
const NO_REPORT = { source: null, sourceEventId: null };

type Prompting = Extract<RecoveryDecision, { kind: "prompt" }>;

/**
 * Brings the next prompt of an order forward to now. It is the next step of the cadence, decided by the same
 * rule as in a sweep: who opted out, sleeps, or was written to a moment ago is not written to for an
 * operator's sake either.
 */
export async function promptNow(
  context: Context,
  mailDomain: string,
  orderId: string,
  reason: string,
  request: OperatorRequest,
): Promise<Committed<null> | Refusal> {
  const result = await transaction(context.pool, async (tx) => {
    await lockOrchestration(tx, orderId);
    return prompt(tx, context, mailDomain, orderId, reason, request);
  });
  if (result.ok && !result.replayed) {
    context.changes.changed([orderId]);
    context.changes.promptsWaiting();
  }
  return result;
}

async function prompt(
  tx: Tx,
  context: Context,
  mailDomain: string,
  orderId: string,
  reason: string,
  { by, idempotencyKey: key, version }: OperatorRequest,
): Promise<Committed<null> | Refusal> {
  const { policy } = context;
  const found = await readOrder(tx, orderId);
  const read = await readForTransition(tx, orderId, key, NO_REPORT);
  const state = read?.orchestration;
  if (found === null || !read || !state) return refuse("order_unknown");
  const requestHash = hashRequest("prompt_now", orderId, reason, by.operatorId);
  if (read.stored !== null) {
    if (read.stored.requestHash !== requestHash) return refuse("idempotency_key_reused");
    return { ok: true, answer: null, replayed: true };
  }
  if (version !== state.version) {
    return refuse("precondition_failed", `The order is at version ${state.version}.`);
  }
  const { order } = found;
  // A provider that can be asked is asked first; the next sweep does that.
  const inputs = await readRecoveryInputs(tx, context, [{ ...order, orchestration: state }]);
  const recovery = inputs.get(orderId);
  if (recovery === undefined) throw new Error("A known order has a recovery context");
  const decision = decidePrompt(state, recovery, policy, read.now);
  if ("ok" in decision) return decision;
  const recipient = recipientKey(order.memberId, decision.email);
  const { frequencyCapMs } = policy;
  if (frequencyCapMs !== null) {
    // A sweep may be writing to this member at this moment; only one of the two does.
    const granted = await takeTurns(tx, [recipient], read.now, frequencyCapMs);
    if (!granted.has(recipient)) return refuse("prompt_not_possible", "They were just written to.");
  }
  const asked = transition(
    state,
    { kind: "operator", action: "prompt_requested", payload: {}, note: reason, actor: by.name },
    policy,
    read.now,
  );
  if (!asked.ok) return asked;
  const event = { kind: "sweep", decision, policyVersion: policy.version, runId: RUN } as const;
  const decided = transition(asked.next, event, policy, read.now);
  if (!decided.ok) return decided;
  const promptId = randomUUID();
  const bare = { orderId, prompt: null, stored: null, operation: null };
  const first: TransitionWrite = {
    ...bare,
    next: asked.next,
    entry: asked.entry,
    ...asked.effects,
    stored: { key, requestHash, answer: null },
  };
  const second: TransitionWrite = {
    ...bare,
    next: decided.next,
    entry: decided.entry,
    ...decided.effects,
    prompt: {
      promptId,
      memberId: order.memberId,
      recipient: decision.email,
      step: decision.step,
      messageId: `<${promptId}@${mailDomain}>`,
      policyVersion: policy.version,
      worthUntil: iso(read.now + policy.worthSendingMs),
    },
  };
  for (const write of [first, second]) {
    const written = await writeTransitions(tx, [write]);
    if (written.size === 0) throw new Error("An order moved under its lock");
  }
  return { ok: true, answer: null, replayed: false };
}

/** The prompt, or why there is none now. */
export function decidePrompt(
  state: Orchestration,
  recovery: RecoveryContext,
  policy: Context["policy"],
  now: number,
): Prompting | Refusal {
  if (isTerminal(state)) return refuse("orchestration_closed");
  if (isPaused(state, now)) return refuse("prompt_not_possible", "Recovery is paused.");
  const decision = decideRecovery(state, recovery, policy, now);
  if (decision.kind === "prompt") return decision;
  const until = decision.kind === "defer" ? ` until ${iso(decision.nextActionAt)}` : "";
  return refuse("prompt_not_possible", `${decision.reason}${until}`);
}

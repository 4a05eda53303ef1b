import { randomUUID } from "node:crypto";
import {
  decideRecovery,
  HELD_BACK_FOR_JUDGMENT,
  type HeldBackReason,
  isPaused,
  isTerminal,
  type Orchestration,
  type RecoveryDecision,
  type RecoveryInputs,
  recipientKeys,
  transition,
} from "@followthrough/core/domain";
import { answerRepeat, refuseOtherVersion } from "../lifecycle/commit/request-guard.ts";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import type { OperatorRequest } from "../lifecycle/operator-request.ts";
import { lockOrchestration } from "../lifecycle/sql/lock-orchestration.ts";
import { readOrder } from "../lifecycle/sql/orders.ts";
import { PROMPT_NOW_RUN } from "../lifecycle/sql/prompt-states.ts";
import { readForTransition } from "../lifecycle/sql/read-for-transitions.ts";
import { type TransitionWrite, writeTransitions } from "../lifecycle/sql/write-transitions.ts";
import type { Committed } from "../platform/change.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { type Refusal, refuse, refuseWith } from "../platform/result.ts";
import { promptStage, toldDay } from "./decided-prompt.ts";
import type { RecoveryContext } from "./recovery-context.ts";
import { readRecoveryInputs } from "./recovery-inputs.ts";
import { claimFrequencyCap } from "./sql/frequency-cap.ts";

const NO_REPORT = { source: null, sourceEventId: null };

type Prompting = Extract<RecoveryDecision, { kind: "prompt" }>;

/**
 * Sends the next prompt of an order now. It is the next cadence step and is decided by the same rules as in a sweep:
 * an operator can't prompt a member who opted out, is in quiet hours, or was prompted a moment ago. A sweep
 * leaves some prompts to an operator's judgment, and this is how the operator decides.
 */
export async function promptNow(
  context: RecoveryContext,
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
  context: RecoveryContext,
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
  const guarded =
    answerRepeat<null>(read.stored, requestHash) ?? refuseOtherVersion(version, state.version);
  if (guarded !== null) return guarded;
  const { order } = found;
  // If a provider can be asked, no prompt is possible yet: the next sweep asks first.
  const inputs = await readRecoveryInputs(tx, context, [{ ...order, orchestration: state }]);
  const recovery = inputs.get(orderId);
  if (recovery === undefined) throw new Error("A known order has a recovery context");
  const decided = decidePrompt(state, recovery, policy, read.now);
  if ("ok" in decided) return decided;
  const { decision, heldBack } = decided;
  const recipients = recipientKeys(order.memberId, decision.email);
  const { frequencyCapMs } = policy;
  const promptId = randomUUID();
  const messageId = `<${promptId}@${mailDomain}>`;
  if (frequencyCapMs !== null) {
    // A sweep may be prompting this member at this moment; only one of the two may.
    const claims = new Map(recipients.map((recipient) => [recipient, messageId]));
    const granted = await claimFrequencyCap(tx, claims, read.now, frequencyCapMs);
    if (!recipients.every((recipient) => granted.has(recipient)))
      return refuseWith("prompt_not_possible", { reason: "just_prompted", until: null });
  }
  const payload = heldBack === null ? {} : { heldBack };
  const asked = transition(
    state,
    { kind: "operator", action: "prompt_requested", payload, note: reason, actor: by.name },
    policy,
    read.now,
  );
  if (!asked.ok) return asked;
  const event = {
    kind: "sweep",
    decision,
    policyVersion: policy.version,
    runId: PROMPT_NOW_RUN,
  } as const;
  const prompted = transition(asked.next, event, policy, read.now);
  if (!prompted.ok) return prompted;
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
    next: prompted.next,
    entry: prompted.entry,
    ...prompted.effects,
    prompt: {
      promptId,
      stage: promptStage(asked.next, decision),
      memberId: order.memberId,
      recipient: decision.email,
      step: decision.step,
      messageId,
      policyVersion: policy.version,
      worthUntil: read.now + policy.worthSendingMs,
      promisedBy: toldDay(asked.next, decision),
    },
  };
  for (const write of [first, second]) {
    const written = await writeTransitions(tx, [write]);
    if (written.size === 0) throw new Error("An order moved under its lock");
  }
  return { ok: true, answer: null, replayed: false };
}

/** A prompt that an operator may ask for. */
interface AskedPrompt {
  readonly decision: Prompting;
  /** Why sweeps hold it back. */
  readonly heldBack: HeldBackReason | null;
}

/** Decides the prompt, or refuses with the reason why there is none now. */
export function decidePrompt(
  state: Orchestration,
  recovery: RecoveryInputs,
  policy: RecoveryContext["policy"],
  now: number,
): AskedPrompt | Refusal {
  if (isTerminal(state)) return refuse("orchestration_closed");
  if (state.isSilent)
    return refuseWith("prompt_not_possible", { reason: "only_followed", until: null });
  if (isPaused(state, now))
    return refuseWith("prompt_not_possible", { reason: "paused", until: null });
  const requested = { ...recovery, isRequested: true };
  const swept = decideRecovery(state, requested, policy, now);
  const heldBack = HELD_BACK_FOR_JUDGMENT.find((reason) => reason === swept.reason) ?? null;
  const judged = { ...requested, boughtAgain: false, isAssigned: false };
  const decision = heldBack === null ? swept : decideRecovery(state, judged, policy, now);
  if (decision.kind === "prompt") return { decision, heldBack };
  const until = decision.kind === "defer" ? decision.nextActionAt : null;
  return refuseWith("prompt_not_possible", { reason: decision.reason, until });
}

import { assertNever } from "../assert-never.ts";
import {
  aheadTime,
  deriveNextMove,
  dueTime,
  type Lifecycle,
  lifecycleOf,
  stageAhead,
} from "../derive.ts";
import { type EscalationReason, isMoneyNeed } from "../escalation.ts";
import type { Orchestration } from "../orchestration.ts";
import { begunByTime, reasonOfNeed } from "../order-needs.ts";
import { isTerminal, type Stage } from "../stage.ts";
import { isPromiseBroken } from "../things/order-things.ts";
import { askMember, isInReach, type Turn } from "./ask-member.ts";
import { decideEarlyLook } from "./early-look.ts";
import type { RecoveryDecision, RecoveryInputs } from "./recovery-decision.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";

// After an operator was called, the order is looked at again in the next sweep.
const SOON_MS = 60_000;

// A provider answers within seconds, and then the order is due immediately. If it can't be reached for hours, it is
// asked again during that time, and the timeline gets four entries per hour.
const ASKING_MS = 15 * 60_000;

/**
 * Decides what happens to one overdue orchestration.
 *
 * Later steps count from now and not from the due time: after an outage a member gets the next
 * prompt after a full interval instead of all missed prompts in a row.
 *
 * @param now epoch milliseconds by the database's clock
 */
export function decideRecovery(
  orchestration: Orchestration,
  context: RecoveryInputs,
  policy: RecoveryPolicy,
  now: number,
): RecoveryDecision {
  const { currentStage } = orchestration;
  const [need] = begunByTime(orchestration, now);
  const begun = need === undefined ? null : reasonOfNeed(need);
  if (currentStage === "completed" || isTerminal(orchestration)) {
    if (begun === null)
      throw new Error("A closed orchestration without a new need can't be overdue");
    return { kind: "escalate", reason: begun, nextActionAt: null };
  }
  // Ask before any prompt: the shopper may have paid long ago, and only the message about it was lost.
  if (context.providerAnswer === "awaited") {
    const deferredSince = orchestration.deferral?.since ?? null;
    const since = deferredSince === null ? {} : { deferredSince };
    return { kind: "defer", reason: "asking_provider", ...since, nextActionAt: now + ASKING_MS };
  }
  const lifecycle = lifecycleOf(orchestration);
  const delay = decideDelayNotice(orchestration, context, policy, now);
  if (delay?.kind === "prompt") return delay;
  if (begun !== null) {
    const planned = plannedAfterNeed(orchestration, lifecycle, currentStage, policy, now);
    const usual = begun === "late" ? now + policy.recheckMs : planned;
    return { kind: "escalate", reason: begun, nextActionAt: delay?.nextActionAt ?? usual };
  }
  if (delay !== null) return delay;
  const isHoldExpiring =
    context.pointsReturnAt !== null && context.pointsReturnAt <= now + policy.holdWarningMs;
  const operatorReason = reasonForOperator(orchestration, context, isHoldExpiring);
  const isOwn = !isHoldExpiring && context.isRequested !== true;
  // An operator learns at once that a shopper can't be written to.
  const mayWait =
    operatorReason === null ? isInReach(context) : operatorReason !== "missing_member";
  const early = isOwn && mayWait ? decideEarlyLook(orchestration, lifecycle, policy, now) : null;
  if (early !== null) return early;
  const reason = isHoldExpiring ? "hold_expiring" : "waiting_on_member";
  if (operatorReason === null) {
    const { cadenceStep: step } = orchestration;
    return askMember(orchestration, context, policy, now, {
      stage: currentStage,
      step,
      reason,
      ahead: null,
    });
  }
  const own = { reason: operatorReason, isDue: isOwnTurn(orchestration, lifecycle, policy, now) };
  const ahead = operatorReason === "missing_member" ? null : stageAhead(lifecycle, policy);
  return askAhead(orchestration, context, policy, now, { lifecycle, ahead, own, reason });
}

/** Whether the current stage is due, and not only what the member can be asked ahead. */
function isOwnTurn(
  orchestration: Orchestration,
  lifecycle: Lifecycle,
  policy: RecoveryPolicy,
  now: number,
): boolean {
  const { currentStage } = orchestration;
  return (
    currentStage !== "completed" && dueTime(lifecycle, currentStage, orchestration, policy) <= now
  );
}

/** While the current stage waits on somebody else, the member is asked for a later one. */
function askAhead(
  orchestration: Orchestration,
  context: RecoveryInputs,
  policy: RecoveryPolicy,
  now: number,
  { lifecycle, ahead, own, reason }: AheadTurn,
): RecoveryDecision {
  const recheckAt = now + policy.recheckMs;
  const askAt = ahead === null ? recheckAt : aheadTime(lifecycle, ahead, orchestration, policy);
  const escalated = { kind: "escalate", reason: own.reason } as const;
  if (ahead === null || askAt > now) {
    return { ...escalated, nextActionAt: Math.min(recheckAt, askAt) };
  }
  const step = orchestration.ahead?.stage === ahead ? orchestration.ahead.step : 0;
  const turn = { stage: ahead, step, reason, ahead };
  const asked = askMember(orchestration, context, policy, now, turn);
  const isNews = own.isDue && !hasNeed(orchestration, own.reason);
  if (!isNews) return asked;
  // A decision raises one need. The next sweep finds why the member can't be asked.
  return asked.kind === "escalate" || asked.raises !== undefined
    ? { ...escalated, nextActionAt: now + SOON_MS }
    : { ...asked, raises: own.reason };
}

function hasNeed({ needs }: Orchestration, reason: EscalationReason): boolean {
  return needs?.some((need) => reasonOfNeed(need) === reason) ?? false;
}

/** A later stage to ask for, and why the current one needs an operator. */
interface AheadTurn extends Pick<Turn, "reason" | "ahead"> {
  readonly lifecycle: Lifecycle;
  readonly own: { readonly reason: EscalationReason; readonly isDue: boolean };
}

/**
 * Tells the shopper once for each promised day that the delivery is late. This is not a step of the cadence.
 *
 * @returns `null` if nothing is late, or the shopper gets no mail
 */
function decideDelayNotice(
  orchestration: Orchestration,
  context: RecoveryInputs,
  policy: RecoveryPolicy,
  now: number,
): Exclude<RecoveryDecision, { readonly kind: "escalate" | "suppress" }> | null {
  const { currentStage, cadenceStep: step, things, waitingOn } = orchestration;
  const isTold = context.isDelayTold ?? step > 0;
  // Whose detail is missing is asked for it instead: that mail is the first one, not this.
  const isShops = currentStage === "fulfillment" && waitingOn !== "member";
  if (!isShops || isTold || !isPromiseBroken(things, now)) return null;
  const turn = { stage: currentStage, step, reason: "late", ahead: null } as const;
  // It asks nobody for anything, so it doesn't matter what else the shopper has bought.
  const judged = { ...context, boughtAgain: false };
  const decision = askMember(orchestration, judged, policy, now, turn);
  if (decision.kind === "escalate" || decision.kind === "suppress") return null;
  return decision;
}

/** When an order goes on after an operator was called for its need. */
function plannedAfterNeed(
  orchestration: Orchestration,
  lifecycle: Lifecycle,
  stage: Stage,
  policy: RecoveryPolicy,
  now: number,
): number {
  const { cadenceStep: step } = orchestration;
  const { nextActionAt } = deriveNextMove(lifecycle, orchestration, policy);
  const isMembers = orchestration.waitingOn === "member" || stageAhead(lifecycle, policy) !== null;
  // Nobody but the operator has anything to do.
  if (!isMembers) return Math.max(nextActionAt ?? now, now + policy.recheckMs);
  // Prompts that have begun go on after a whole interval, because the time planned for the next one is not kept.
  const { cadenceMs, escalateAfterMs } = policy.stages[stage];
  const [last, next] = [cadenceMs[step - 1], cadenceMs[step]];
  const interval = next === undefined ? escalateAfterMs : next - (last ?? next);
  return Math.max(nextActionAt ?? now, now + Math.max(interval, SOON_MS));
}

/** Why an operator must act because mail to the member can't help, or `null`. */
function reasonForOperator(
  { currentStage, status, waitingOn, needs }: Orchestration,
  context: RecoveryInputs,
  isHoldExpiring: boolean,
): EscalationReason | null {
  // Nobody writes about a test order, so nobody has to know its member.
  if (context.member === "missing" && !context.isTest) return "missing_member";
  const isFailed = currentStage === "fulfillment" && status === "failed";
  if (isFailed && waitingOn !== "member") return "fulfillment_failed";
  const isLate = needs?.map(reasonOfNeed).includes("late") ?? false;
  if (isLate && waitingOn !== "member") return "late";
  switch (waitingOn) {
    case "operator": {
      // The need of its money is escalated under its own name.
      const known = needs?.map(reasonOfNeed).find(isMoneyNeed);
      if (currentStage === "payment" && known !== undefined) return known;
      return isHoldExpiring ? "hold_expiring" : "waiting_on_operator";
    }
    case "provider":
      return isHoldExpiring ? "hold_expiring" : "provider_silent";
    case "member":
    case null:
      return null;
    default:
      return assertNever(waitingOn);
  }
}

import { aheadTime, dueTime, type Lifecycle, stageAhead } from "../derive.ts";
import { isLastingStep } from "../money/payment.ts";
import type { Orchestration } from "../orchestration.ts";
import type { Stage } from "../stage.ts";
import type { StageFact } from "../stage-facts.ts";
import type { RecoveryDecision } from "./recovery-decision.ts";
import { type RecoveryPolicy, waitFor } from "./recovery-policy.ts";

/**
 * An order may be looked at before anything is due: at the horizon, at the time of a decline's plan while its shopper tries
 * to pay again, or because something else has changed. It then waits for the date that was said, or for the attempt.
 *
 * @param now epoch milliseconds
 * @returns `null` if something is due
 */
export function decideEarlyLook(
  order: Orchestration,
  lifecycle: Lifecycle,
  policy: RecoveryPolicy,
  now: number,
): Extract<RecoveryDecision, { readonly kind: "defer" }> | null {
  const { currentStage: stage } = order;
  if (stage === "completed") return null;
  const isPaying = stage === "payment" && isBriefAttempt(lifecycle.payment.counting, policy);
  if (!isPaying && !hasOwnDate(order, lifecycle, stage, now)) return null;
  const ahead = stageAhead(lifecycle, policy);
  const dueAt = dueTime(lifecycle, stage, order, policy);
  const askAt = ahead === null ? dueAt : aheadTime(lifecycle, ahead, order, policy);
  const nextActionAt = Math.min(dueAt, askAt);
  if (nextActionAt <= now) return null;
  const since = isPaying ? { deferredSince: order.deferral?.since ?? now } : {};
  return { kind: "defer", reason: "not_due_yet", ...since, nextActionAt };
}

/** Whether the stage is due at a date that was said, and not after the policy's patience. */
function hasOwnDate(
  { things: { promisedBy } }: Orchestration,
  lifecycle: Lifecycle,
  stage: Stage,
  now: number,
): boolean {
  const { counting } = lifecycle[stage];
  if (stage === "fulfillment" && promisedBy !== null && promisedBy > now) return true;
  return counting?.nextActionAt != null || isLastingStep(counting?.wait?.step);
}

/**
 * Whether this is an attempt to pay that is over soon, one way or the other, such as a card or its authentication. A
 * voucher, a transfer or a debit takes days.
 */
export function isBriefAttempt(fact: StageFact | null, policy: RecoveryPolicy): boolean {
  if (fact === null || fact.nextActionAt !== null || fact.waitingOn === "operator") return false;
  const isUnderWay =
    fact.status === "in_progress" || (fact.status === "waiting" && fact.wait !== undefined);
  const { patienceMs } = policy.stages.payment;
  return isUnderWay && waitFor(policy, "payment", fact.wait, 0) === patienceMs;
}

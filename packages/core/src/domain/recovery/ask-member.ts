import { currentFact, lifecycleOf } from "../derive.ts";
import type { EscalationReason } from "../escalation.ts";
import { isLastingStep } from "../money/payment.ts";
import { isEmpty } from "../money/register.ts";
import type { Orchestration } from "../orchestration.ts";
import { isPaid } from "../points/redemption.ts";
import type { Stage } from "../stage.ts";
import { isInControlGroup } from "./control-group.ts";
import { quietUntil } from "./quiet-hours.ts";
import {
  type DeferralReason,
  OPERATOR_AT_WORK,
  type RecoveryDecision,
  type RecoveryInputs,
} from "./recovery-decision.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";
import { REASON_OF_SUPPRESSION, type SuppressionReason } from "./suppression.ts";

// A voucher that was paid on its last day is reported up to a day later.
const LAPSE_GRACE_MS = 24 * 60 * 60_000;

/** A prompt that was put off for this long goes to an operator, whatever quiet hours and caps say. */
export const LONGEST_DEFERRAL_MS = 7 * 24 * 60 * 60_000;

/** For what the member is asked. */
export interface Turn {
  readonly stage: Stage;
  /** How many prompts about the stage were decided before, whether they went out or not. */
  readonly step: number;
  readonly reason: "waiting_on_member" | "hold_expiring" | "late";
  readonly ahead: Stage | null;
}

/** The next prompt to the member, or why there is none. */
export function askMember(
  orchestration: Orchestration,
  context: RecoveryInputs,
  policy: RecoveryPolicy,
  now: number,
  { stage, step, reason, ahead }: Turn,
): RecoveryDecision {
  const recheckAt = now + policy.recheckMs;
  const about = ahead === null ? {} : { ahead };
  const { cadenceMs, escalateAfterMs, controlShare } = policy.stages[stage];
  if (context.isTest) return { kind: "suppress", reason: "test_order", nextActionAt: recheckAt };
  const refused = reasonUnreachable(context);
  if (refused !== null) {
    const raises = "unreachable";
    return { kind: "suppress", reason: refused, raises, ...about, nextActionAt: recheckAt };
  }
  if (context.email === null) return escalate("missing_address");
  // News of a delay ask for nothing: they are no step of the cadence, and the control group goes without questions only.
  const isNews = reason === "late";
  const isHeldOut = !isNews && isInControlGroup(context.orderId, policy.version, controlShare);
  const { steps: unused = 0, dead = 0 } = context.unsent?.[stage] ?? {};
  const place = isNews ? 0 : Math.max(0, step - unused);
  const offset = isNews ? 0 : cadenceMs[place];
  if (offset === undefined) {
    return escalate(place === 0 || isHeldOut ? "not_prompted" : "cadence_exhausted");
  }
  // As many prompts as the cadence has could not be sent. Another one would not be, either.
  if (dead >= Math.max(1, cadenceMs.length)) return escalate("not_prompted");
  // A shopper who has paid for this order, too, wants both.
  const isOtherBought = context.boughtAgain && !isPaid(orchestration);
  if (isOtherBought && policy.judgment.asksAboutLaterOrder) return escalate("bought_again");
  if (context.isAssigned && policy.judgment.waitsForAssignee) {
    return { kind: "defer", reason: OPERATOR_AT_WORK, nextActionAt: recheckAt };
  }
  const following = cadenceMs[place + 1];
  // After the prompt with the voucher nobody is written to again before it has lapsed.
  const lapsesAt = ahead === null ? lapseOfStep(orchestration) : null;
  const usual = now + (following === undefined ? escalateAfterMs : following - offset);
  const nextActionAt =
    lapsesAt !== null && lapsesAt > now ? Math.max(usual, lapsesAt + LAPSE_GRACE_MS) : usual;
  // After the member's own choices: members who want no mail say nothing about the effect of mail.
  if (isHeldOut) return { kind: "suppress", reason: "hold_out", step, ...about, nextActionAt };
  const deferral = reasonToDefer(context, policy, now);
  if (deferral !== null) {
    const deferredSince = orchestration.deferral?.since ?? now;
    const until = deferredSince + LONGEST_DEFERRAL_MS;
    if (now >= until) return escalate("not_prompted");
    const at = Math.min(deferral.nextActionAt, until);
    return { kind: "defer", reason: deferral.reason, deferredSince, nextActionAt: at };
  }
  return { kind: "prompt", reason, email: context.email, step, ...about, nextActionAt };

  function escalate(escalated: EscalationReason): RecoveryDecision {
    return { kind: "escalate", reason: escalated, ...about, nextActionAt: recheckAt };
  }
}

/** Until when the shopper can pay with the voucher or the transfer that the order waits for; `null` without one. */
function lapseOfStep(orchestration: Orchestration): number | null {
  if (isEmpty(orchestration.money.payments)) return null;
  const wait = currentFact(lifecycleOf(orchestration))?.wait;
  return isLastingStep(wait?.step) ? (wait?.actBy ?? null) : null;
}

/** Whether mail reaches this shopper. */
export function isInReach(context: RecoveryInputs): boolean {
  return context.email !== null && reasonUnreachable(context) === null;
}

/** Why no mail may go to this shopper. An operator is called at once, because no later prompt will reach them either. */
function reasonUnreachable(context: RecoveryInputs): SuppressionReason | null {
  if (!context.orderUpdates) return "opted_out";
  return context.suppression === null ? null : REASON_OF_SUPPRESSION[context.suppression];
}

/** Why a prompt is deferred, and until when. The cap may end within the quiet hours, so both are applied. */
function reasonToDefer(
  { lastPromptedAt, timeZone }: RecoveryInputs,
  { frequencyCapMs, quietHours }: RecoveryPolicy,
  now: number,
): { readonly reason: DeferralReason; readonly nextActionAt: number } | null {
  const isCapped = lastPromptedAt !== null && frequencyCapMs !== null;
  const uncappedAt = isCapped ? Math.max(now, lastPromptedAt + frequencyCapMs) : now;
  const nextActionAt = quietUntil(quietHours, timeZone, uncappedAt) ?? uncappedAt;
  if (nextActionAt === now) return null;
  return { reason: uncappedAt > now ? "frequency_cap" : "quiet_hours", nextActionAt };
}

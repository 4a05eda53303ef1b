import { assertNever } from "./assert-never.ts";
import type { EscalationReason } from "./escalation.ts";
import { isHeldOut } from "./hold-out.ts";
import type { Orchestration } from "./orchestration.ts";
import { quietUntil } from "./quiet-hours.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";
import { isTerminal } from "./stage.ts";

/** What a decision needs to know beside the orchestration. */
export interface RecoveryContext {
  readonly orderId: string;
  /** The order's member: known, named but never reported, or none (a guest order). */
  readonly member: "known" | "missing" | "guest";
  /** Where the shopper can be reached. */
  readonly email: string | null;
  /** The member's own zone (IANA), whose clock the quiet hours go by. */
  readonly timeZone: string | null;
  /** The member's own choice. */
  readonly orderUpdates: boolean;
  /** Why nothing may be sent to this address any more, or `null`. */
  readonly suppression: "unsubscribed" | "bounced" | null;
  /** When a prompt was last decided for this shopper, about whichever order (epoch milliseconds). */
  readonly lastPromptedAt: number | null;
  /** Whether a provider can be asked where the order stands, and has answered for this step. */
  readonly providerAnswer: "none" | "awaited" | "known";
  /** When the points go back that are held for the order, `null` when none are (epoch milliseconds). */
  readonly pointsReturnAt: number | null;
}

/** What a sweep can decide, in the order of the summary's counts. */
export const DECISIONS = ["prompt", "defer", "suppress", "escalate"] as const;

/** What a sweep can decide. */
export type DecisionKind = (typeof DECISIONS)[number];

/** Why a decision has to wait. No prompt is dropped for that. */
export type DeferralReason = "quiet_hours" | "frequency_cap" | "asking_provider";

// A provider answers within seconds, and then the order is due at once. One that is away for hours is asked again
// all the while; meanwhile the timeline gets four lines an hour.
const ASKING_MS = 15 * 60_000;

/** Why no prompt is sent to somebody who could be reached. */
export type SuppressionReason = "opted_out" | "unsubscribed" | "address_bounced" | "hold_out";

/** Exactly one per overdue orchestration and sweep; each says when something happens next. */
export type RecoveryDecision =
  | {
      readonly kind: "prompt";
      readonly reason: "waiting_on_member" | "hold_expiring";
      readonly email: string;
      readonly step: number;
      readonly nextActionAt: number;
    }
  | {
      readonly kind: "defer";
      readonly reason: DeferralReason;
      readonly nextActionAt: number;
    }
  | {
      readonly kind: "suppress";
      readonly reason: SuppressionReason;
      readonly step: number;
      readonly nextActionAt: number;
    }
  | {
      readonly kind: "escalate";
      readonly reason: EscalationReason;
      readonly nextActionAt: number;
    };

/**
 * Decides what is done for one overdue orchestration.
 *
 * Later steps count from now, not from when the order fell due: after an outage a member gets the next
 * prompt a full interval later instead of all missed ones in a row.
 *
 * @param now epoch milliseconds by the database's clock
 */
export function decideRecovery(
  orchestration: Orchestration,
  context: RecoveryContext,
  policy: RecoveryPolicy,
  now: number,
): RecoveryDecision {
  const { currentStage, cadenceStep: step } = orchestration;
  if (currentStage === "completed" || isTerminal(orchestration)) {
    throw new Error("A closed orchestration can't be overdue");
  }
  // Before anybody is written to: the shopper may have paid long ago, and only the message of it was lost.
  if (context.providerAnswer === "awaited") {
    return { kind: "defer", reason: "asking_provider", nextActionAt: now + ASKING_MS };
  }
  const isHoldExpiring =
    context.pointsReturnAt !== null && context.pointsReturnAt <= now + policy.holdWarningMs;
  const operatorReason = reasonForOperator(orchestration, context, isHoldExpiring);
  if (operatorReason !== null) return escalate(operatorReason);
  if (context.email === null) return escalate("missing_address");

  const { cadenceMs, escalateAfterMs, holdOutShare } = policy.stages[currentStage];
  const offset = cadenceMs[step];
  if (offset === undefined) return escalate("cadence_exhausted");
  const following = cadenceMs[step + 1];
  const nextActionAt = now + (following === undefined ? escalateAfterMs : following - offset);

  const suppressed = reasonToSuppress(context);
  if (suppressed !== null) return { kind: "suppress", reason: suppressed, step, nextActionAt };
  // After the choices of the member: who wants no mail says nothing about what mail does.
  if (isHeldOut(context.orderId, policy.version, holdOutShare)) {
    return { kind: "suppress", reason: "hold_out", step, nextActionAt };
  }
  const deferral = reasonToDefer(context, policy, now);
  if (deferral !== null) return { kind: "defer", ...deferral };
  const reason = isHoldExpiring ? "hold_expiring" : "waiting_on_member";
  return { kind: "prompt", reason, email: context.email, step, nextActionAt };

  function escalate(reason: EscalationReason): RecoveryDecision {
    return { kind: "escalate", reason, nextActionAt: now + policy.recheckMs };
  }
}

/** Why mail to the member can't solve it, or `null`. */
function reasonForOperator(
  { currentStage, status, waitingOn }: Orchestration,
  context: RecoveryContext,
  isHoldExpiring: boolean,
): EscalationReason | null {
  if (context.member === "missing") return "missing_member";
  if (currentStage === "fulfillment" && status === "failed") return "fulfillment_failed";
  switch (waitingOn) {
    case "operator":
      return isHoldExpiring ? "hold_expiring" : "waiting_on_operator";
    case "provider":
      return isHoldExpiring ? "hold_expiring" : "provider_silent";
    case "member":
    case null:
      return null;
    default:
      return assertNever(waitingOn);
  }
}

function reasonToSuppress(context: RecoveryContext): SuppressionReason | null {
  if (!context.orderUpdates) return "opted_out";
  if (context.suppression === "unsubscribed") return "unsubscribed";
  return context.suppression === "bounced" ? "address_bounced" : null;
}

/** Why a prompt has to wait, and until when; the end of one reason may lie within the other. */
function reasonToDefer(
  { lastPromptedAt, timeZone }: RecoveryContext,
  { frequencyCapMs, quietHours }: RecoveryPolicy,
  now: number,
): { readonly reason: DeferralReason; readonly nextActionAt: number } | null {
  const isCapped = lastPromptedAt !== null && frequencyCapMs !== null;
  const uncappedAt = isCapped ? Math.max(now, lastPromptedAt + frequencyCapMs) : now;
  const nextActionAt = quietUntil(quietHours, timeZone, uncappedAt) ?? uncappedAt;
  if (nextActionAt === now) return null;
  return { reason: uncappedAt > now ? "frequency_cap" : "quiet_hours", nextActionAt };
}

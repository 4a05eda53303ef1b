import { assertNever } from "./assert-never.ts";
import type { EscalationReason } from "./escalation.ts";
import type { Orchestration } from "./orchestration.ts";
import { isTerminal, type Stage, type StageStatus, type WaitingOn } from "./stage.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How one stage is recovered. Durations are milliseconds. */
export interface StagePolicy {
  /** How long after the last word the order falls due. */
  readonly patienceMs: number;
  /** Who must act next where the source does not say. */
  readonly waitingOn: Readonly<Record<StageStatus, WaitingOn | null>>;
  /** When prompts follow, counted from falling due; the first is 0. */
  readonly cadenceMs: readonly number[];
  /** How long after the last prompt the order goes to an operator. */
  readonly escalateAfterMs: number;
}

/** Recovery as data: changes of it need no change of code. */
export interface RecoveryPolicy {
  /** Recorded with each decision. */
  readonly version: string;
  readonly stages: Readonly<Record<Stage, StagePolicy>>;
  /** How long an order with an open escalation is left before it is looked at again. */
  readonly recheckMs: number;
  /** How long after its decision a prompt is still worth sending. */
  readonly worthSendingMs: number;
}

const CADENCE = [0, 6 * HOUR, 24 * HOUR, 72 * HOUR] as const;

/** The member's move, except that whoever works on it holds the next move while it is in progress. */
const MEMBERS_MOVE = {
  not_started: "member",
  in_progress: "provider",
  waiting: "member",
  failed: "member",
  completed: null,
} as const satisfies StagePolicy["waitingOn"];

/** Fulfilment is the shop's own work. */
const SHOPS_MOVE = {
  not_started: "operator",
  in_progress: "provider",
  waiting: "operator",
  failed: "operator",
  completed: null,
} as const satisfies StagePolicy["waitingOn"];

/** The policy of a shop that has not written its own. */
export const DEFAULT_POLICY: RecoveryPolicy = {
  version: "default-1",
  stages: {
    payment: stagePolicy(30 * MINUTE, MEMBERS_MOVE),
    verification: stagePolicy(24 * HOUR, MEMBERS_MOVE),
    loyalty_hold: stagePolicy(6 * HOUR, MEMBERS_MOVE),
    fulfillment: stagePolicy(24 * HOUR, SHOPS_MOVE),
  },
  recheckMs: 24 * HOUR,
  worthSendingMs: 24 * HOUR,
};

function stagePolicy(patienceMs: number, waitingOn: StagePolicy["waitingOn"]): StagePolicy {
  return { patienceMs, waitingOn, cadenceMs: CADENCE, escalateAfterMs: 24 * HOUR };
}

/** What a decision needs to know beside the orchestration. */
export interface RecoveryContext {
  /** The order's member: known, named but never reported, or none (a guest order). */
  readonly member: "known" | "missing" | "guest";
  /** Where the shopper can be reached. */
  readonly email: string | null;
  /** The member's own choice. */
  readonly orderUpdates: boolean;
  /** Why nothing may be sent to this address any more, or `null`. */
  readonly suppression: "unsubscribed" | "bounced" | null;
}

/** What a sweep can decide, in the order of the summary's counts. */
export const DECISIONS = ["prompt", "defer", "suppress", "escalate"] as const;

/** What a sweep can decide. */
export type DecisionKind = (typeof DECISIONS)[number];

/** Why no prompt is sent to somebody who could be reached. */
export type SuppressionReason = "opted_out" | "unsubscribed" | "address_bounced";

/** Exactly one per overdue orchestration and sweep; each says when something happens next. */
export type RecoveryDecision =
  | {
      readonly kind: "prompt";
      readonly reason: "waiting_on_member";
      readonly email: string;
      readonly step: number;
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
  const operatorReason = reasonForOperator(orchestration, context);
  if (operatorReason !== null) return escalate(operatorReason);
  if (context.email === null) return escalate("missing_address");

  const { cadenceMs, escalateAfterMs } = policy.stages[currentStage];
  const offset = cadenceMs[step];
  if (offset === undefined) return escalate("cadence_exhausted");
  const following = cadenceMs[step + 1];
  const nextActionAt = now + (following === undefined ? escalateAfterMs : following - offset);

  const suppressed = reasonToSuppress(context);
  return suppressed === null
    ? { kind: "prompt", reason: "waiting_on_member", email: context.email, step, nextActionAt }
    : { kind: "suppress", reason: suppressed, step, nextActionAt };

  function escalate(reason: EscalationReason): RecoveryDecision {
    return { kind: "escalate", reason, nextActionAt: now + policy.recheckMs };
  }
}

/** Why mail to the member can't solve it, or `null`. */
function reasonForOperator(
  { currentStage, status, waitingOn }: Orchestration,
  context: RecoveryContext,
): EscalationReason | null {
  if (context.member === "missing") return "missing_member";
  if (currentStage === "fulfillment" && status === "failed") return "fulfillment_failed";
  switch (waitingOn) {
    case "operator":
      return "waiting_on_operator";
    case "provider":
      return "provider_silent";
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

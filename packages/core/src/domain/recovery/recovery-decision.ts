import type { EscalationReason } from "../escalation.ts";
import type { Stage } from "../stage.ts";
import type { Suppression, SuppressionReason } from "./suppression.ts";

/** What a decision needs to know apart from the orchestration. */
export interface RecoveryInputs {
  readonly orderId: string;
  /** Whether it was placed only to test. */
  readonly isTest: boolean;
  /** The order's member: known, named but never reported, or none (a guest order). */
  readonly member: "known" | "missing" | "guest";
  /** The shopper's mail address. */
  readonly email: string | null;
  /** The member's time zone (IANA), which the quiet hours use. */
  readonly timeZone: string | null;
  /** Whether the member wants mail about orders. */
  readonly orderUpdates: boolean;
  /** Why this address must get no more mail, or `null`. */
  readonly suppression: Suppression | null;
  /** When a prompt was last decided for this shopper or this mailbox, about any order (epoch milliseconds). */
  readonly lastPromptedAt: number | null;
  /** Whether a provider can be asked about the order, and whether it has answered for this step. */
  readonly providerAnswer: "none" | "awaited" | "known";
  /** When the order's held points go back to the member (epoch milliseconds); `null` if none are held. */
  readonly pointsReturnAt: number | null;
  /** Whether an open escalation of the order is assigned to an operator. */
  readonly isAssigned: boolean;
  /** Whether the same person bought a later order of like content or value. */
  readonly boughtAgain: boolean;
  /** Whether an operator asks for the prompt, whenever the order is due; `false` when absent. */
  readonly isRequested?: boolean;
  /** What became of the prompts since the order reached its stage; none of them was lost when absent. */
  readonly unsent?: UnsentPrompts;
  /** Whether a mail says, or will say, that the promised day is over; when absent, the first prompt said so. */
  readonly isDelayTold?: boolean;
}

/** The prompts about each stage that used up no step of its cadence. */
export type UnsentPrompts = Readonly<
  Partial<
    Record<
      Stage,
      {
        /** Those that did not go out and never will, that went to another mailbox, or that were about a delay. */
        readonly steps: number;
        /** How many of them could not be sent. */
        readonly dead: number;
      }
    >
  >
>;

/** What a sweep can decide, in the order of the summary's counts. */
export const DECISIONS = ["prompt", "defer", "suppress", "escalate"] as const;

/** What a sweep can decide. */
export type DecisionKind = (typeof DECISIONS)[number];

/** Why a prompt is deferred. A deferred prompt is not dropped. */
export type DeferralReason =
  | "quiet_hours"
  | "frequency_cap"
  | "not_due_yet"
  | "asking_provider"
  | "operator_at_work";

/** An escalation of the order is assigned to an operator, so nobody is written to. */
export const OPERATOR_AT_WORK = "operator_at_work" satisfies DeferralReason;

/** Reasons of decisions by which an operator judges first whether a prompt is right, and may ask for it all the same. */
export const HELD_BACK_FOR_JUDGMENT = ["bought_again", OPERATOR_AT_WORK] as const;

/** Why an operator judges first whether a prompt is right. */
export type HeldBackReason = (typeof HELD_BACK_FOR_JUDGMENT)[number];

/** A sweep makes exactly one for each overdue orchestration. It always says when the next action is. */
export type RecoveryDecision =
  | {
      readonly kind: "prompt";
      readonly reason: "waiting_on_member" | "hold_expiring" | "late";
      readonly email: string;
      readonly step: number;
      /** The later stage that it asks for, while the current one waits on somebody else. */
      readonly ahead?: Stage;
      readonly raises?: EscalationReason;
      readonly nextActionAt: number;
    }
  | {
      readonly kind: "defer";
      readonly reason: DeferralReason;
      readonly raises?: EscalationReason;
      /** When the prompt was deferred for the first time (epoch milliseconds); absent if only somebody is asked first. */
      readonly deferredSince?: number;
      readonly nextActionAt: number;
    }
  | {
      readonly kind: "suppress";
      readonly reason: SuppressionReason;
      /** With `hold_out`: the step that the control group goes without. Otherwise no step is used up. */
      readonly step?: number;
      readonly ahead?: Stage;
      /** An operator is called, too, for instance since mail doesn't reach this shopper. */
      readonly raises?: EscalationReason;
      readonly nextActionAt: number;
    }
  | {
      readonly kind: "escalate";
      readonly reason: EscalationReason;
      /** The later stage for which the member could not be asked. */
      readonly ahead?: Stage;
      /** `null` for a closed order: nothing follows any more. */
      readonly nextActionAt: number | null;
    };

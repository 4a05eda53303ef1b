import type { EscalationReason } from "./escalation.ts";
import type { DeferralReason } from "./recovery/recovery-decision.ts";
import type { SuppressionReason } from "./recovery/suppression.ts";
import type { Stage } from "./stage.ts";

/**
 * Why an operator can't send a prompt now. `just_prompted`: a sweep has sent one at the same moment. `only_followed`: no
 * prompts go out about an order of before the go-live, or one that was too old when it came.
 */
export type WithheldReason =
  | DeferralReason
  | SuppressionReason
  | "paused"
  | "just_prompted"
  | "only_followed";

/** A problem with a field that its schema accepts. */
export type FieldProblem =
  | { readonly kind: "not_later_than_from" }
  | { readonly kind: "span_too_long"; readonly days: number }
  | { readonly kind: "no_cursor" };

/**
 * What a refusal says about the individual request, by its code. This is data for a sentence, not the sentence. A code
 * that is not here needs only its title.
 */
export interface RefusalFields {
  readonly validation_failed: { readonly field: string; readonly problem: FieldProblem };
  readonly order_unknown: { readonly orderId: string };
  readonly member_unknown: { readonly memberId: string } | { readonly unknownTo: "program" };
  readonly message_unknown: { readonly inboxId: string };
  readonly link_token_invalid: { readonly tryInstead: "newer_mail" };
  /** `stage`: the stage that was to be left out; `null` if other points were to be redeemed. */
  readonly order_requirements_fixed: { readonly stage: Stage | null };
  readonly order_of_another_member: { readonly because: "redeems_points" };
  readonly precondition_failed: { readonly version: number };
  readonly prompt_not_stuck: { readonly state: string };
  /** `until` is in epoch milliseconds; `null` if no known time ends it. */
  readonly prompt_not_possible: {
    readonly reason: WithheldReason | EscalationReason;
    readonly until: number | null;
  };
  /** What somebody else has changed at the same moment. */
  readonly version_conflict: {
    readonly changing: "order" | "account" | "message" | "hold" | "loyalty_step";
  };
  readonly policy_invalid: { readonly problems: readonly string[] };
  readonly policy_moved: { readonly inForce: string };
  readonly rate_limited: { readonly minutes: number };
}

/** A code whose refusals can say something about the request. */
export type FieldedCode = keyof RefusalFields;

/** A refusal with its fields. */
export type FieldedRefusal<Code extends FieldedCode = FieldedCode> = {
  readonly [Each in Code]: {
    readonly ok: false;
    readonly code: Each;
    readonly fields: RefusalFields[Each];
  };
}[Code];

/** Why an order needs an operator. */
export const ESCALATION_REASONS = [
  "missing_member",
  "missing_address",
  "cadence_exhausted",
  "waiting_on_operator",
  "provider_silent",
  "fulfillment_failed",
  "payment_after_cancellation",
  "refund_after_completion",
] as const;

/** Why an order needs an operator. */
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

/** About money that moved after the order was closed: no progress of the order settles these. */
export const MONEY_REASONS = [
  "payment_after_cancellation",
  "refund_after_completion",
] as const satisfies readonly EscalationReason[];

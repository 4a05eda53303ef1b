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
  "order_never_came",
  "hold_expiring",
  "points_not_captured",
  "loyalty_drift",
] as const;

/** Why an order needs an operator. */
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

/** About money that moved after the order was closed: no progress of the order settles these. */
const MONEY_REASONS: readonly EscalationReason[] = [
  "payment_after_cancellation",
  "refund_after_completion",
  "points_not_captured",
  "loyalty_drift",
];

/** What an order's progress settles by itself. */
export const SETTLED_BY_PROGRESS: readonly EscalationReason[] = ESCALATION_REASONS.filter(
  (reason) => !MONEY_REASONS.includes(reason),
);

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
  "paid_twice",
  "refund_due",
  "refund_failed",
  "dispute_open",
  "amount_differs",
  "balance_open",
  "capture_due",
  "authorisation_lapsed",
  "unreachable",
  "not_prompted",
  "bought_again",
  "late",
  "shipped_unpaid",
  "shipped_unverified",
] as const;

/** Why an order needs an operator. */
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

/**
 * The reasons that an order's money gives: an escalation is open as long as its cause is, also after the order was
 * closed. An operator may resolve it earlier.
 */
export const MONEY_NEEDS = [
  "payment_after_cancellation",
  "refund_after_completion",
  "paid_twice",
  "refund_due",
  "refund_failed",
  "dispute_open",
  "amount_differs",
  "balance_open",
  "capture_due",
  "authorisation_lapsed",
] as const satisfies readonly EscalationReason[];

/** A reason that the order's money gives. */
export type MoneyNeed = (typeof MONEY_NEEDS)[number];

/** Whether the order's money gives this reason. */
export function isMoneyNeed(reason: EscalationReason): reason is MoneyNeed {
  return MONEY_NEEDS.some((need) => need === reason);
}

/** The reasons that end with the order's progress, when it is closed at the latest. */
export const RESOLVED_BY_PROGRESS: readonly EscalationReason[] = [
  "missing_member",
  "missing_address",
  "cadence_exhausted",
  "waiting_on_operator",
  "provider_silent",
  "fulfillment_failed",
  "order_never_came",
  "hold_expiring",
  "unreachable",
  "not_prompted",
  "bought_again",
];

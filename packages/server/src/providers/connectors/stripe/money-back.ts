import type {
  DisputeReport,
  DisputeState,
  PaymentReport,
  RefundReport,
  RefundState,
} from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import { amountOf, currencyOf } from "./amounts.ts";
import type { StripeObject, StripeRefund } from "./objects.ts";
import { blankReport, type Told } from "./payments.ts";

/** A refund's state by Stripe's `status`. One that is `pending` or waits for the shopper is on its way. */
const REFUND_STATES: Readonly<Record<string, RefundState>> = {
  pending: "pending",
  requires_action: "pending",
  succeeded: "succeeded",
  failed: "failed",
  canceled: "cancelled",
};

/** The state of a refund. An unknown `status` counts as on its way, because the money may be gone. */
export function refundStateOf({ status }: Pick<StripeRefund, "status">): RefundState {
  return REFUND_STATES[status ?? ""] ?? "pending";
}

/** Whether it gave money back. Stripe also calls the end of an authorization that lapsed a refund. */
export function isMoneyBack({ reason }: Pick<StripeRefund, "reason">): boolean {
  return reason !== "expired_uncaptured_charge";
}

/** A refund in our words. @returns nothing if its amount can't be read */
export function readRefund(
  refund: StripeRefund,
  currency: string | null,
  { since }: Pick<Told, "since">,
  state = refundStateOf(refund),
): RefundReport[] {
  const paidIn = refund.currency ?? currency;
  const amount = amountOf(refund.amount, paidIn);
  if (amount === null) return [];
  const { id: reference, created, failure_reason: failure, reason } = refund;
  return [
    {
      reference,
      amount,
      currency: currencyOf(paidIn),
      state,
      createdAt: created ?? since,
      reason: cleanText(state === "failed" ? (failure ?? reason) : reason, 100),
    },
  ];
}

/** What a refund says of its payment: no more than that there is this refund. */
export function refundReport(state: RefundState, refund: StripeObject, told: Told): PaymentReport {
  const refunds = readRefund(refund, null, told, state);
  return { ...blankReport(paymentOf(refund), told), refunds };
}

/** The state of a dispute by Stripe's `status`. */
const DISPUTE_STATES: Readonly<Record<string, DisputeState>> = {
  warning_needs_response: "inquiry",
  warning_under_review: "inquiry",
  warning_closed: "closed",
  needs_response: "open",
  under_review: "open",
  appeal_needs_response: "open",
  appeal_under_review: "open",
  won: "won",
  lost: "lost",
  // Of earlier API versions: it ended with a refund, which has its own messages.
  charge_refunded: "closed",
};

/** The state of a dispute. Where the status doesn't tell, what was withdrawn from the balance does. */
export function disputeStateOf(dispute: StripeObject): DisputeState {
  const { status } = dispute;
  // The network's prevention gives the money back without a dispute, or blocks the dispute.
  if (status === "prevented") return isWithdrawn(dispute) ? "lost" : "closed";
  return DISPUTE_STATES[status ?? ""] ?? (isWithdrawn(dispute) ? "open" : "inquiry");
}

function isWithdrawn({ balance_transactions: moved }: StripeObject): boolean {
  return (moved ?? []).reduce((sum, each) => sum + (each?.amount ?? 0), 0) < 0;
}

/** A dispute in our words. @returns nothing if its amount can't be read */
export function readDispute(
  dispute: StripeObject,
  { since }: Pick<Told, "since">,
  state = disputeStateOf(dispute),
): DisputeReport[] {
  const amount = amountOf(dispute.amount, dispute.currency);
  if (amount === null) return [];
  return [
    {
      reference: dispute.id,
      amount,
      currency: currencyOf(dispute.currency),
      state,
      createdAt: dispute.created ?? since,
      dueBy: dispute.evidence_details?.due_by ?? null,
      reason: cleanText(dispute.reason, 100),
    },
  ];
}

/** What a dispute says of its payment: no more than that there is this dispute. */
export function disputeReport(
  state: DisputeState,
  dispute: StripeObject,
  told: Told,
): PaymentReport {
  const disputes = readDispute(dispute, told, state);
  return { ...blankReport(paymentOf(dispute), told), disputes };
}

function paymentOf({ id, payment_intent: intent, charge }: StripeObject): string {
  return intent ?? charge ?? id;
}

import type {
  DisputeReport,
  PaymentReport,
  PaymentSnapshot,
  RefundReport,
} from "@followthrough/core/domain";

/**
 * The payment of an order. An order's body tells its sums and not its transactions, and the topics of transactions
 * tell no sums. So the money of an order is one thing, which only the order's body speaks of, whatever arrives first.
 */
export function paymentOfOrder(orderId: string): string {
  return `order:${orderId}`;
}

/** One attempt to pay. It says what the order's body can't: failures and deadlines. It never brings money. */
export function attemptOf(transactionId: string): string {
  return `transaction:${transactionId}`;
}

/** A report of one thing. */
export function reportOf(
  reference: string,
  asOf: number,
  said: {
    readonly snapshot?: PaymentSnapshot;
    readonly refundedTotal?: number | null;
    readonly refunds?: readonly RefundReport[];
    readonly disputes?: readonly DisputeReport[];
  },
): PaymentReport {
  const { snapshot = null, refundedTotal = null, refunds = [], disputes = [] } = said;
  return { account: "", reference, asOf, snapshot, refundedTotal, refunds, disputes };
}

import type { ProviderFact, RefundReport, RefundState } from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import type { ShopifyOrder, ShopifyRefund, ShopifyTransaction } from "./bodies.ts";
import { factOf } from "./fact-of.ts";
import { isCurrency, transactionAmount } from "./order-money.ts";
import { shopifyRow } from "./table.ts";
import { paymentOfOrder, reportOf } from "./things.ts";

const STATES: Readonly<Record<string, RefundState>> = {
  pending: "pending",
  awaiting_response: "pending",
  success: "succeeded",
  failure: "failed",
  error: "failed",
};
// A refund that has succeeded may still fail, when the shopper's bank sends it back; then a new one is made.
const RANK: Readonly<Record<RefundState, number>> = {
  pending: 0,
  succeeded: 1,
  failed: 2,
  cancelled: 2,
};

/**
 * What a transaction gives back. Three topics bring the same refund: the order, `refunds/create` and
 * `order_transactions/create`. Only the transaction is in all of them, so its id is the refund's, and the fact is the
 * same whichever comes first. A refund without a transaction moves no money, and there is nothing to say of it.
 *
 * @param currency the currency, if the transaction names none
 * @param madeAt when the refund was made, if the transaction doesn't say
 * @returns `null` if it gives nothing back, or can't be read
 */
export function refundFact(
  orderId: string,
  transaction: ShopifyTransaction,
  currency: string,
  madeAt: number | null,
): ProviderFact | null {
  const refund = refundOf(transaction, currency, madeAt);
  const row = refund === null ? undefined : shopifyRow("refund", refund.state);
  if (refund === null || row === undefined) return null;
  const { reference, state, createdAt } = refund;
  // Shopify gives a refund no time of change. Its states follow each other in one order, so their rank is enough.
  const asOf = createdAt + RANK[state];
  return {
    ...factOf(row, `${orderId}/refund/${reference}/${state}`, asOf),
    payments: [reportOf(paymentOfOrder(orderId), asOf, { refunds: [refund] })],
  };
}

function refundOf(
  transaction: ShopifyTransaction,
  orderCurrency: string,
  madeAt: number | null,
): RefundReport | null {
  const { id, kind, status, message, error_code: code } = transaction;
  const currency = transaction.currency ?? orderCurrency;
  const amount = transactionAmount(transaction, currency);
  const state = STATES[status ?? ""];
  const createdAt = transaction.created_at ?? transaction.processed_at ?? madeAt;
  if (kind !== "refund" || state === undefined) return null;
  if (amount === null || amount === 0 || createdAt === null) return null;
  const reason = cleanText(code ?? message, 200);
  return { reference: id, amount, currency, state, createdAt, reason };
}

/** The refunds of an order's body. */
export function refundFactsOf(order: ShopifyOrder, currency: string): ProviderFact[] {
  return order.refunds.flatMap(({ transactions, processed_at, created_at }) =>
    transactions
      .map((each) => refundFact(order.id, each, currency, created_at ?? processed_at ?? null))
      .filter((fact) => fact !== null),
  );
}

/** The currency of a refund's body, in which no field of its own names it; empty if it can't be found. */
export function currencyOfRefund(refund: ShopifyRefund): string {
  const sets = [
    refund.total_duties_set,
    ...refund.refund_line_items.map(({ subtotal_set }) => subtotal_set),
  ];
  const codes = sets.map((set) => set?.presentment_money.currency_code ?? "");
  return codes.find(isCurrency) ?? "";
}

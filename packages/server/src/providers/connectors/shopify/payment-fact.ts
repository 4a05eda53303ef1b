import { WebPage } from "@followthrough/core/contract";
import type { PaymentSnapshot, PaymentTerms, ProviderFact } from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import type { ShopifyOrder } from "./bodies.ts";
import { factOf } from "./fact-of.ts";
import { type GatewayNames, methodOf, type WayToPay, wayToPay } from "./gateways.ts";
import type { OrderMoney } from "./order-money.ts";
import { shopifyRow } from "./table.ts";
import { paymentOfOrder, reportOf } from "./things.ts";

/** What is true of a payment, beside what is the same in every state. */
type Standing = Pick<
  PaymentSnapshot,
  "state" | "authorised" | "captured" | "nextStep" | "reason" | "waitingOn"
>;

/**
 * What an order's body says of its payment: one snapshot of sums.
 *
 * Its id is made of what it says of money, so that the next body that says the same (a tag was edited) is no news.
 * Its time is the body's own, so that of two different snapshots the later one counts, whichever arrives first.
 *
 * @returns `null` if its financial status is none that the table names
 */
export function paymentFact(
  order: ShopifyOrder,
  money: OrderMoney,
  terms: PaymentTerms | null,
  names: GatewayNames,
): ProviderFact | null {
  const status = order.financial_status ?? "";
  const way = wayToPay(order, terms);
  const row = shopifyRow("financial_status", rowValue(status, way));
  if (row === undefined) return null;
  const at = paidAt(order, status);
  const standing = standingOf(status, way, order, money);
  const gateways = order.payment_gateway_names.slice(0, 10).map((name) => cleanText(name, 100));
  const details = { gateways, channel: cleanText(order.source_name, 100) };
  const content = contentOf(status, way, standing, money);
  const fact = { ...factOf(row, `${order.id}/payment/${content}`, at), details };
  // Without sums, the fact only tells in the timeline what Shopify says.
  if (standing === null) return { ...fact, payments: [] };
  const { method, methodName } = methodOf(order, names);
  const snapshot: PaymentSnapshot = {
    ...standing,
    method,
    methodName: cleanText(methodName, 100),
    currency: money.currency,
    since: at,
    actBy: null,
    captureBefore: null,
    isTest: order.test === true,
  };
  const refundedTotal = status === "refunded" ? standing.captured : null;
  const report = reportOf(paymentOfOrder(order.id), order.updated_at, { snapshot, refundedTotal });
  return { ...fact, payments: [report] };
}

/** A partly refunded order is still paid. Both states are one fact, so its id must not depend on the message. */
function contentOf(
  status: string,
  way: WayToPay,
  standing: Standing | null,
  { currency }: OrderMoney,
): string {
  const name = status === "partially_refunded" ? "paid" : rowValue(status, way);
  if (standing === null) return name;
  return `${name}/${currency}/${standing.authorised}/${standing.captured}`;
}

function rowValue(status: string, way: WayToPay): string {
  if (status === "pending") return `pending/${way}`;
  if (status !== "partially_paid") return status;
  return way === "agreed" || way === "archived" ? "partially_paid/agreed" : "partially_paid/open";
}

/** `null` if the body doesn't say how much was taken. */
function standingOf(
  status: string,
  way: WayToPay,
  order: ShopifyOrder,
  { total, captured }: OrderMoney,
): Standing | null {
  const plain = { authorised: 0, captured: 0, nextStep: null, reason: null, waitingOn: null };
  switch (status) {
    case "authorized":
      return { ...plain, state: "authorised", authorised: total };
    case "voided":
      return { ...plain, state: "cancelled", reason: "voided", waitingOn: "operator" };
    case "expired":
      return { ...plain, state: "expired", reason: "expired", waitingOn: "member" };
    case "pending":
      return { ...plain, ...pendingBy(way, order) };
    default:
      return captured === null ? null : { ...plain, state: "captured", captured };
  }
}

function pendingBy(
  way: WayToPay,
  order: ShopifyOrder,
): Partial<Standing> & Pick<Standing, "state"> {
  switch (way) {
    case "archived":
      return { state: "cancelled", reason: "archived", waitingOn: "operator" };
    case "provider":
      return { state: "processing" };
    case "agreed":
      return { state: "requires_action" };
    case "checkout": {
      const url = WebPage.safeParse(order.order_status_url).data ?? null;
      return { state: "requires_action", nextStep: { kind: "pay", url } };
    }
  }
}

/** The body has no time of payment. Where it has none that fits better, a payment counts from the order's placing. */
function paidAt(order: ShopifyOrder, status: string): number {
  const times = order.refunds.map((each) => each.processed_at ?? each.created_at ?? 0);
  switch (status) {
    case "refunded":
      return Math.max(...times, 0) || order.updated_at;
    case "voided":
      return order.cancelled_at ?? order.updated_at;
    case "partially_paid":
    case "expired":
      return order.updated_at;
    default:
      return order.processed_at ?? order.created_at;
  }
}

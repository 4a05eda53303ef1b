import type { ProviderMessage, ProviderReport } from "@followthrough/core/domain";
import type { z } from "zod";
import type { Translate } from "../connector.ts";
import { readJsonWithDigits } from "../read-json.ts";
import { attemptFact, rowOfTransaction } from "./attempt-fact.ts";
import {
  DeletedOrder,
  ShopifyDispute,
  ShopifyFulfillment,
  ShopifyOrder,
  ShopifyRefund,
  TransactionOfOrder,
} from "./bodies.ts";
import { disputeFact } from "./dispute-fact.ts";
import { type GatewayNames, termsOf } from "./gateways.ts";
import { minorUnits, readOrderMoney } from "./order-money.ts";
import { fulfillmentFact, parcelFact } from "./parcel-fact.ts";
import { paymentFact } from "./payment-fact.ts";
import { currencyOfRefund, refundFact, refundFactsOf } from "./refund-facts.ts";
import { reportMember, reportOrder } from "./reported-order.ts";
import { type ShopifyRow, shopifyRow } from "./table.ts";
import { unusedMessage } from "./unused-messages.ts";

/** Translates messages of Shopify by the fields of their bodies, because the topic is not signed. */
export function createShopifyTranslator(names: GatewayNames): Translate {
  return ({ body }) => {
    const value = readJsonWithDigits(body);
    if (value === undefined) return { kind: "unreadable", type: null, reason: "It is no JSON" };
    return translateBody(value, names);
  };
}

function translateBody(value: unknown, names: GatewayNames): ProviderMessage {
  const has = (...keys: readonly string[]) => hasKeys(value, keys);
  if (has("order_number", "line_items", "financial_status")) {
    return parsed("orders/*", ShopifyOrder, value, (order) => ofOrder(order, names));
  }
  if (has("order_id", "refund_line_items")) {
    return parsed("refunds/create", ShopifyRefund, value, ofRefund);
  }
  if (has("order_id", "tracking_numbers")) {
    return parsed("fulfillments/*", ShopifyFulfillment, value, ofFulfillment);
  }
  if (has("order_id", "kind", "gateway")) {
    return parsed("order_transactions/create", TransactionOfOrder, value, ofTransaction);
  }
  if (has("evidence_due_by", "initiated_at")) {
    return parsed("disputes/*", ShopifyDispute, value, ofDispute);
  }
  const deleted = DeletedOrder.safeParse(value).data;
  if (deleted !== undefined) return ofDeleted(deleted);
  return unusedMessage(has);
}

function hasKeys(value: unknown, keys: readonly string[]): boolean {
  return typeof value === "object" && value !== null && keys.every((key) => key in value);
}

function parsed<Schema extends z.ZodType>(
  type: string,
  schema: Schema,
  value: unknown,
  translate: (body: z.infer<Schema>) => ProviderMessage,
): ProviderMessage {
  const { success, data, error } = schema.safeParse(value);
  if (success) return translate(data);
  const [issue] = error.issues;
  const field = issue === undefined ? "" : `: ${issue.path.join("/")} ${issue.message}`;
  return { kind: "unreadable", type, reason: `It can't be read${field}`.slice(0, 300) };
}

function ofOrder(order: ShopifyOrder, names: GatewayNames): ProviderMessage {
  const money = readOrderMoney(order);
  if (money === null) {
    return { kind: "unreadable", type: "orders/*", reason: "Its total is no amount" };
  }
  const terms = termsOf(order, names);
  const member = reportMember(order);
  const { cancelled_at: cancelledAt, cancel_reason: reason } = order;
  const facts = [
    paymentFact(order, money, terms, names),
    ...refundFactsOf(order, money.currency),
    ...order.fulfillments.map((parcel) => parcelFact(order.id, parcel)),
    fulfillmentFact(order),
  ].filter((fact) => fact !== null);
  const note = `Cancelled in Shopify: ${reason ?? "no reason given"}`;
  const cancels = cancelledAt == null ? null : { note, sourceEventId: "cancelled" };
  const reported = reportOrder(order, money, terms, member);
  return report("orders/*", order.id, { order: reported, member, facts, cancels });
}

function ofFulfillment(parcel: z.infer<typeof ShopifyFulfillment>): ProviderMessage {
  const fact = parcelFact(parcel.order_id, parcel);
  if (fact === null) {
    const reason = "The parcel is in a state that no line of the table names";
    return { kind: "ignored", type: "fulfillments/*", reason };
  }
  return report("fulfillments/*", parcel.order_id, { facts: [fact] });
}

function ofRefund(refund: ShopifyRefund): ProviderMessage {
  const { order_id: orderId, created_at: madeAt } = refund;
  const currency = currencyOfRefund(refund);
  const facts = refund.transactions
    .map((each) => refundFact(orderId, each, currency, madeAt))
    .filter((fact) => fact !== null);
  if (facts.length === 0) return ignoredBy("refunds/create", shopifyRow("refund", "none"));
  return report("refunds/create", orderId, { facts });
}

function ofTransaction(transaction: TransactionOfOrder): ProviderMessage {
  const type = "order_transactions/create";
  const { order_id: orderId, created_at: madeAt } = transaction;
  const fact = refundFact(orderId, transaction, "", madeAt) ?? attemptFact(transaction);
  if (fact !== null) return report(type, orderId, { facts: [fact] });
  return ignoredBy(type, shopifyRow("transaction", rowOfTransaction(transaction)));
}

function ofDispute(dispute: ShopifyDispute): ProviderMessage {
  const type = "disputes/*";
  if (dispute.order_id == null) return { kind: "ignored", type, reason: "It names no order" };
  const amount = minorUnits(dispute.amount, dispute.currency);
  if (amount === null) return { kind: "unreadable", type, reason: "Its amount is no amount" };
  const fact = disputeFact(dispute.order_id, dispute, amount);
  if (fact === null) return ignoredBy(type, shopifyRow("dispute", "other"));
  return report(type, dispute.order_id, { facts: [fact] });
}

/**
 * Shopify deletes only orders that are archived or cancelled. Nobody can pay such an order any more, so it is
 * cancelled here: nobody is asked for it, and money that was kept shows up as a refund that is due.
 */
function ofDeleted({ id }: z.infer<typeof DeletedOrder>): ProviderMessage {
  const cancels = { note: "Deleted in Shopify", sourceEventId: "cancelled" };
  return report("orders/delete", id, { cancels });
}

function ignoredBy(type: string, row: ShopifyRow | undefined): ProviderMessage {
  if (row === undefined || !("ignored" in row.means)) {
    throw new Error(`The table has a line for what is ignored of ${type}`);
  }
  return { kind: "ignored", type, reason: row.means.ignored };
}

function report(
  type: string,
  id: string,
  said: Partial<Pick<ProviderReport, "order" | "member" | "facts" | "cancels">>,
): ProviderReport {
  return {
    kind: "report",
    type,
    orderId: `shopify:${id}`,
    references: [],
    order: null,
    member: null,
    facts: [],
    cancels: null,
    ...said,
  };
}

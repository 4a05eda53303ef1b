import type { ProviderFact, ProviderMessage, ProviderReport } from "@followthrough/core/domain";
import type { z } from "zod";
import type { KeptMessage } from "../connector.ts";
import { readJsonWithDigits } from "../read-json.ts";
import { ShopifyFulfillment, ShopifyOrder, ShopifyRefund } from "./bodies.ts";
import { reportOrder } from "./order.ts";
import { type ShopifyRow, shopifyRow } from "./table.ts";

/** What a message of Shopify says, by the fields of its body: the topic is not signed. */
export function translateShopify({ body }: KeptMessage): ProviderMessage {
  const value = readJsonWithDigits(body);
  const has = (...keys: readonly string[]) => hasKeys(value, keys);
  if (has("order_number", "line_items", "financial_status")) {
    return parsed("orders/*", ShopifyOrder, value, ofOrder);
  }
  if (has("order_id", "refund_line_items")) {
    return parsed("refunds/create", ShopifyRefund, value, ofRefund);
  }
  if (has("order_id", "tracking_numbers")) {
    return parsed("fulfillments/*", ShopifyFulfillment, value, ofFulfillment);
  }
  if (has("cart_token", "abandoned_checkout_url")) {
    return { kind: "ignored", type: "checkouts/*", reason: "A checkout is no order yet" };
  }
  if (has("verified_email", "default_address")) {
    return { kind: "ignored", type: "customers/*", reason: "A member comes with an order" };
  }
  if (value === undefined) return { kind: "unreadable", type: null, reason: "It is no JSON" };
  return { kind: "ignored", type: null, reason: "It is about none of orders, refunds and parcels" };
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

function ofOrder(order: ShopifyOrder): ProviderMessage {
  const { order: reported, member } = reportOrder(order);
  if (reported === null) {
    return { kind: "unreadable", type: "orders/*", reason: "Its total is no amount" };
  }
  const { cancelled_at: cancelledAt, cancel_reason: reason } = order;
  const facts = [paymentFact(order), fulfillmentFact(order)].filter((fact) => fact !== null);
  const cancels =
    cancelledAt == null
      ? null
      : {
          note: `Cancelled in Shopify: ${reason ?? "no reason given"}`,
          sourceEventId: "cancelled",
        };
  return report("orders/*", order.id, { order: reported, member, facts, cancels });
}

/** Placing is the time of a payment, too: the body has no other that stays the same from message to message. */
function paymentFact(order: ShopifyOrder): ProviderFact | null {
  const status = order.financial_status ?? "";
  const row = shopifyRow("financial_status", status);
  if (row === undefined) return null;
  const placedAt = order.processed_at ?? order.created_at;
  const refunds = (order.refunds ?? []).map((each) => each.processed_at ?? each.created_at ?? 0);
  const times: Readonly<Record<string, number>> = {
    refunded: Math.max(...refunds, 0) || order.updated_at,
    voided: order.cancelled_at ?? order.updated_at,
    partially_paid: order.updated_at,
    expired: order.updated_at,
  };
  // Paid is paid, also when a part was given back since: one fact, whichever message brings it.
  const name = status === "partially_refunded" ? "paid" : status;
  return factOf(row, `${order.id}/payment/${name}`, times[status] ?? placedAt);
}

function fulfillmentFact(order: ShopifyOrder): ProviderFact | null {
  const status = order.fulfillment_status ?? "";
  const row = shopifyRow("fulfillment_status", status);
  if (row === undefined || "ignored" in row.means) return null;
  const parcels = (order.fulfillments ?? []).map(({ created_at }) => created_at);
  const at = parcels.length > 0 ? Math.max(...parcels) : order.updated_at;
  return factOf(row, `${order.id}/fulfillment/${status}`, at);
}

function ofFulfillment(parcel: z.infer<typeof ShopifyFulfillment>): ProviderMessage {
  const status = parcel.status ?? "";
  const row = shopifyRow("status", status);
  if (row === undefined) {
    const reason = "The parcel is in a state that no line of the table names";
    return { kind: "ignored", type: "fulfillments/*", reason };
  }
  const fact = factOf(row, `${parcel.order_id}/parcel/${parcel.id}/${status}`, parcel.updated_at);
  return report("fulfillments/*", parcel.order_id, { facts: [fact] });
}

function ofRefund(refund: z.infer<typeof ShopifyRefund>): ProviderMessage {
  const row = shopifyRow("refund", "");
  if (row === undefined) throw new Error("The table has a line for refunds");
  const at = refund.processed_at ?? refund.created_at;
  return report("refunds/create", refund.order_id, {
    facts: [factOf(row, `${refund.order_id}/refund/${refund.id}`, at)],
  });
}

function factOf({ means, note }: ShopifyRow, id: string, occurredAt: number): ProviderFact {
  if ("ignored" in means) throw new Error("A line that is ignored makes no fact");
  return { ...means, occurredAt, nextActionAt: null, note, sourceEventId: id, details: {} };
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

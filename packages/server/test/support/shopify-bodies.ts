import type { PaymentReport, ProviderMessage, ProviderReport } from "@followthrough/core/domain";
import { shopify } from "../../src/providers/connectors/shopify/index.ts";

type Fields = Readonly<Record<string, unknown>>;

// cspell:disable
const translator = await shopify.translate({
  SHOPIFY_ON_DELIVERY_METHODS: "Bar an der Haustür, Fizetés a futárnak",
  SHOPIFY_MANUAL_METHODS: "Unser Konto",
});
// cspell:enable

/** An order of EUR 100.00 that is not paid, as Shopify's bodies show one. */
export const ORDER = {
  id: 7001,
  name: "#7001",
  order_number: 7001,
  currency: "EUR",
  presentment_currency: "EUR",
  total_price: "100.00",
  current_total_price: "100.00",
  total_outstanding: "100.00",
  financial_status: "pending",
  fulfillment_status: null,
  payment_gateway_names: [],
  payment_terms: null,
  test: false,
  source_name: "web",
  created_at: "2026-03-01T10:00:00Z",
  processed_at: "2026-03-01T10:00:00Z",
  updated_at: "2026-03-01T10:00:05Z",
  cancelled_at: null,
  closed_at: null,
  order_status_url: "https://shop.example/orders/abc",
  line_items: [{ title: "Stool", quantity: 1, current_quantity: 1, price: "100.00" }],
  refunds: [],
  fulfillments: [],
} as const;

/** A transaction of that order. */
export const TRANSACTION = {
  id: 9001,
  order_id: 7001,
  kind: "sale",
  gateway: "shopify_payments",
  status: "success",
  message: null,
  created_at: "2026-03-01T10:00:01Z",
  processed_at: "2026-03-01T10:00:01Z",
  test: false,
  parent_id: null,
  error_code: null,
  amount: "100.00",
  currency: "EUR",
} as const;

/** A transaction that gives money of that order back. */
export function givingBack(id: number, amount: string, changes: Fields = {}): Fields {
  const at = { created_at: "2026-03-05T10:00:00Z", processed_at: "2026-03-05T10:00:00Z" };
  return { ...TRANSACTION, id, kind: "refund", amount, ...at, ...changes };
}

/** A refund of that order. */
export function refundWith(...transactions: readonly Fields[]): Fields {
  return {
    id: 8001,
    order_id: 7001,
    created_at: "2026-03-05T10:00:00Z",
    processed_at: "2026-03-05T10:00:00Z",
    refund_line_items: [],
    transactions,
  };
}

/** What this body says. */
export function readShopify(body: unknown): ProviderMessage {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return translator({ body: bytes, eventId: "e", signedAt: null, receivedAt: 0 });
}

/** The report of a body that must be one. */
export function reportOfShopify(body: unknown): ProviderReport {
  const message = readShopify(body);
  if (message.kind !== "report") throw new Error(JSON.stringify(message));
  return message;
}

/** The report of that order with these changes. */
export function reportOfOrder(changes: Fields = {}): ProviderReport {
  return reportOfShopify({ ...ORDER, ...changes });
}

/** What a report says of payments. */
export function paymentsIn({ facts }: ProviderReport): PaymentReport[] {
  return facts.flatMap(({ payments }) => payments ?? []);
}

/** The state of each thing after these reports: of two about the same thing, the later one counts. */
export function thingsAfter(reports: readonly ProviderReport[]): Record<string, unknown> {
  const known = new Set<string>();
  const things = new Map<string, { asOf: number; said: unknown }>();
  const keep = (key: string, asOf: number, said: unknown) => {
    const before = things.get(key);
    if (before === undefined || before.asOf < asOf) things.set(key, { asOf, said });
  };
  for (const { facts } of reports) {
    for (const { sourceEventId, payments = [] } of facts) {
      // A fact that is known changes nothing, as in the timeline.
      if (known.has(sourceEventId)) continue;
      known.add(sourceEventId);
      for (const { reference, asOf, snapshot, refunds, disputes } of payments) {
        if (snapshot !== null) keep(reference, asOf, snapshot);
        for (const refund of refunds) keep(`${reference}/${refund.reference}`, asOf, refund);
        for (const each of disputes) keep(`${reference}/${each.reference}`, asOf, each);
      }
    }
  }
  const sorted = [...things].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, { said }]) => [key, said]));
}

import type { PaymentReport, ProviderFact, ProviderMessage } from "@followthrough/core/domain";
import { stripeTranslator } from "../../src/providers/connectors/stripe/translate.ts";

/** When Stripe created the events of these tests, in epoch seconds. */
export const CREATED = 1_772_359_200;

/** The same in epoch milliseconds. */
export const AT = CREATED * 1000;

/** Fields of an object or of an event's envelope. */
export type Fields = Readonly<Record<string, unknown>>;

/** What an event of Stripe says. @param accounts the connected accounts that count */
export function readStripe(
  type: string,
  object: unknown,
  envelope: Fields = {},
  accounts: readonly string[] = [],
): ProviderMessage {
  const event = { id: "evt_1", type, created: CREATED, livemode: true, ...envelope };
  const body = Buffer.from(JSON.stringify({ ...event, data: { object } }));
  return stripeTranslator(accounts)({ body, eventId: "evt_1", signedAt: null, receivedAt: 0 });
}

/** The only fact of an event. */
function factOf(type: string, object: Fields, envelope: Fields = {}): ProviderFact {
  const message = readStripe(type, object, envelope);
  const [fact, ...others] = message.kind === "report" ? message.facts : [];
  if (fact === undefined || others.length > 0) throw new Error(JSON.stringify(message));
  return fact;
}

/** What an event says of payments. */
export function paymentsOf(
  type: string,
  object: Fields,
  envelope: Fields = {},
): readonly PaymentReport[] {
  return factOf(type, object, envelope).payments ?? [];
}

/** The first payment that an event reports. */
export function paymentOf(type: string, object: Fields, envelope: Fields = {}): PaymentReport {
  const [report] = paymentsOf(type, object, envelope);
  if (report === undefined) throw new Error(`${type} reports no payment`);
  return report;
}

/** The sums of a payment intent that pays the usual order of the tests. */
export const PAID: Fields = {
  status: "succeeded",
  amount: 18_900,
  amount_received: 18_900,
  currency: "eur",
};

/** The sums of its charge, all of it refunded. */
export const REFUNDED: Fields = {
  amount: 18_900,
  amount_captured: 18_900,
  amount_refunded: 18_900,
  captured: true,
  refunded: true,
  currency: "eur",
};

/** A payment intent over EUR 129.00 by card. */
export const intent = (changes: Fields = {}): Fields => ({
  id: "pi_1",
  object: "payment_intent",
  amount: 12_900,
  amount_received: 0,
  amount_capturable: 0,
  currency: "eur",
  payment_method_types: ["card"],
  created: CREATED - 60,
  metadata: { order_id: "ord_1" },
  ...changes,
});

/** The charge of that intent. */
export const charge = (changes: Fields = {}): Fields => ({
  id: "ch_1",
  object: "charge",
  payment_intent: "pi_1",
  amount: 12_900,
  amount_captured: 12_900,
  amount_refunded: 0,
  captured: true,
  refunded: false,
  disputed: false,
  currency: "eur",
  created: CREATED - 30,
  payment_method_details: { type: "card", card: {} },
  ...changes,
});

/** A checkout session over EUR 129.00 that has led to that intent. */
export const session = (changes: Fields = {}): Fields => ({
  id: "cs_1",
  object: "checkout.session",
  mode: "payment",
  status: "complete",
  payment_status: "paid",
  amount_total: 12_900,
  currency: "eur",
  payment_intent: "pi_1",
  payment_link: null,
  payment_method_types: ["card"],
  client_reference_id: "ord_1",
  created: CREATED - 120,
  expires_at: CREATED + 3_600,
  url: "https://checkout.stripe.example/c/cs_1",
  ...changes,
});

/** A refund of EUR 29.00. */
export const refund = (changes: Fields = {}): Fields => ({
  id: "re_1",
  object: "refund",
  amount: 2_900,
  currency: "eur",
  status: "succeeded",
  payment_intent: "pi_1",
  charge: "ch_1",
  created: CREATED - 10,
  reason: "requested_by_customer",
  ...changes,
});

/** A dispute over all of it. */
export const dispute = (changes: Fields = {}): Fields => ({
  id: "dp_1",
  object: "dispute",
  amount: 12_900,
  currency: "eur",
  status: "needs_response",
  reason: "fraudulent",
  payment_intent: "pi_1",
  charge: "ch_1",
  created: CREATED - 20,
  evidence_details: { due_by: CREATED + 86_400 },
  ...changes,
});

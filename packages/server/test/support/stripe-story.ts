import { expect } from "vitest";
import type { TestApp } from "./app.ts";
import type { Fields } from "./stripe-messages.ts";
import { deliverTo, signStripe } from "./webhooks.ts";

/** One event of Stripe, before it is signed. */
export interface StripeMessage {
  readonly type: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly object: Fields;
  /** Fields of the event itself, such as `account`. */
  readonly envelope: Fields;
}

/** Makes an event about an object. Minutes count from the story's beginning. */
type About<Place extends readonly string[] = readonly []> = (
  event: string,
  name: string,
  ...rest: readonly [...place: Place, minute: number, changes?: Fields]
) => StripeMessage;

/** What happened to a purchase at Stripe. Amounts are euro cents. */
export interface StripeStory {
  readonly orderId: string;
  /** Epoch milliseconds. */
  at(minute: number): number;
  /** Stripe's id of the payment intent that this story calls by the name. */
  intentId(name: string): string;
  /** Stripe's id of the charge of that payment intent. */
  chargeId(name: string): string;
  /** An event `payment_intent.*`. */
  readonly intent: About;
  /** An event `charge.*` about the charge of the payment intent with the same name. */
  readonly charge: About;
  /** An event `checkout.session.*` about the session that led to the payment intent with the same name. */
  readonly session: About;
  /** A refund's own event. */
  readonly refund: About<readonly [intent: string]>;
  /** An event `charge.dispute.*`. */
  readonly dispute: About<readonly [intent: string]>;
  /** An event `identity.verification_session.*`. */
  readonly identity: About;
  /** An event `review.*` about the payment intent with the same name. */
  readonly review: About;
}

/** What the order of a story costs. */
export const PRICE = 12_900;

const MINUTE_S = 60;

/** @param begunAt epoch milliseconds */
export function storyOf(orderId: string, begunAt: number): StripeStory {
  const second = (minute: number) => Math.floor(begunAt / 1000) + minute * MINUTE_S;
  const id = (kind: string, name: string) => `${kind}_${orderId}_${name}`;
  const message = (type: string, minute: number, object: Fields): StripeMessage => {
    return { type, created: second(minute), object, envelope: {} };
  };
  const money = { amount: PRICE, currency: "eur" };
  const ofIntent = (name: string) => ({
    payment_intent: id("pi", name),
    charge: id("ch", name),
    created: second(1),
  });
  return {
    orderId,
    at: (minute) => second(minute) * 1000,
    intentId: (name) => id("pi", name),
    chargeId: (name) => id("ch", name),
    intent: (event, name, minute, changes = {}) =>
      message(`payment_intent.${event}`, minute, {
        id: id("pi", name),
        object: "payment_intent",
        ...money,
        amount_received: event === "succeeded" ? (changes.amount ?? PRICE) : 0,
        amount_capturable: event === "amount_capturable_updated" ? (changes.amount ?? PRICE) : 0,
        payment_method_types: ["card"],
        created: second(1),
        metadata: { order_id: orderId },
        ...changes,
      }),
    charge: (event, name, minute, changes = {}) =>
      message(`charge.${event}`, minute, {
        id: id("ch", name),
        object: "charge",
        ...money,
        payment_intent: id("pi", name),
        amount_captured: PRICE,
        amount_refunded: 0,
        captured: true,
        refunded: false,
        created: second(1),
        payment_method_details: { type: "card", card: {} },
        ...changes,
      }),
    session: (event, name, minute, changes = {}) =>
      message(`checkout.session.${event}`, minute, {
        id: id("cs", name),
        object: "checkout.session",
        mode: "payment",
        status: event === "expired" ? "expired" : "complete",
        payment_status: event === "expired" ? "unpaid" : "paid",
        amount_total: PRICE,
        currency: "eur",
        payment_intent: event === "expired" ? null : id("pi", name),
        payment_link: null,
        payment_method_types: ["card"],
        client_reference_id: orderId,
        created: second(1),
        ...changes,
      }),
    refund: (event, name, intent, minute, changes = {}) =>
      message(event, minute, {
        id: id("re", name),
        object: "refund",
        ...money,
        status: "succeeded",
        ...ofIntent(intent),
        ...changes,
      }),
    dispute: (event, name, intent, minute, changes = {}) =>
      message(`charge.dispute.${event}`, minute, {
        id: id("dp", name),
        object: "dispute",
        ...money,
        status: "needs_response",
        reason: "fraudulent",
        evidence_details: { due_by: second(60 * 24 * 7) },
        ...ofIntent(intent),
        ...changes,
      }),
    identity: (event, name, minute, changes = {}) =>
      message(`identity.verification_session.${event}`, minute, {
        id: id("vs", name),
        object: "identity.verification_session",
        status: event === "created" ? "requires_input" : event,
        created: second(1),
        last_error: null,
        last_verification_report: null,
        metadata: { order_id: orderId },
        ...changes,
      }),
    review: (event, name, minute, changes = {}) =>
      message(`review.${event}`, minute, {
        id: id("prv", name),
        object: "review",
        open: event === "opened",
        opened_reason: "rule",
        closed_reason: null,
        payment_intent: id("pi", name),
        created: second(2),
        ...changes,
      }),
  };
}

/** The fields of an identity check whose attempt failed. @param attempt names the attempt */
export function failedAs(code: string, attempt: string): Fields {
  return { last_error: { code, reason: "…" }, last_verification_report: `vr_${attempt}` };
}

/** The same event with these fields of its envelope, such as `account`. */
export function withEnvelope(message: StripeMessage, envelope: Fields): StripeMessage {
  return { ...message, envelope };
}

/**
 * Delivers these events in this order, signed, and works on each before the next one comes. The same event always has
 * the same id, so an event that comes twice is a repeat.
 */
export async function tell(shop: TestApp, messages: readonly StripeMessage[]): Promise<void> {
  for (const { type, created, object, envelope } of messages) {
    const id = `evt_${type}_${String(object.id)}_${created}`;
    const event = { id, object: "event", api_version: "2026-02-25", type, created, livemode: true };
    const body = JSON.stringify({ ...event, ...envelope, data: { object } });
    const answer = await deliverTo(shop.app, "stripe", body, signStripe(body));
    expect(answer.status).toBe(200);
    await shop.workInbox();
  }
}

import { describe, expect, test } from "vitest";
import { stripeTranslator } from "../../src/providers/connectors/stripe/translate.ts";
import { CREATED, readStripe } from "../support/stripe-messages.ts";

/** What an event says about a stage, in one line. */
function said(type: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const message = readStripe(type, { id: "obj_1", object: "an_object", ...changes });
  if (message.kind !== "report") return message.kind;
  const [fact, ...others] = message.facts;
  expect(others).toEqual([]);
  const { stage, status, waitingOn, reopens } = fact ?? {};
  return [stage, status, waitingOn ?? "nobody", reopens ? "reopens" : ""].join(" ").trim();
}

describe("an event of Stripe", () => {
  test.each([
    ["checkout.session.completed", { payment_status: "paid" }, "payment completed nobody"],
    ["checkout.session.completed", { payment_status: "unpaid" }, "payment in_progress provider"],
    ["checkout.session.expired", {}, "payment failed member"],
    ["checkout.session.async_payment_succeeded", {}, "payment completed nobody"],
    ["checkout.session.async_payment_failed", {}, "payment failed member"],
    ["payment_intent.processing", {}, "payment in_progress provider"],
    ["payment_intent.requires_action", {}, "payment waiting member"],
    ["payment_intent.payment_failed", {}, "payment failed member"],
    ["payment_intent.succeeded", {}, "payment completed nobody"],
    ["checkout.session.completed", { mode: "setup", payment_status: "paid" }, "ignored"],
    ["checkout.session.expired", { mode: "setup" }, "ignored"],
    [
      "checkout.session.completed",
      { payment_status: "unpaid", payment_method_types: ["boleto"] },
      "payment waiting member",
    ],
    ["payment_intent.partially_funded", {}, "payment waiting member"],
    ["payment_intent.amount_capturable_updated", {}, "payment in_progress operator"],
    ["payment_intent.amount_capturable_updated", { amount_capturable: 0 }, "ignored"],
    ["payment_intent.canceled", {}, "payment failed member"],
    ["payment_intent.canceled", { cancellation_reason: "abandoned" }, "payment failed member"],
    ["payment_intent.canceled", { cancellation_reason: "automatic" }, "payment failed member"],
    ["payment_intent.canceled", { cancellation_reason: "expired" }, "payment failed member"],
    ["payment_intent.canceled", { cancellation_reason: "duplicate" }, "payment failed nobody"],
    ["payment_intent.canceled", { cancellation_reason: "fraudulent" }, "payment failed operator"],
    [
      "payment_intent.canceled",
      { cancellation_reason: "requested_by_customer" },
      "payment failed operator",
    ],
    ["payment_intent.canceled", { cancellation_reason: "void_invoice" }, "payment failed operator"],
    [
      "payment_intent.canceled",
      { cancellation_reason: "failed_invoice" },
      "payment failed operator",
    ],
    ["payment_intent.canceled", { latest_charge: "ch_1" }, "payment failed operator"],
    [
      "payment_intent.canceled",
      { latest_charge: "ch_1", cancellation_reason: "automatic" },
      "payment failed operator",
    ],
    [
      "payment_intent.canceled",
      { latest_charge: "ch_1", last_payment_error: { code: "card_declined" } },
      "payment failed member",
    ],
    ["charge.pending", {}, "payment in_progress provider"],
    ["charge.succeeded", { captured: true }, "payment completed nobody"],
    ["charge.succeeded", { captured: false }, "payment in_progress operator"],
    ["charge.captured", {}, "payment completed nobody"],
    ["charge.failed", {}, "payment failed member"],
    ["charge.expired", {}, "payment failed operator"],
    ["charge.refunded", { refunded: true }, "payment failed operator reopens"],
    ["charge.refunded", { refunded: false }, "payment completed nobody"],
    ["charge.refunded", { refunded: true, captured: false, payment_intent: "pi_1" }, "ignored"],
    ["charge.refunded", { refunded: true, captured: false }, "payment failed operator"],
    ["refund.created", { status: "pending" }, "payment in_progress provider"],
    ["refund.created", { status: "requires_action" }, "payment in_progress provider"],
    ["refund.updated", { status: "succeeded" }, "payment in_progress provider"],
    ["refund.updated", { status: "canceled" }, "payment in_progress operator"],
    ["refund.failed", {}, "payment in_progress operator"],
    ["charge.refund.updated", { status: "failed" }, "payment in_progress operator"],
    ["refund.created", { reason: "expired_uncaptured_charge" }, "ignored"],
    ["invoice.paid", {}, "ignored"],
    ["invoice.paid", { metadata: { order_id: "ord_1" } }, "payment completed nobody"],
    ["invoice.payment_failed", { metadata: { order_id: "ord_1" } }, "payment failed member"],
    ["charge.dispute.created", { status: "needs_response" }, "payment failed operator reopens"],
    [
      "charge.dispute.created",
      { status: "warning_needs_response" },
      "payment in_progress operator",
    ],
    ["charge.dispute.closed", { status: "won" }, "payment completed nobody"],
    ["charge.dispute.closed", { status: "lost" }, "payment failed operator reopens"],
    ["charge.dispute.closed", { status: "warning_closed" }, "payment in_progress provider"],
    ["charge.dispute.updated", { status: "warning_under_review" }, "payment in_progress operator"],
    ["charge.dispute.updated", { status: "under_review" }, "payment failed operator reopens"],
    [
      "charge.dispute.updated",
      { status: "appeal_needs_response" },
      "payment failed operator reopens",
    ],
    [
      "charge.dispute.updated",
      { status: "appeal_under_review" },
      "payment failed operator reopens",
    ],
    [
      "charge.dispute.funds_withdrawn",
      { status: "needs_response" },
      "payment failed operator reopens",
    ],
    ["charge.dispute.funds_reinstated", { status: "won" }, "payment completed nobody"],
    ["charge.dispute.closed", { status: "charge_refunded" }, "payment in_progress provider"],
    ["charge.dispute.closed", { status: "prevented" }, "payment in_progress provider"],
    [
      "charge.dispute.closed",
      { status: "prevented", balance_transactions: [{ amount: -100 }] },
      "payment failed operator reopens",
    ],
    ["charge.dispute.updated", { status: "a_new_one" }, "payment in_progress operator"],
    [
      "charge.dispute.updated",
      { status: "a_new_one", balance_transactions: [{ amount: -100 }] },
      "payment failed operator reopens",
    ],
    ["identity.verification_session.processing", {}, "verification in_progress provider"],
    [
      "identity.verification_session.requires_input",
      { last_error: { code: "document_expired" } },
      "verification failed member",
    ],
    ["identity.verification_session.requires_input", {}, "verification waiting member"],
    ["identity.verification_session.verified", {}, "verification completed nobody"],
    ["identity.verification_session.canceled", {}, "verification failed operator"],
    ["review.opened", {}, "verification waiting operator"],
    ["review.closed", { closed_reason: "approved" }, "verification completed nobody"],
    ["review.closed", { closed_reason: "refunded_as_fraud" }, "verification failed operator"],
    ["review.closed", { closed_reason: "redacted" }, "verification completed nobody"],
    ["review.closed", { closed_reason: "a_new_one" }, "ignored"],
    ["customer.updated", {}, "ignored"],
  ] as const)("%s with %j says: %s", (type, changes, expected) => {
    expect(said(type, changes)).toBe(expected);
  });

  test("names its order, the attempt, the step, and Stripe's own time", () => {
    const message = readStripe("payment_intent.requires_action", {
      id: "pi_1",
      object: "payment_intent",
      latest_charge: "ch_1",
      metadata: { order_id: "ord_1" },
      next_action: { type: "redirect_to_url" },
    });
    expect(message).toMatchObject({
      orderId: "ord_1",
      references: [
        { id: "pi_1", asks: "payment" },
        { id: "ch_1", asks: null },
      ],
      facts: [
        {
          note: "The member has a step to take: redirect_to_url",
          occurredAt: CREATED * 1000,
          sourceEventId: "evt_1",
          details: { attempt: "ch_1", step: "redirect_to_url" },
        },
      ],
    });
  });

  test.each([
    ["no JSON", "{"],
    ["no event", "{}"],
    ["an event of the year 9999", JSON.stringify({ id: "e", type: "t", created: 253e9, data: {} })],
    ["no UTF-8", "\u00ff"],
  ])("that is %s is reported as unreadable, and breaks nothing", (_name, text) => {
    const body = Buffer.from(text, "latin1");
    const message = stripeTranslator([])({ body, eventId: "e", signedAt: null, receivedAt: 0 });
    expect(message.kind).toBe("unreadable");
  });
});

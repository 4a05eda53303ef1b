import type { ProviderMessage } from "@followthrough/core/domain";
import { describe, expect, test } from "vitest";
import { translateStripe } from "../../src/connectors/stripe/translate.ts";

const CREATED = 1_772_359_200;

function translate(type: string, object: Readonly<Record<string, unknown>>): ProviderMessage {
  const envelope = { id: "evt_1", type, created: CREATED };
  const body = Buffer.from(JSON.stringify({ ...envelope, data: { object } }));
  return translateStripe({ body, eventId: "evt_1", signedAt: null, receivedAt: 0 });
}

/** What is said of a stage, in one line. */
function said(type: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const message = translate(type, { id: "obj_1", object: type.replace(/\.\w+$/, ""), ...changes });
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
    ["payment_intent.canceled", {}, "payment failed member"],
    ["charge.refunded", { refunded: true }, "payment failed operator reopens"],
    ["charge.refunded", { refunded: false }, "ignored"],
    ["charge.dispute.created", { status: "needs_response" }, "payment failed operator reopens"],
    ["charge.dispute.created", { status: "warning_needs_response" }, "ignored"],
    ["charge.dispute.closed", { status: "won" }, "payment completed nobody"],
    ["charge.dispute.closed", { status: "lost" }, "payment failed operator reopens"],
    ["charge.dispute.closed", { status: "warning_closed" }, "ignored"],
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
    ["review.closed", { closed_reason: "redacted" }, "ignored"],
    ["customer.updated", {}, "ignored"],
  ] as const)("%s with %j says: %s", (type, changes, expected) => {
    expect(said(type, changes)).toBe(expected);
  });

  test("names its order, the attempt, the step, and Stripe's own time", () => {
    const message = translate("payment_intent.requires_action", {
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
  ])("that is %s is told to be unreadable, and breaks nothing", (_name, text) => {
    const body = Buffer.from(text, "latin1");
    const message = translateStripe({ body, eventId: "e", signedAt: null, receivedAt: 0 });
    expect(message.kind).toBe("unreadable");
  });
});

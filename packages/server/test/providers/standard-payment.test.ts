import { describe, expect, test } from "vitest";
import type { TranslatedMessage } from "../../src/providers/connectors/connector.ts";
import { translateStandard } from "../../src/providers/connectors/standard/translate.ts";

const AT = "2026-03-01T10:00:00Z";
const NOW = Date.parse(AT);
const PAYMENT = { reference: "pay_1", state: "captured", captured: 12_900, currency: "EUR" };
const STAGE = { orderId: "ord_1", stage: "payment", status: "completed" };
const ORDER = {
  orderNumber: "1",
  memberId: null,
  total: { amount: 12_900, currency: "EUR" },
  items: [],
};

function read(type: string, data: Readonly<Record<string, unknown>>): TranslatedMessage {
  const body = Buffer.from(JSON.stringify({ type, timestamp: AT, data }));
  return translateStandard({ body, eventId: "msg_1", signedAt: null, receivedAt: 0 });
}

describe("a stage that a backend reports", () => {
  test("brings its payment, as of the message's own time", () => {
    expect(read("stage.reported", { ...STAGE, payment: PAYMENT })).toMatchObject({
      facts: [
        {
          stage: "payment",
          status: "completed",
          sourceEventId: "msg_1",
          payments: [
            { account: "", reference: "pay_1", asOf: NOW, snapshot: { captured: 12_900 } },
          ],
        },
      ],
    });
  });

  test("says nothing of payments without one", () => {
    const message = read("stage.reported", STAGE);
    expect(message.kind === "report" && message.facts[0]).not.toHaveProperty("payments");
  });

  test.each([
    [{ ...STAGE, payment: { ...PAYMENT, captured: undefined } }, "/data/payment/captured is"],
    [
      { ...STAGE, stage: "fulfillment", payment: PAYMENT },
      "/data/payment belongs to the stage payment",
    ],
    [{ ...STAGE, payment: { ...PAYMENT, nextStep: { kind: "sing" } } }, "/data/payment/nextStep"],
  ])("is dead with a reason that names the field: %j", (data, reason) => {
    const message = read("stage.reported", data);
    expect(message.kind).toBe("unreadable");
    expect("reason" in message && message.reason).toContain(reason);
  });
});

describe("an order that a backend reports", () => {
  test("is passed on as the body of the request that places it, whatever that takes", () => {
    const order = {
      ...ORDER,
      memberId: "ada",
      terms: { kind: "invoice", dueAt: AT },
      test: true,
      redeemPoints: 60,
      pointsValue: { amount: 600, currency: "EUR" },
      providerReferences: [{ provider: "stripe", reference: "pi_1234567890" }],
    };
    expect(read("order.placed", { orderId: "ord_1", order })).toMatchObject({
      orderId: "ord_1",
      placed: { order, reportedAt: NOW },
    });
  });
});

import { InboxPage, WebhookReceipt } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { PAID } from "../support/stripe-messages.ts";
import { deliverTo, signStandard, signStripe, stripeEvent } from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

function paid(orderId: string, id: string): string {
  const object = { id: `pi_${id}`, object: "payment_intent", metadata: { order_id: orderId } };
  return stripeEvent("payment_intent.succeeded", { ...object, ...PAID }, { id });
}

async function deliverStripe(body: string) {
  const answer = await deliverTo(shop.app, "stripe", body, signStripe(body));
  expect(answer.status).toBe(200);
  return WebhookReceipt.parse(answer.body);
}

async function inbox(query: string) {
  const { body } = await shop.api.get(`/webhooks/inbox?${query}`);
  return InboxPage.parse(body).items;
}

describe("a provider's message", () => {
  test("is kept, then applied, and its timeline entry names it", async () => {
    await shop.api.putOrder("walked");

    const { inboxId, repeated } = await deliverStripe(paid("walked", "evt_walk"));
    expect(repeated).toBe(false);
    expect((await shop.api.read("walked")).version).toBe(1);
    await shop.workInbox();

    const { currentStage, events } = await shop.api.read("walked");
    expect(currentStage).toBe("verification");
    expect(events.at(-1)).toMatchObject({
      source: "stripe",
      sourceEventId: "evt_walk",
      actor: "webhook",
      inboxId,
      note: "The payment succeeded",
    });
    expect(await inbox("orderId=walked")).toMatchObject([
      { inboxId, state: "applied", type: "payment_intent.succeeded", deliveries: 1 },
    ]);
  });

  test("that comes eight times at once is kept once, applied once, and answered with 200 each time", async () => {
    await shop.api.putOrder("eightfold");
    const body = paid("eightfold", "evt_eight");

    const receipts = await Promise.all(Array.from({ length: 8 }, () => deliverStripe(body)));
    await shop.workInbox();

    expect(new Set(receipts.map(({ inboxId }) => inboxId)).size).toBe(1);
    expect(receipts.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await inbox("orderId=eightfold")).toMatchObject([{ deliveries: 8, state: "applied" }]);
    expect((await shop.api.read("eightfold")).version).toBe(2);
  });

  test("gets its own receipt among two hundred that come at once, some of them twice", async () => {
    const numbers = Array.from({ length: 100 }, (_, at) => at);
    const twice = [...numbers, ...numbers];
    const receipts = await Promise.all(
      twice.map((at) => deliverStripe(paid(`crowd-${at}`, `evt_crowd_${at}`))),
    );
    const rows = await shop.sql(
      "select inbox_id, event_id, deliveries from webhook_inbox where event_id like 'evt_crowd_%'",
    );
    const idOf = new Map(rows.map((row) => [row.event_id, row.inbox_id]));
    expect(rows.map(({ deliveries }) => deliveries)).toEqual(numbers.map(() => 2));
    expect(receipts.map(({ inboxId }) => inboxId)).toEqual(
      twice.map((at) => idOf.get(`evt_crowd_${at}`)),
    );
    await shop.workInbox();
  });

  test("about an unknown order is parked, and is applied when the order is reported", async () => {
    await deliverStripe(paid("awaited", "evt_wait"));
    await shop.workInbox();
    expect(await inbox("state=parked&orderId=awaited")).toHaveLength(1);

    await shop.api.putOrder("awaited");

    expect((await shop.api.read("awaited")).currentStage).toBe("verification");
    expect(await inbox("orderId=awaited")).toMatchObject([{ state: "applied", reason: null }]);
  });

  test("from the shop's own backend reports and cancels an order, in any sequence", async () => {
    const total = { amount: 4200, currency: "EUR" };
    const order = { orderNumber: "7", memberId: "own-member", total, items: [] };
    const timestamp = "2026-03-01T10:00:00Z";
    const say = async (id: string, message: object) => {
      const body = JSON.stringify({ timestamp, ...message });
      const answer = await deliverTo(shop.app, "standard", body, signStandard(body, { id }));
      expect(answer.status).toBe(200);
      await shop.workInbox();
    };
    await say("msg_c", { type: "order.cancelled", data: { orderId: "own", reason: "Too late" } });
    expect(await inbox("orderId=own")).toMatchObject([{ state: "parked" }]);

    await say("msg_p", { type: "order.placed", data: { orderId: "own", order } });

    const { status, events } = await shop.api.read("own");
    expect(status).toBe("cancelled");
    expect(events.at(-1)).toMatchObject({ kind: "cancelled", note: "Too late", actor: "webhook" });
    expect((await inbox("orderId=own")).map(({ state }) => state)).toEqual(["applied", "applied"]);
  });
});

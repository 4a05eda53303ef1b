import { InboxMessage, Order } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startTestApp, type TestApp } from "../support/app.ts";
import { loyaltyOf, putPoints } from "../support/loyalty.ts";
import { expectWhole } from "../support/paid-orders.ts";
import { deliverTo, signStandard } from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

const ORDER = {
  orderNumber: "7",
  memberId: "ada",
  total: { amount: 4200, currency: "EUR" },
  items: [],
  redeemPoints: 60,
  pointsValue: { amount: 600, currency: "EUR" },
};

/** Delivers the message as the shop's own backend sends it. @returns what the inbox says of it */
async function place(
  orderId: string,
  changes: Readonly<Record<string, unknown>> = {},
  id = `msg_${orderId}`,
) {
  const timestamp = new Date().toISOString();
  const data = { orderId, order: { ...ORDER, ...changes } };
  const body = JSON.stringify({ type: "order.placed", timestamp, data });
  await deliverTo(shop.app, "standard", body, signStandard(body, { id }));
  await shop.workInbox();
  const answer = await shop.api.get(`/webhooks/inbox?orderId=${orderId}`);
  const { items } = z.object({ items: z.array(InboxMessage) }).parse(answer.body);
  return items.find(({ eventId }) => eventId === id);
}

describe("an order that a backend places by webhook", () => {
  test("redeems points, as with a request", async () => {
    await putPoints(shop, "ada", 100);

    const told = await place("by-hook");

    expect(told).toMatchObject({ state: "applied", reason: null });
    const order = Order.parse((await shop.api.get("/orders/by-hook")).body);
    expect(order).toMatchObject({ redeemPoints: 60, pointsValue: { amount: 600 } });
    expect((await shop.api.read("by-hook")).loyaltyHold).toMatchObject({ state: "active" });
    expect((await loyaltyOf(shop, "ada")).balance).toMatchObject({ pending: 60 });
  });

  test("is placed once if the message is applied twice", async () => {
    await putPoints(shop, "bea", 100);
    await place("twice", { memberId: "bea" });

    const told = await place("twice", { memberId: "bea" }, "msg_twice_again");

    expect(told).toMatchObject({ state: "applied", reason: null });
    expect((await loyaltyOf(shop, "bea")).balance).toMatchObject({ pending: 60 });
  });

  test("is not lost if its member has too few points: the hold is refused, and the inbox says so", async () => {
    await shop.api.putMember("cem");

    const told = await place("poor", { memberId: "cem" });

    expect(told).toMatchObject({
      state: "applied",
      reason: "The member has fewer points available",
    });
    const order = await shop.api.read("poor");
    expect(order.stages[2]).toMatchObject({
      status: "failed",
      note: "60 points could not be held",
    });
  });

  test("is found by the provider's objects that it names", async () => {
    const reference = "pi_1AbCdEfGhIjKlMnOpQrStUvW";
    await place("linked", {
      redeemPoints: 0,
      providerReferences: [{ provider: "stripe", reference }],
    });

    const rows = await shop.sql("select order_id from provider_references where reference = $1", [
      reference,
    ]);
    expect(rows).toEqual([{ order_id: "linked" }]);
  });

  test("is dead with the reason if the same request would be refused", async () => {
    await putPoints(shop, "dora", 100);
    await place("fixed", { memberId: "dora" });

    const told = await place("fixed", { memberId: "dora", redeemPoints: 70 }, "msg_other");

    expect(told).toMatchObject({ state: "dead" });
    expect(told?.reason).toMatch(/requires/);
  });

  test("is dead with the place of a line in another currency", async () => {
    const line = { title: "Stool", quantity: 1, unitPrice: { amount: 1, currency: "USD" } };
    await place("mixed", { items: [line] });
    const { body } = await shop.api.get("/webhooks/inbox?state=dead");
    const { items } = z.object({ items: z.array(InboxMessage) }).parse(body);
    expect(items.find(({ eventId }) => eventId === "msg_mixed")).toMatchObject({
      type: "order.placed",
      orderId: "mixed",
      reason: "/data/order/items/0/unitPrice/currency must be in the currency of the total",
    });
  });
});

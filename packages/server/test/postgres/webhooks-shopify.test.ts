import { Order } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { HAS_FIXTURES, shopifyPayload, tellOfFixtures } from "../support/fixtures.ts";
import { deliverTo, signShopify } from "../support/webhooks.ts";

tellOfFixtures("webhooks-shopify.test.ts");
let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

/** Shopify's example with these fields changed in its text, so that no number is read on the way. */
function body(name: string, id: string, changes: Readonly<Record<string, string>> = {}): string {
  let text = shopifyPayload(name).body.replaceAll("820982911946154500", id);
  for (const [field, value] of Object.entries(changes)) {
    const pattern = new RegExp(`("${field}":\\s*)(null|"[^"]*")`);
    if (!pattern.test(text)) throw new Error(`There is no ${field}`);
    text = text.replace(pattern, `$1${value}`);
  }
  return text;
}

async function say(text: string, topic = ""): Promise<void> {
  const answer = await deliverTo(shop.app, "shopify", text, signShopify(text, {}, topic));
  expect(answer.status).toBe(200);
  await shop.workInbox();
}

async function orderOf(orderId: string) {
  return Order.parse((await shop.api.get(`/orders/${orderId}`)).body);
}

const OPEN = { cancelled_at: "null", financial_status: '"pending"' };
const PAID = { cancelled_at: "null", financial_status: '"paid"' };

describe.skipIf(!HAS_FIXTURES)("an order of Shopify", () => {
  test("brings the order and its member, under its id digit for digit", async () => {
    // Beyond 2^53: read as a number, the last digits are others.
    await say(body("orders-create", "820982911946154508", OPEN), "orders/create");

    const orderId = "shopify:820982911946154508";
    expect(await orderOf(orderId)).toMatchObject({
      orderId,
      orderNumber: "#9999",
      memberId: "shopify:115310627314723950",
      email: "jon@example.com",
      total: { amount: 40_495, currency: "USD" },
      requires: { verification: false, loyaltyHold: false },
      placedAt: "2022-01-01T00:00:00.000Z",
    });
    const members = await shop.sql("select * from members");
    expect(members).toMatchObject([
      { member_id: "shopify:115310627314723950", email: "john@example.com", name: "John Smith" },
    ]);
    expect(await shop.api.read(orderId)).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "member",
    });
  });

  test("that is created is not paid because its unsigned topic says so", async () => {
    await say(body("orders-create", "1001", OPEN), "orders/paid");
    expect((await shop.api.read("shopify:1001")).currentStage).toBe("payment");
  });

  test("is paid by its body, once, whichever of its messages says so", async () => {
    await say(body("orders-create", "1002", OPEN), "orders/create");
    await say(body("orders-paid", "1002", PAID), "orders/create");
    await say(body("orders-updated", "1002", { ...PAID, note: '"Ring twice"' }), "orders/updated");

    const { currentStage, version } = await shop.api.read("shopify:1002");
    expect([currentStage, version]).toEqual(["fulfillment", 5]);
  });

  test("that is cancelled in its body is called off", async () => {
    await say(body("orders-cancelled", "1003"), "orders/updated");
    const { status, events } = await shop.api.read("shopify:1003");
    expect(status).toBe("cancelled");
    expect(events.at(-1)).toMatchObject({ kind: "cancelled", actor: "webhook" });
    expect(events.at(-1)?.inboxId).toEqual(expect.any(String));
  });

  test("that is fulfilled is completed, and one parcel alone does not complete it", async () => {
    await say(body("orders-paid", "1004", PAID));
    await say(body("fulfillments-create", "1004", { status: '"success"' }));
    expect(await shop.api.read("shopify:1004")).toMatchObject({
      currentStage: "fulfillment",
      status: "in_progress",
      waitingOn: "provider",
    });
    await say(body("orders-fulfilled", "1004", { ...PAID, fulfillment_status: '"fulfilled"' }));
    expect((await shop.api.read("shopify:1004")).currentStage).toBe("completed");
  });

  test("whose older message comes later keeps what the newer one said", async () => {
    const newer = { ...OPEN, updated_at: '"2022-01-03T00:00:00Z"', total_price: '"300.00"' };
    const older = { ...OPEN, updated_at: '"2022-01-02T00:00:00Z"', total_price: '"200.00"' };
    await say(body("orders-updated", "1005", newer));
    await say(body("orders-create", "1005", older));
    expect((await orderOf("shopify:1005")).total.amount).toBe(30_000);
  });

  test("that is not known waits with its refund and parcel, and has them when it comes", async () => {
    await say(body("refunds-create", "1006"), "refunds/create");
    await say(body("fulfillments-update", "1006", { status: '"success"' }));
    await say(body("orders-paid", "1006", PAID));
    const { currentStage, status, events } = await shop.api.read("shopify:1006");
    expect([currentStage, status]).toEqual(["fulfillment", "in_progress"]);
    expect(events.map(({ note }) => note)).toContain("Money was given back");
    expect(await shop.sql("select * from parked_facts")).toEqual([]);
  });
});

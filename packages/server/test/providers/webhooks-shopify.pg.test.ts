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

/** Shopify's example with these fields changed in its text, so that no number is parsed. */
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
  test("brings the order and its member, with all digits of its id", async () => {
    // Beyond 2^53: parsed as a number, the last digits would change.
    await say(body("orders-create", "820982911946154508", OPEN), "orders/create");

    const orderId = "shopify:820982911946154508";
    expect(await orderOf(orderId)).toMatchObject({
      orderId,
      orderNumber: "#9999",
      memberId: "shopify:115310627314723950",
      email: "jon@example.com",
      total: { amount: 41_495, currency: "USD" },
      requires: { verification: false, loyaltyHold: false },
      placedAt: "2022-01-01T00:00:00.000Z",
    });
    const members = await shop.sql("select * from members");
    expect(members).toMatchObject([
      { member_id: "shopify:115310627314723950", email: "john@example.com", name: "John Smith" },
    ]);
    expect(await shop.api.read(orderId)).toMatchObject({
      currentStage: "payment",
      // It names a gateway: the shopper has paid, and the provider has not answered yet.
      status: "in_progress",
      waitingOn: "provider",
    });
  });

  test("whose payment was not begun waits on the member", async () => {
    const text = body("orders-create", "1007", OPEN).replace(
      /("payment_gateway_names":\s*)\[[^\]]*\]/,
      "$1[]",
    );
    await say(text, "orders/create");
    expect(await shop.api.read("shopify:1007")).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "member",
    });
  });

  test("has each refund once, whichever of its messages brings it", async () => {
    await say(body("orders-paid", "1009", PAID));
    const refund = body("refunds-create", "1009");
    await say(refund, "refunds/create");
    const withRefund = body("orders-updated", "1009", {
      ...PAID,
      updated_at: '"2022-01-05T00:00:00Z"',
    }).replace(/"refunds":\s*\[\]/, `"refunds": [${refund}]`);
    await say(withRefund, "orders/updated");
    const { events } = await shop.api.read("shopify:1009");
    const given = events.filter(({ note }) => note === "Money was given back");
    expect(given.map(({ sourceEventId }) => sourceEventId)).toEqual([
      "1009/refund/245135271310201180/succeeded",
      "1009/refund/839212141605670500/succeeded",
    ]);
  });

  test("that was deleted is cancelled", async () => {
    await say(body("orders-create", "1008", OPEN), "orders/create");
    await say('{"id": 1008}', "orders/delete");
    const { status, events } = await shop.api.read("shopify:1008");
    expect([status, events.at(-1)?.note]).toEqual(["cancelled", "Deleted in Shopify"]);
  });

  test("that is created is not paid, even if its unsigned topic says so", async () => {
    await say(body("orders-create", "1001", OPEN), "orders/paid");
    expect((await shop.api.read("shopify:1001")).currentStage).toBe("payment");
  });

  test("is paid once, by the body of any of its messages", async () => {
    await say(body("orders-create", "1002", OPEN), "orders/create");
    await say(body("orders-paid", "1002", PAID), "orders/create");
    const later = { ...PAID, note: '"Ring twice"', updated_at: '"2022-01-05T00:00:00Z"' };
    await say(body("orders-updated", "1002", later), "orders/updated");

    const { currentStage, version } = await shop.api.read("shopify:1002");
    expect([currentStage, version]).toEqual(["fulfillment", 5]);
    const dead = await shop.sql("select * from webhook_inbox where state = 'dead'");
    expect(dead).toEqual([]);
  });

  test("that is cancelled in its body is cancelled here", async () => {
    await say(body("orders-cancelled", "1003"), "orders/updated");
    const { status, events } = await shop.api.read("shopify:1003");
    expect(status).toBe("cancelled");
    expect(events.at(-1)).toMatchObject({ kind: "cancelled", actor: "webhook" });
    expect(events.at(-1)?.inboxId).toEqual(expect.any(String));
  });

  test("that is fulfilled is completed, but a single shipment does not complete it", async () => {
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

  test("keeps what the newer message said when an older one comes later", async () => {
    const newer = {
      ...OPEN,
      updated_at: '"2022-01-03T00:00:00Z"',
      current_total_price: '"300.00"',
    };
    const older = {
      ...OPEN,
      updated_at: '"2022-01-02T00:00:00Z"',
      current_total_price: '"200.00"',
    };
    await say(body("orders-updated", "1005", newer));
    await say(body("orders-create", "1005", older));
    expect((await orderOf("shopify:1005")).total.amount).toBe(30_000);
  });

  test("that is unknown has its refund and shipment parked, and gets them when it is reported", async () => {
    await say(body("refunds-create", "1006"), "refunds/create");
    await say(body("fulfillments-update", "1006", { status: '"success"' }));
    await say(body("orders-paid", "1006", PAID));
    const { currentStage, status, events } = await shop.api.read("shopify:1006");
    expect([currentStage, status]).toEqual(["fulfillment", "in_progress"]);
    expect(events.map(({ note }) => note)).toContain("Money was given back");
    expect(await shop.sql("select * from parked_facts")).toEqual([]);
  });
});

import { Order } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { putPoints } from "../support/loyalty.ts";
import { expectWhole } from "../support/paid-orders.ts";
import { sayShopify, shopifyOrder } from "../support/shopify-calls.ts";

const PLACED_AT = "2026-03-01T10:00:00.000Z";
/** After whatever the shop states during this test. */
const LATER = new Date(Date.now() + 60_000).toISOString();
const EUR = (amount: number) => ({ amount, currency: "EUR" });

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

async function orderOf(orderId: string): Promise<Order> {
  return Order.parse((await shop.api.get(`/orders/${orderId}`)).body);
}

/** The shop's own statement about an order of Shopify. */
async function state(orderId: string, changes: object): Promise<Order> {
  const { orderNumber, memberId, email, total, items } = await orderOf(orderId);
  const whole = { orderNumber, memberId, email, total, items, ...changes };
  const answer = await shop.api.put(`/orders/${orderId}`, whole);
  expect(answer.status).toBe(200);
  return Order.parse(answer.body);
}

/** They are to be delivered, so the order stays open until they are. */
const GOODS = [
  { title: "Stool", quantity: 1, current_quantity: 1, price: "100.00", requires_shipping: true },
];

/** What only the shop knows of an order that Shopify brought. */
const STATED = {
  promisedBy: "2026-12-20T22:00:00.000Z",
  pointsValue: EUR(500),
  attributes: { gift: true },
  terms: { kind: "invoice", dueAt: "2026-12-31T00:00:00.000Z" },
  test: true,
  timeZone: "Europe/Berlin",
  locale: "de-DE",
  discount: 100,
  shipping: 300,
  tax: { amount: 50, included: true },
  memberId: "ada",
  email: "ada@shoppers.example",
  channel: "catalog",
  statusUrl: "https://shop.example/account/7",
} as const;

describe("the next message of Shopify", () => {
  test("leaves what Shopify can't know as the shop has stated it", async () => {
    // A phone order: no address, no language, no page.
    const bare = { email: null, source_name: null, order_status_url: null, line_items: GOODS };
    await sayShopify(shop, shopifyOrder(9601, PLACED_AT, bare));
    const stated = await state("shopify:9601", STATED);
    expect(stated).toMatchObject(STATED);

    const next = { ...bare, updated_at: LATER, name: "#9601-B" };
    await sayShopify(shop, shopifyOrder(9601, PLACED_AT, next));
    expect(await orderOf("shopify:9601")).toEqual({ ...stated, orderNumber: "#9601-B" });
    expect(await shop.api.read("shopify:9601")).toMatchObject({ promisedBy: STATED.promisedBy });
  });

  test("says what Shopify does know, and amounts of another currency go with it", async () => {
    await sayShopify(shop, shopifyOrder(9602, PLACED_AT, { line_items: GOODS }));
    await state("shopify:9602", STATED);
    const next = {
      line_items: GOODS,
      updated_at: LATER,
      email: "new@shoppers.example",
      currency: "USD",
      presentment_currency: "USD",
      billing_address: { country_code: "JP", province_code: null, zip: null },
      customer_locale: "ja-JP",
      payment_gateway_names: ["Cash on Delivery (COD)"],
    };
    await sayShopify(shop, shopifyOrder(9602, PLACED_AT, next));
    expect(await orderOf("shopify:9602")).toMatchObject({
      email: "new@shoppers.example",
      total: { amount: 10_000, currency: "USD" },
      timeZone: "Asia/Tokyo",
      locale: "ja-JP",
      channel: "web",
      statusUrl: "https://shop.example/orders/abc",
      terms: { kind: "on_delivery", dueAt: null },
      discount: null,
      shipping: null,
      tax: null,
      pointsValue: null,
      promisedBy: STATED.promisedBy,
    });
  });

  test("names another customer of Shopify's own, but not instead of the shop's member", async () => {
    const by = (id: number) => ({ customer: { id, email: `c${id}@shoppers.example` } });
    await sayShopify(shop, shopifyOrder(9603, PLACED_AT, by(1)));
    await sayShopify(shop, shopifyOrder(9603, PLACED_AT, { ...by(2), updated_at: LATER }));
    expect((await orderOf("shopify:9603")).memberId).toBe("shopify:2");
    await state("shopify:9603", { memberId: "ada" });
    const last = { ...by(2), updated_at: LATER, name: "#9603-B" };
    await sayShopify(shop, shopifyOrder(9603, PLACED_AT, last));
    expect(await orderOf("shopify:9603")).toMatchObject({
      orderNumber: "#9603-B",
      memberId: "ada",
    });
  });

  test("leaves an order with the member whose points it redeems", async () => {
    await putPoints(shop, "shopify:3", 500);
    const order = { orderNumber: "9604", memberId: "shopify:3", redeemPoints: 500 };
    await shop.api.putOrder("shopify:9604", { ...order, pointsValue: EUR(500) });
    const other = { customer: { id: 4, email: "c4@shoppers.example" }, updated_at: LATER };
    await sayShopify(shop, shopifyOrder(9604, PLACED_AT, other));
    expect(await orderOf("shopify:9604")).toMatchObject({
      memberId: "shopify:3",
      redeemPoints: 500,
      pointsValue: EUR(500),
    });
  });
});

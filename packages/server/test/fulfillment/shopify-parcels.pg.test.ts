import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectWhole, standingOf } from "../support/paid-orders.ts";
import { ORDER } from "../support/shopify-bodies.ts";
import { deliverTo, signShopify } from "../support/webhooks.ts";

type Fields = Readonly<Record<string, unknown>>;

const BEGUN = Math.floor(Date.now() / 1000) * 1000 - 3 * 60 * 60_000;
const at = (minute: number) => new Date(BEGUN + minute * 60_000).toISOString();

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

let messages = 0;

async function say(bodies: readonly Fields[]): Promise<void> {
  for (const body of bodies) {
    const text = JSON.stringify(body);
    messages += 1;
    const headers = signShopify(text, { id: `message-${messages}` });
    expect((await deliverTo(shop.app, "shopify", text, headers)).status).toBe(200);
    await shop.workInbox();
  }
}

/** An order of EUR 100.00 that is paid, as its body is at this minute. */
function order(id: number, minute: number, changes: Fields = {}): Fields {
  return {
    ...ORDER,
    id,
    name: `#${id}`,
    order_number: id,
    email: "ada@shoppers.example",
    created_at: at(0),
    processed_at: at(0),
    updated_at: at(minute),
    financial_status: "paid",
    payment_gateway_names: ["shopify_payments"],
    total_outstanding: "0.00",
    ...changes,
  };
}

/** A shipment of the order, made and changed at these minutes. */
function shipment(order: number, id: number, madeAt: number, changedAt: number, said: Fields = {}) {
  return {
    id,
    order_id: order,
    status: "success",
    shipment_status: null,
    created_at: at(madeAt),
    updated_at: at(changedAt),
    tracking_company: "DHL Express",
    tracking_number: `JD${id}`,
    tracking_numbers: [`JD${id}`],
    tracking_url: `https://track.example/${id}`,
    tracking_urls: [`https://track.example/${id}`],
    ...said,
  };
}

/** Tells the story to three orders: forwards, backwards, and from its middle with every message twice. */
async function inEveryOrder(first: number, story: (id: number) => readonly Fields[]) {
  const arrivals = [
    (all: readonly Fields[]) => all,
    (all: readonly Fields[]) => all.toReversed(),
    (all: readonly Fields[]) => [...all.slice(2), ...all.slice(0, 2), ...all],
  ];
  const told = [];
  for (const [nth, arrange] of arrivals.entries()) {
    const id = first + nth;
    await say(arrange(story(id)));
    const { currentStage, status, escalations } = await standingOf(shop, `shopify:${id}`);
    const { parcels } = await shop.api.read(`shopify:${id}`);
    told.push({ currentStage, status, escalations, parcels });
  }
  const [standing, ...others] = told;
  for (const other of others) expect(other).toEqual(standing);
  return standing;
}

const FULFILLED = { fulfillment_status: "fulfilled" };

describe("a parcel of Shopify", () => {
  test("comes with the order or on its own, with the carrier's page", async () => {
    const standing = await inEveryOrder(100, (id) => [
      order(id, 1),
      shipment(id, 1, 2, 2),
      order(id, 3, { ...FULFILLED, fulfillments: [shipment(id, 1, 2, 2)] }),
      shipment(id, 1, 2, 60, { shipment_status: "delivered" }),
    ]);
    expect(standing).toMatchObject({
      currentStage: "completed",
      escalations: [],
      parcels: [
        {
          source: "shopify",
          reference: "1",
          state: "delivered",
          carrier: "DHL Express",
          trackingNumber: "JD1",
          trackingUrl: "https://track.example/1",
          since: at(60),
          shippedAt: at(2),
        },
      ],
    });
  });

  test("that is called off after the end is an operator's, until the order is fulfilled again", async () => {
    const off = shipment(1, 1, 2, 10, { status: "cancelled" });
    const story = (id: number) => [
      order(id, 1),
      order(id, 3, { ...FULFILLED, fulfillments: [shipment(id, 1, 2, 2)] }),
      { ...off, order_id: id },
      order(id, 11, { fulfillments: [{ ...off, order_id: id }] }),
    ];
    expect(await inEveryOrder(200, story)).toMatchObject({
      currentStage: "completed",
      escalations: ["fulfillment_failed"],
      parcels: [{ state: "cancelled" }],
    });
    const part = (id: number) => [
      ...story(id),
      order(id, 21, {
        fulfillment_status: "partial",
        fulfillments: [{ ...off, order_id: id }, shipment(id, 2, 20, 20)],
      }),
    ];
    expect(await inEveryOrder(210, part)).toMatchObject({ escalations: ["fulfillment_failed"] });
    const again = (id: number) => [
      ...part(id),
      order(id, 31, {
        ...FULFILLED,
        fulfillments: [{ ...off, order_id: id }, shipment(id, 2, 20, 20), shipment(id, 3, 30, 30)],
      }),
    ];
    expect(await inEveryOrder(220, again)).toMatchObject({
      currentStage: "completed",
      escalations: [],
    });
  });

  test("that leaves before the money comes is an operator's", async () => {
    const unpaid = { financial_status: "pending", total_outstanding: "100.00" };
    const early = await inEveryOrder(300, (id) => [
      order(id, 1, unpaid),
      shipment(id, 1, 2, 2),
      order(id, 3, { ...unpaid, ...FULFILLED, fulfillments: [shipment(id, 1, 2, 2)] }),
    ]);
    expect(early).toMatchObject({ currentStage: "payment", escalations: ["shipped_unpaid"] });
  });

  test("that a service still prepares is nobody's turn here", async () => {
    const standing = await inEveryOrder(400, (id) => [
      order(id, 1),
      shipment(id, 1, 2, 2, { status: "pending" }),
      shipment(id, 1, 2, 3, { status: "open" }),
    ]);
    expect(standing).toMatchObject({
      currentStage: "fulfillment",
      status: "in_progress",
      escalations: [],
      parcels: [{ state: "pending", shippedAt: null }],
    });
  });
});

describe("an order of Shopify without anything to send", () => {
  const line = { title: "Gift card", quantity: 1, current_quantity: 1, price: "100.00" };
  const digital = { ...line, requires_shipping: false };

  test("is complete when it is paid, and stays so when somebody marks it as fulfilled", async () => {
    const card = { line_items: [digital] };
    expect(await inEveryOrder(500, (id) => [order(id, 1, card)])).toMatchObject({
      currentStage: "completed",
      escalations: [],
    });
    await say([order(500, 60, { ...card, ...FULFILLED })]);
    expect(await standingOf(shop, "shopify:500")).toMatchObject({
      currentStage: "completed",
      escalations: [],
    });
  });

  test("needs a delivery with one thing that is sent, also one that is added later", async () => {
    const mixed = { line_items: [digital, { ...line, requires_shipping: true }] };
    expect(await inEveryOrder(510, (id) => [order(id, 1, mixed)])).toMatchObject({
      currentStage: "fulfillment",
    });
    const unpaid = { financial_status: "pending", total_outstanding: "100.00" };
    await say([
      order(520, 1, { ...unpaid, line_items: [digital] }),
      order(520, 5, { ...unpaid, ...mixed }),
      order(520, 9, mixed),
    ]);
    expect(await standingOf(shop, "shopify:520")).toMatchObject({ currentStage: "fulfillment" });
  });
});

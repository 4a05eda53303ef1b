import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { loyaltyOf } from "../support/loyalty.ts";
import { putRedeeming } from "../support/redeeming-orders.ts";
import { deliverTo, signStandard } from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  const requires = { verification: "auto", loyaltyHold: "auto", fulfillment: "auto" } as const;
  shop = await startTestApp({ ...PLAIN_POLICY, requires });
});
afterAll(async () => {
  expect(await verifyTimelines(shop.context)).toMatchObject({ deviations: [] });
  await shop.close();
});

const eur = (amount: number) => ({ amount, currency: "EUR" });
const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const GUEST = { orderNumber: "1042", memberId: null, email: "ada@shoppers.example", items: [] };

const put = (orderId: string, changes: object) =>
  shop.api.put(`/orders/${orderId}`, { ...GUEST, total: eur(12_900), ...changes });

const pay = (orderId: string) =>
  shop.api.postEvent(orderId, { stage: "payment", status: "completed" });

describe("an order that needs nothing else when it is placed", () => {
  test.each([
    ["costs-nothing", { total: eur(0) }, null],
    ["invoiced", { terms: { kind: "invoice", dueAt: inDays(14) } }, "2"],
    ["invoiced-without-date", { terms: { kind: "invoice" } }, null],
  ])("is complete: %s", async (orderId, changes, isDueLater) => {
    expect((await put(orderId, changes)).status).toBe(201);
    const { currentStage, completedAt, startedAt, nextActionAt } = await shop.api.read(orderId);
    expect({ currentStage, completedAt }).toEqual({
      currentStage: "completed",
      completedAt: startedAt,
    });
    // An operator hears of a balance that is still open on its date.
    expect(nextActionAt === null).toBe(isDueLater === null);
    expect((await put(orderId, changes)).status).toBe(200);
  });

  test("is complete when a webhook places it", async () => {
    const data = { orderId: "told", order: { ...GUEST, total: eur(0) } };
    const timestamp = new Date().toISOString();
    const body = JSON.stringify({ type: "order.placed", timestamp, data });
    await deliverTo(shop.app, "standard", body, signStandard(body));
    await shop.workInbox();
    expect(await shop.api.read("told")).toMatchObject({ currentStage: "completed" });
  });

  test("takes the points that it is paid with", async () => {
    expect((await putRedeeming(shop, "by-points", { total: eur(0), requires: {} })).status).toBe(
      201,
    );
    expect(await shop.api.read("by-points")).toMatchObject({ currentStage: "completed" });
    expect((await loyaltyOf(shop, "by-points")).balance).toMatchObject({ posted: 40, pending: 0 });
  });
});

describe("an order whose delivery is certain needs it, if it needs one once something is known", () => {
  test("by its promised day, which is watched after the payment", async () => {
    await put("promised", { promisedBy: inDays(3) });
    await pay("promised");
    const { nextActionAt, ...paid } = await shop.api.read("promised");
    expect(paid).toMatchObject({ currentStage: "fulfillment", status: "not_started" });
    expect(paid.stages.at(-1)).toMatchObject({ stage: "fulfillment", required: true });
    expect(nextActionAt).toBe(paid.promisedBy);
  });

  test("by a day that is promised later, also if it is taken back again", async () => {
    await put("later", {});
    await put("later", { promisedBy: inDays(3) });
    await put("later", {});
    await pay("later");
    expect(await shop.api.read("later")).toMatchObject({
      currentStage: "fulfillment",
      promisedBy: null,
    });
  });

  test("because it is paid on delivery", async () => {
    await put("on-delivery", { terms: { kind: "on_delivery" } });
    expect(await shop.api.read("on-delivery")).toMatchObject({ currentStage: "fulfillment" });
    await put("changed", {});
    await put("changed", { terms: { kind: "on_delivery" } });
    expect(await shop.api.read("changed")).toMatchObject({ currentStage: "fulfillment" });
  });

  test("unless its shop says that it needs none", async () => {
    await put("digital", { promisedBy: inDays(3), requires: { fulfillment: false } });
    await pay("digital");
    expect(await shop.api.read("digital")).toMatchObject({ currentStage: "completed" });
  });
});

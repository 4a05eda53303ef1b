import { NextDecision, OrchestrationPage, Order } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";
import { openEscalations } from "../support/escalations.ts";
import { expectWhole } from "../support/paid-orders.ts";
import { promptsOf } from "../support/prompts.ts";
import { sayShopify, shopifyOrder } from "../support/shopify-calls.ts";

const DAY_MS = 24 * 60 * 60_000;
const IN_2024 = "2024-11-28T10:00:00Z";
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp({ ...PLAIN_POLICY, maxAgeMs: 30 * DAY_MS });
  await shop.api.putMember("ada");
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

/** How many orders a sweep finds due, and what all orders have got so far. */
async function traces() {
  const { processed } = await shop.sweep();
  await shop.deliver();
  const [prompts] = await shop.sql("select count(*)::integer as count from prompts");
  const [escalations] = await shop.sql("select count(*)::integer as count from escalations");
  return { processed, prompts: prompts?.count, escalations: escalations?.count };
}

const NO_TRACE = { processed: 0, prompts: 0, escalations: 0 };

async function orderOf(orderId: string) {
  return Order.parse((await shop.api.get(`/orders/${orderId}`)).body);
}

describe("an order of 2024 that is touched in Shopify", () => {
  const tagged = (id: number) =>
    shopifyOrder(id, IN_2024, { tags: "vip", updated_at: daysAgo(0.01) });

  test.each<[string, number, (id: number) => readonly Readonly<Record<string, unknown>>[]]>([
    ["once", 9101, (id) => [tagged(id)]],
    ["twice", 9102, (id) => [tagged(id), shopifyOrder(id, IN_2024), tagged(id)]],
    [
      "and cancelled",
      9103,
      (id) => [
        tagged(id),
        shopifyOrder(id, IN_2024, { cancelled_at: daysAgo(0), updated_at: daysAgo(0) }),
      ],
    ],
    ["after it was deleted", 9104, (id) => [{ id }, tagged(id)]],
  ])("is followed in silence: %s", async (_how, id, bodies) => {
    await sayShopify(shop, ...bodies(id));
    expect(await traces()).toEqual(NO_TRACE);
    expect(await orderOf(`shopify:${id}`)).toMatchObject({ silence: "too_old" });
    expect(await shop.api.read(`shopify:${id}`)).toMatchObject({ nextActionAt: null });
  });

  test("keeps its facts", async () => {
    await sayShopify(shop, tagged(9105));
    const paid = { financial_status: "paid", total_outstanding: "0.00" };
    await sayShopify(shop, shopifyOrder(9105, IN_2024, { ...paid, updated_at: daysAgo(0) }));
    expect(await shop.api.read("shopify:9105")).toMatchObject({
      currentStage: "fulfillment",
      money: { open: 0 },
      nextActionAt: null,
    });
    expect(await traces()).toEqual(NO_TRACE);
  });
});

describe("200 orders that are a year old", () => {
  const ids = Array.from({ length: 200 }, (_, nth) => nth);

  test("leave nothing to do when they are imported by PUT", async () => {
    for (const nth of ids) {
      const answer = await shop.api.putOrder(`old-${nth}`, { placedAt: daysAgo(365) });
      expect(answer.status).toBe(201);
    }
    expect(await traces()).toEqual(NO_TRACE);
  });

  test("nor when they come by webhook", async () => {
    for (const nth of ids) await sayShopify(shop, shopifyOrder(20_000 + nth, daysAgo(365)));
    expect(await traces()).toEqual(NO_TRACE);
    const [row] = await shop.sql(
      "select count(*)::integer as count from orchestrations where is_silent and next_action_at is null",
    );
    expect(Number(row?.count)).toBeGreaterThanOrEqual(400);
  });
});

describe("an order that is only followed", () => {
  beforeAll(async () => {
    await shop.api.putOrder("quiet-1", { placedAt: daysAgo(31), orderNumber: "Q1" });
  });

  test("says why, is found, and nothing is decided about it", async () => {
    const { body } = await shop.api.get("/checkout/orchestrations/quiet-1/next-decision");
    expect(NextDecision.parse(body)).toMatchObject({ state: "followed", at: null, decision: null });
    expect(await orderOf("quiet-1")).toMatchObject({ silence: "too_old" });
    const found = await shop.api.get("/checkout/orchestrations?text=quiet-1");
    expect(OrchestrationPage.parse(found.body).items).toMatchObject([
      { orderId: "quiet-1", overdue: false },
    ]);
    const overdue = await shop.api.get("/checkout/orchestrations?overdue=true");
    expect(OrchestrationPage.parse(overdue.body).items).toEqual([]);
  });

  test("gets no prompt by hand, and the refusal says why", async () => {
    const bo = await signInAs(shop, "operator");
    const { version } = await shop.api.read("quiet-1");
    const action = { action: "prompt_now", reason: "They called" };
    const answer = await bo.act("quiet-1", version, action);
    expect(codeOf(answer)).toBe("prompt_not_possible");
    expect(answer.body).toMatchObject({ detail: "only_followed" });
    expect(await promptsOf(shop, "quiet-1")).toEqual([]);
  });

  test("can be settled by hand: a stage, and then all of it", async () => {
    const paid = await shop.api.postEvent("quiet-1", { stage: "payment", status: "completed" });
    expect(paid.status).toBe(200);
    const failed = { stage: "verification", status: "failed", waitingOn: "operator" };
    expect((await shop.api.postEvent("quiet-1", failed)).status).toBe(200);
    expect(await openEscalations(shop, "quiet-1")).toEqual([]);
    const path = "/checkout/orchestrations/quiet-1/cancel";
    expect((await shop.api.post(path, { reason: "Years ago" })).status).toBe(200);
    expect(await shop.api.read("quiet-1")).toMatchObject({ status: "cancelled" });
    expect(await traces()).toEqual(NO_TRACE);
  });
});

test("an order that is young enough is recovered, and stays so when it grows old", async () => {
  await shop.api.putOrder("young", { placedAt: daysAgo(29) });
  expect(await orderOf("young")).toMatchObject({ silence: null });
  await shop.sql("update orders set placed_at = placed_at - interval '60 days'");
  await shop.api.putOrder("young", { placedAt: daysAgo(29), orderNumber: "Y2" });
  expect(await orderOf("young")).toMatchObject({ silence: null });
  await shop.sweep();
  expect(await promptsOf(shop, "young")).toHaveLength(1);
});

test("an order of before the go-live is followed, whatever its age", async () => {
  const live = await startTestApp(PLAIN_POLICY, undefined, { goLiveAt: Date.now() - DAY_MS });
  try {
    await live.api.putMember("ada");
    await live.api.putOrder("before", { placedAt: daysAgo(2) });
    await live.api.putOrder("since", { placedAt: daysAgo(0.5) });
    const silence = async (orderId: string) =>
      Order.parse((await live.api.get(`/orders/${orderId}`)).body).silence;
    expect([await silence("before"), await silence("since")]).toEqual(["before_go_live", null]);
    await live.sweep();
    expect(await promptsOf(live, "before")).toEqual([]);
    expect(await promptsOf(live, "since")).toHaveLength(1);
    await expectWhole(live);
  } finally {
    await live.close();
  }
});

test("a simulation writes to nobody about an order that is only followed", async () => {
  const ada = await signInAs(shop, "admin");
  const range = { from: daysAgo(1), to: new Date(Date.now() + 60_000).toISOString() };
  await shop.sweep();
  const text = "version: other\nquietHours: off\nfrequencyCap: off\nmaxAge: off";
  const { body } = await ada.send("POST", "/policy/replay", { text, ...range });
  // Only the young order was prompted.
  expect(body).toMatchObject({ recorded: { prompt: 1 }, replayed: { prompt: 1 } });
});

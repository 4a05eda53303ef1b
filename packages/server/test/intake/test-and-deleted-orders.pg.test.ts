import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { openEscalations } from "../support/escalations.ts";
import { expectWhole, mailsAfterSweep, makeDue } from "../support/paid-orders.ts";
import { promptsOf } from "../support/prompts.ts";
import { sayShopify, shopifyOrder } from "../support/shopify-calls.ts";

const HOUR_MS = 60 * 60_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(PLAIN_POLICY);
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

describe("a test order", () => {
  test("of Shopify is never mailed, and is no work for an operator because of that", async () => {
    await sayShopify(shop, shopifyOrder(9201, hoursAgo(3), { test: true }));
    for (let sweep = 0; sweep < 6; sweep += 1) {
      expect(await mailsAfterSweep(shop, "9201")).toBe(0);
      await makeDue(shop, "shopify:9201");
    }
    expect(await promptsOf(shop, "shopify:9201")).toEqual([]);
    expect(await openEscalations(shop, "shopify:9201")).toEqual([]);
    const { events } = await shop.api.read("shopify:9201");
    expect(events.at(-1)?.payload).toMatchObject({ decision: "suppress", reason: "test_order" });
  });

  test.each([
    ["whose member was never reported", { memberId: "never-reported" }],
    ["of a guest without an address", { memberId: null, email: null }],
  ])("%s is no work for an operator", async (_who, changes) => {
    const orderId = `test-${changes.memberId}`;
    await shop.api.putOrder(orderId, { ...changes, test: true, placedAt: hoursAgo(3) });
    await shop.sweep();
    expect(await openEscalations(shop, orderId)).toEqual([]);
    await shop.api.putOrder(`${orderId}-real`, { ...changes, placedAt: hoursAgo(3) });
    await shop.sweep();
    expect(await openEscalations(shop, `${orderId}-real`)).toHaveLength(1);
  });
});

describe("an order that is no test any more", () => {
  const put = (orderId: string, changes: object) =>
    shop.api.putOrder(orderId, { memberId: null, placedAt: hoursAgo(3), ...changes });

  test("is decided again at once: its shopper is written to", async () => {
    await put("turned", { email: "turned@shop.test", test: true });
    expect(await mailsAfterSweep(shop, "turned")).toBe(0);
    await put("turned", { email: "turned@shop.test", test: false });
    await shop.sweep();
    expect(await promptsOf(shop, "turned")).toHaveLength(1);
    const { events } = await shop.api.read("turned");
    expect(events.map(({ note }) => note)).toContain("The order is no test order any more");
  });

  test("goes to an operator at once if nobody can be written to", async () => {
    await put("turned-mute", { email: null, test: true });
    await shop.sweep();
    await put("turned-mute", { email: null, test: false });
    await shop.sweep();
    expect(await openEscalations(shop, "turned-mute")).toEqual(["missing_address"]);
  });
});

describe("an order that was deleted in Shopify", () => {
  const created = (id: number) => shopifyOrder(id, hoursAgo(3));
  const deleted = (id: number) => ({ id });

  test.each<[string, number, (id: number) => readonly Readonly<Record<string, unknown>>[]]>([
    ["after it came", 9301, (id) => [created(id), deleted(id)]],
    ["twice", 9302, (id) => [created(id), deleted(id), deleted(id)]],
    ["before its own message came", 9303, (id) => [deleted(id), created(id)]],
    ["between two of its messages", 9304, (id) => [created(id), deleted(id), created(id)]],
  ])("is cancelled with a note, and nobody is mailed: %s", async (_when, id, bodies) => {
    await sayShopify(shop, ...bodies(id));
    const { status, events } = await shop.api.read(`shopify:${id}`);
    const notes = events.filter(({ kind }) => kind === "cancelled").map(({ note }) => note);
    expect([status, notes]).toEqual(["cancelled", ["Deleted in Shopify"]]);
    expect(await mailsAfterSweep(shop, String(id))).toBe(0);
  });

  test("keeps what is known of its money: what was paid in part is to be given back", async () => {
    const part = { financial_status: "partially_paid", total_outstanding: "60.00" };
    await sayShopify(shop, shopifyOrder(9305, hoursAgo(3), part), deleted(9305));
    const { status, money } = await shop.api.read("shopify:9305");
    expect(status).toBe("cancelled");
    expect(money).toMatchObject({ captured: 4_000 });
    expect(await openEscalations(shop, "shopify:9305")).toEqual(["refund_due"]);
  });
});

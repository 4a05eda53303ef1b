import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openEscalations } from "../support/escalations.ts";
import { A_DAY, inMs, letExpire, loyaltyOf, putHold } from "../support/loyalty.ts";
import { expectWhole } from "../support/paid-orders.ts";
import { complete, putRedeeming } from "../support/redeeming-orders.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

const holdOf = async (orderId: string) => (await shop.api.read(orderId)).loyaltyHold;

/** Takes the payment of an order back, as a bank does. */
const takeBack = (orderId: string) =>
  shop.api.postEvent(orderId, {
    stage: "payment",
    status: "failed",
    reopens: true,
    source: "bank",
    sourceEventId: `back-${orderId}`,
  });

describe("the points of a paid order", () => {
  test("stay held while the goods are missing for weeks, and are captured when it is fulfilled", async () => {
    await putRedeeming(shop, "waits");
    await complete(shop, "waits", "payment", "verification");
    await letExpire(shop, "order.waits");

    await shop.sweep();
    const waiting = await shop.api.read("waits");
    const escalations = await openEscalations(shop, "waits");
    await complete(shop, "waits", "fulfillment");

    expect(waiting).toMatchObject({
      currentStage: "fulfillment",
      loyaltyHold: { state: "active", expiresAt: null },
    });
    expect(escalations).toEqual([]);
    expect((await loyaltyOf(shop, "waits")).balance).toMatchObject({ posted: 40, pending: 0 });
    expect(await openEscalations(shop, "waits")).toEqual([]);
  });

  test("stay held for every request, even before a job has run", async () => {
    await putRedeeming(shop, "asked");
    await complete(shop, "asked", "payment");
    await letExpire(shop, "order.asked");

    const extended = await shop.api.post("/loyalty/holds/order.asked/extend", {
      expiresAt: inMs(A_DAY),
    });
    const captured = await shop.api.post("/loyalty/holds/order.asked/capture", {});

    expect(extended).toMatchObject({ status: 200, body: { state: "active", expiresAt: null } });
    expect(captured).toMatchObject({ status: 200, body: { state: "captured", captured: 60 } });
  });

  test("don't prompt its member because they would go back soon", async () => {
    await putRedeeming(shop, "unhurried");
    await complete(shop, "unhurried", "payment");
    await shop.sql(
      "update loyalty_holds set expires_at = now() + interval '2 hours' where hold_id = 'order.unhurried'",
    );
    const { version } = await shop.api.read("unhurried");

    await shop.sweep();

    expect((await shop.api.read("unhurried")).version).toBe(version);
  });

  test("expire again after the usual time if the payment is taken back", async () => {
    await putRedeeming(shop, "reopened");
    await complete(shop, "reopened", "payment");
    await letExpire(shop, "order.reopened");

    await takeBack("reopened");

    const { expiresAt } = (await holdOf("reopened")) ?? {};
    expect(Date.parse(expiresAt ?? "")).toBeGreaterThan(Date.now() + 6 * A_DAY);
    await letExpire(shop, "order.reopened");
    await shop.sweep();
    expect(await holdOf("reopened")).toMatchObject({ state: "expired" });
  });

  test("expire again if its total is raised, and stay once the rest is paid", async () => {
    await putRedeeming(shop, "raised");
    await complete(shop, "raised", "payment");
    const total = { amount: 999_900, currency: "EUR" };

    await shop.api.putOrder("raised", { memberId: "raised", redeemPoints: 60, total });
    const raised = await holdOf("raised");
    await complete(shop, "raised", "payment");

    expect(raised?.expiresAt).not.toBeNull();
    expect((await holdOf("raised"))?.expiresAt).toBeNull();
  });

  test("stay held if nothing is to be paid, and if they are held after the payment", async () => {
    await putRedeeming(shop, "free", { total: { amount: 0, currency: "EUR" } });
    await putRedeeming(shop, "later");
    await shop.api.post("/loyalty/holds/order.later/release", {});
    await complete(shop, "later", "payment");
    await putHold(shop, "later-2", "later", 60, { orderId: "later" });

    expect((await holdOf("free"))?.expiresAt).toBeNull();
    expect(await holdOf("later")).toMatchObject({ holdId: "later-2", expiresAt: null });
  });

  test("stay held although a loyalty step of theirs runs out of time", async () => {
    await putRedeeming(shop, "stepped");
    await complete(shop, "stepped", "payment");
    await shop.api.put("/members/stepped/loyalty-steps/s-1", {
      kind: "redemption",
      status: "pending",
      title: "Confirm your points",
      orderId: "stepped",
      holdId: "order.stepped",
      expiresAt: inMs(-1000),
    });

    await shop.sweep();

    const { body } = await shop.api.get("/members/stepped/loyalty-steps");
    expect(body).toMatchObject({ items: [{ status: "expired" }] });
    expect(await holdOf("stepped")).toMatchObject({ state: "active", expiresAt: null });
  });

  test("are kept by the sweep before they would expire, if an older version was paid", async () => {
    await putRedeeming(shop, "older");
    await complete(shop, "older", "payment");
    await shop.sql(
      "update loyalty_holds set is_kept = false, expires_at = now() + interval '2 hours' where hold_id = 'order.older'",
    );
    const before = await holdOf("older");

    await shop.sweep();

    expect(before?.expiresAt).not.toBeNull();
    expect((await holdOf("older"))?.expiresAt).toBeNull();
  });

  test("go back when its time was over before it was paid", async () => {
    await putRedeeming(shop, "too-late");
    await letExpire(shop, "order.too-late");

    await complete(shop, "too-late", "payment");
    const refused = await shop.api.post("/loyalty/holds/order.too-late/capture", {});

    expect(codeOf(refused)).toBe("expired");
    expect(await holdOf("too-late")).toMatchObject({ state: "expired" });
  });

  test("are never lost when payment and expiry arrive together", async () => {
    for (let round = 0; round < 10; round += 1) {
      const name = `paid-race-${round}`;
      await putRedeeming(shop, name);
      if (round % 2 === 0) await letExpire(shop, `order.${name}`);

      await Promise.all([complete(shop, name, "payment"), shop.sweep(), shop.sweep()]);

      const hold = await holdOf(name);
      const isPaidInTime = round % 2 === 1;
      expect(hold?.state).toBe(isPaidInTime ? "active" : "expired");
      expect((await loyaltyOf(shop, name)).balance.pending).toBe(isPaidInTime ? 60 : 0);
    }
  });
});

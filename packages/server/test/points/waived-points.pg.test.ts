import { Order } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";
import { openEscalations } from "../support/escalations.ts";
import { letExpire, loyaltyOf, putHold } from "../support/loyalty.ts";
import { expectWhole } from "../support/paid-orders.ts";
import { complete, putRedeeming, waive } from "../support/redeeming-orders.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

const TEN = { amount: 1_000, currency: "EUR" };
const VALUE = { amount: 600, currency: "EUR" };

const tokenFor = async (orderId: string) => {
  const { body } = await shop.api.post(`/orders/${orderId}/access-tokens`, {});
  return { "x-order-token": String(Reflect.get(Object(body), "token")) };
};

/** The order is paid, its points went back, and its member has spent them elsewhere. */
async function loseThePoints(name: string, changes: Readonly<Record<string, unknown>> = {}) {
  await putRedeeming(shop, name, { total: TEN, ...changes });
  await letExpire(shop, `order.${name}`);
  await shop.sweep();
  await complete(shop, name, "payment", "verification");
  await putHold(shop, `elsewhere.${name}`, name, 100);
  await shop.api.post(`/loyalty/holds/elsewhere.${name}/capture`, {});
}

describe("an order whose points are gone", () => {
  test("goes on without them by an operator, with the reason in its timeline", async () => {
    await loseThePoints("gone");
    expect(await shop.api.read("gone")).toMatchObject({ currentStage: "loyalty_hold" });

    const waived = await waive(shop, "gone");

    expect(waived).toMatchObject({ status: 200, body: { currentStage: "fulfillment" } });
    const { events, stages } = await shop.api.read("gone");
    expect(events.at(-1)).toMatchObject({
      actor: "Grace",
      note: "The order goes on without its points",
      payload: { reason: "The points are gone" },
    });
    expect(stages[2]).toMatchObject({ status: "completed" });
    await complete(shop, "gone", "fulfillment");
    expect((await shop.api.read("gone")).currentStage).toBe("completed");
    expect(await openEscalations(shop, "gone")).toEqual([]);
    expect((await loyaltyOf(shop, "gone")).balance).toMatchObject({ posted: 0, pending: 0 });
  });

  test("costs what they stood for as well, and the shopper pays the rest", async () => {
    await loseThePoints("rest", { pointsValue: VALUE });

    await waive(shop, "rest");

    const open = await shop.api.read("rest");
    expect(open).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "member",
      money: { total: 1_600, captured: 1_000, open: 600 },
    });
    const order = Order.parse((await shop.api.get("/orders/rest")).body);
    expect(order).toMatchObject({ pointsWaived: true, total: { amount: 1_600 } });
    await complete(shop, "rest", "payment", "fulfillment");
    expect((await shop.api.read("rest")).currentStage).toBe("completed");
    expect(await openEscalations(shop, "rest")).toEqual([]);
  });

  test("is left by its shopper, with the order's token", async () => {
    await loseThePoints("own", { pointsValue: VALUE });

    const waived = await waive(shop, "own", {}, await tokenFor("own"));

    expect(waived).toMatchObject({ status: 200, body: { currentStage: "payment" } });
    expect((await shop.api.read("own")).events.at(-1)).toMatchObject({ actor: "member" });
  });

  test("is not left by a shopper without a price or with another order's token", async () => {
    await loseThePoints("unpriced");
    await putRedeeming(shop, "other", { pointsValue: VALUE });

    const unpriced = await waive(shop, "unpriced", {}, await tokenFor("unpriced"));
    const foreign = await waive(shop, "other", {}, await tokenFor("unpriced"));

    expect(codeOf(unpriced)).toBe("points_value_unknown");
    expect(codeOf(foreign)).toBe("order_token_invalid");
    expect((await shop.api.read("unpriced")).currentStage).toBe("loyalty_hold");
  });
});

describe("every state of the loyalty stage", () => {
  test.each([
    ["held", async () => undefined],
    ["released", (id: string) => shop.api.post(`/loyalty/holds/order.${id}/release`, {})],
    ["expired, before a job has run", (id: string) => letExpire(shop, `order.${id}`)],
    ["about to expire", (id: string) => warn(id)],
  ])("can be left: %s", async (state, bring) => {
    const name = state.replaceAll(/\W+/g, "-");
    await putRedeeming(shop, name, { total: TEN });
    await bring(name);

    const waived = await waive(shop, name);

    expect(waived.status).toBe(200);
    expect(await loyaltyOf(shop, name)).toMatchObject({ balance: { posted: 100, pending: 0 } });
    expect((await shop.api.read(name)).stages[2]?.status).toBe("completed");
    expect(await openEscalations(shop, name)).not.toContain("hold_expiring");
    await shop.sweep();
    await complete(shop, name, "payment", "verification", "fulfillment");
    expect((await shop.api.read(name)).currentStage).toBe("completed");
    expect((await loyaltyOf(shop, name)).balance.posted).toBe(100);
  });

  test("can be left if the shop reports the stage itself", async () => {
    await shop.api.putOrder("reported");
    await shop.api.postEvent("reported", { stage: "loyalty_hold", status: "failed" });

    await waive(shop, "reported");
    const fact = { source: "acme-points", sourceEventId: "late", status: "failed", reopens: true };
    const late = await shop.api.postEvent("reported", { stage: "loyalty_hold", ...fact });

    expect(late.body).toMatchObject({ disposition: "superseded" });
    expect((await shop.api.read("reported")).stages[2]?.status).toBe("completed");
  });
});

/** The order is escalated, because its points are about to go back. */
async function warn(orderId: string): Promise<void> {
  await shop.api.postEvent(orderId, {
    stage: "payment",
    status: "waiting",
    waitingOn: "operator",
  });
  await shop.sql(
    "update loyalty_holds set expires_at = now() + interval '2 hours' where order_id = $1",
    [orderId],
  );
  await shop.sweep();
  expect(await openEscalations(shop, orderId)).toContain("hold_expiring");
}

describe("an order that goes on without its points", () => {
  test("does so once: a repeat gets the first answer", async () => {
    await putRedeeming(shop, "repeated", { total: TEN, pointsValue: VALUE });

    const answers = await Promise.all([1, 2, 3, 4].map(() => waive(shop, "repeated")));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const again = await waive(shop, "repeated", { reason: "Once more" });
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect((await shop.api.read("repeated")).money.total).toBe(1_600);
  });

  test("takes no other hold, and nobody else can report its stage", async () => {
    await putRedeeming(shop, "final");
    await waive(shop, "final");

    const held = await putHold(shop, "final-2", "final", 60, { orderId: "final" });
    const said = await shop.api.postEvent("final", { stage: "loyalty_hold", status: "failed" });

    expect(codeOf(held)).toBe("points_waived");
    expect(codeOf(said)).toBe("points_waived");
    expect((await loyaltyOf(shop, "final")).balance.pending).toBe(0);
  });

  test("costs what the shop says afterwards, with or without the value of its points", async () => {
    const body = { memberId: "again", redeemPoints: 60, total: TEN, pointsValue: VALUE };
    await putRedeeming(shop, "again", body);
    await waive(shop, "again");

    const same = await shop.api.putOrder("again", body);
    const whole = { memberId: "again", redeemPoints: 0, total: { amount: 1_500, currency: "EUR" } };
    const other = await shop.api.putOrder("again", whole);

    expect(same).toMatchObject({ status: 200, body: { total: { amount: 1_600 } } });
    expect(other).toMatchObject({ status: 200, body: { total: { amount: 1_500 } } });
    expect((await shop.api.read("again")).money.total).toBe(1_500);
  });

  test("is none that is closed, needs no points, or has them captured", async () => {
    await putRedeeming(shop, "over");
    await shop.api.post("/checkout/orchestrations/over/cancel", {});
    await shop.api.putOrder("pointless", { redeemPoints: 0 });
    await putRedeeming(shop, "taken", { total: TEN, pointsValue: VALUE });
    await shop.api.post("/loyalty/holds/order.taken/capture", {});

    expect(codeOf(await waive(shop, "over"))).toBe("orchestration_closed");
    expect(codeOf(await waive(shop, "pointless"))).toBe("no_points_to_waive");
    expect(codeOf(await waive(shop, "taken"))).toBe("already_captured");
    expect(codeOf(await waive(shop, "unheard-of"))).toBe("order_unknown");
    expect((await shop.api.read("taken")).money.total).toBe(1_000);
    const noReason = await shop.api.post("/checkout/orchestrations/taken/waive-points", {});
    expect(codeOf(noReason)).toBe("validation_failed");
  });

  test("waits for the rest if it was fulfilled before, and captures no points when it is paid", async () => {
    await putRedeeming(shop, "shipped", { total: TEN, pointsValue: VALUE });
    await shop.api.post("/loyalty/holds/order.shipped/release", {});
    await complete(shop, "shipped", "payment", "verification", "fulfillment");

    await waive(shop, "shipped");

    const open = await shop.api.read("shipped");
    expect(open).toMatchObject({
      currentStage: "payment",
      waitingOn: "member",
      money: { open: 600 },
    });
    await complete(shop, "shipped", "payment");
    expect((await shop.api.read("shipped")).currentStage).toBe("completed");
    expect(await openEscalations(shop, "shipped")).toEqual([]);
    expect((await loyaltyOf(shop, "shipped")).balance.posted).toBe(100);
  });
});

describe("a waiver that arrives together with", () => {
  test("a capture takes the points or gives them back, never both", async () => {
    for (let round = 0; round < 12; round += 1) {
      const name = `capture-race-${round}`;
      await putRedeeming(shop, name, { total: TEN, pointsValue: VALUE });

      const [waived, captured] = await Promise.all([
        waive(shop, name),
        shop.api.post(`/loyalty/holds/order.${name}/capture`, {}),
        waive(shop, name),
      ]);

      expect([waived.status, captured.status].toSorted()).toEqual([200, 409]);
      const isWaived = waived.status === 200;
      expect((await loyaltyOf(shop, name)).balance.posted).toBe(isWaived ? 100 : 40);
      expect((await shop.api.read(name)).money.total).toBe(isWaived ? 1_600 : 1_000);
    }
  });

  test("the expiry or the last stage leaves one outcome", async () => {
    for (let round = 0; round < 10; round += 1) {
      const name = `end-race-${round}`;
      await putRedeeming(shop, name, { total: TEN });
      await complete(shop, name, "payment", "verification");
      if (round % 2 === 0) {
        await shop.sql("update loyalty_holds set is_kept = false where order_id = $1", [name]);
        await letExpire(shop, `order.${name}`);
      }

      const [waived] = await Promise.all([
        waive(shop, name),
        complete(shop, name, "fulfillment"),
        shop.sweep(),
        shop.sweep(),
      ]);

      const { posted, pending } = (await loyaltyOf(shop, name)).balance;
      const isTaken = posted === 40;
      expect([pending, isTaken ? codeOf(waived) : 100]).toEqual([
        0,
        isTaken ? "orchestration_closed" : posted,
      ]);
    }
  });
});

test("an order without its points stays without them when its member is erased", async () => {
  const ada = await signInAs(shop, "admin", "Ada Admin");
  await putRedeeming(shop, "forgotten");
  await waive(shop, "forgotten", { reason: "Kim called" });
  const erasure = { confirm: "forgotten", reason: "Asked" };
  expect((await ada.send("POST", "/members/forgotten/erase", erasure)).status).toBe(200);

  await complete(shop, "forgotten", "payment", "verification", "fulfillment");
  const { currentStage, stages, events } = await shop.api.read("forgotten");
  expect([currentStage, stages[2]?.note]).toEqual([
    "completed",
    "The order goes on without its points",
  ]);
  expect(JSON.stringify(events)).not.toContain("Kim called");
  expect(await openEscalations(shop, "forgotten")).toEqual([]);
});

import { Order } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkInvariants } from "../../src/engine/check-invariants.ts";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openEscalations } from "../support/escalations.ts";
import { holdRows } from "../support/hold-rows.ts";
import { A_DAY, inMs, letExpire, loyaltyOf, putHold, putPoints } from "../support/loyalty.ts";
import { promptsOf } from "../support/prompts.ts";
import {
  complete as completeStages,
  putRedeeming as putRedeemingOrder,
} from "../support/redeeming-orders.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  const reports = await checkInvariants(shop.context);
  expect(reports.filter(({ count }) => count > 0)).toEqual([]);
  expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
  await shop.close();
});

const putRedeeming = (name: string, changes: Readonly<Record<string, unknown>> = {}) =>
  putRedeemingOrder(shop, name, changes);

const cancel = (orderId: string) =>
  shop.api.post(`/checkout/orchestrations/${orderId}/cancel`, { reason: "changed my mind" });

const complete = (orderId: string, ...stages: readonly string[]) =>
  completeStages(shop, orderId, ...stages);

describe("an order that redeems points", () => {
  test("gets its hold when it is placed, and the active hold completes its stage", async () => {
    const placed = await putRedeeming("holder");

    expect(placed.status).toBe(201);
    expect(Order.parse(placed.body)).toMatchObject({
      redeemPoints: 60,
      requires: { loyaltyHold: true },
    });
    const { balance, holds } = await loyaltyOf(shop, "holder");
    expect(balance).toEqual({ posted: 100, pending: 60, available: 40, debt: 0 });
    expect(holds).toMatchObject([{ holdId: "order.holder", orderId: "holder", state: "active" }]);
    const order = await shop.api.read("holder");
    expect(order.stages[2]).toMatchObject({ stage: "loyalty_hold", status: "completed" });
    expect(order.loyaltyHold).toMatchObject({ points: 60, state: "active" });
  });

  test("is not placed if the member has too few points, and leaves nothing behind", async () => {
    await putPoints(shop, "poor", 50);

    const refused = await shop.api.putOrder("poor", { memberId: "poor", redeemPoints: 60 });

    expect(codeOf(refused)).toBe("insufficient_points");
    expect(codeOf(await shop.api.get("/orders/poor"))).toBe("order_unknown");
    expect((await loyaltyOf(shop, "poor")).balance.pending).toBe(0);
  });

  test("holds them once if it is reported again, even by eight callers at once", async () => {
    await putPoints(shop, "eight", 100);
    const body = { memberId: "eight", redeemPoints: 60 };

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => shop.api.putOrder("eight", body)),
    );

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect((await loyaltyOf(shop, "eight")).balance.pending).toBe(60);
    const more = await shop.api.putOrder("eight", { ...body, redeemPoints: 70 });
    expect(codeOf(more)).toBe("order_requirements_fixed");
    const other = await shop.api.putOrder("eight", { ...body, memberId: "holder" });
    expect(codeOf(other)).toBe("order_of_another_member");
  });

  test("needs no hold when it redeems no points, and can't be a guest's", async () => {
    await shop.api.putOrder("none", { redeemPoints: 0 });
    const guest = await shop.api.putOrder("guest", { memberId: null, redeemPoints: 5 });

    expect((await shop.api.read("none")).stages[2]).toMatchObject({
      required: false,
      status: "completed",
    });
    expect(codeOf(guest)).toBe("validation_failed");
  });

  test("refuses events about its loyalty stage from any other source", async () => {
    await putRedeeming("overruled");
    const said = { stage: "loyalty_hold", status: "failed" };
    const fact = { source: "acme-points", sourceEventId: "evt_1", ...said, reopens: true };

    const command = await shop.api.postEvent("overruled", said);
    const report = await shop.api.postEvent("overruled", fact);
    const posing = await shop.api.postEvent("overruled", {
      ...fact,
      source: "followthrough:loyalty",
    });

    expect(codeOf(command)).toBe("points_decide_stage");
    expect(report.body).toMatchObject({ disposition: "superseded" });
    expect(codeOf(posing)).toBe("validation_failed");
    expect((await shop.api.read("overruled")).stages[2]?.status).toBe("completed");
  });
});

describe("the points of an order", () => {
  test("are captured when fulfillment completes", async () => {
    await putRedeeming("fulfilled");

    await complete("fulfilled", "payment", "verification", "fulfillment");

    expect((await shop.api.read("fulfilled")).currentStage).toBe("completed");
    expect(await loyaltyOf(shop, "fulfilled")).toMatchObject({
      balance: { posted: 40, pending: 0 },
      holds: [{ state: "captured", captured: 60 }],
    });
  });

  test("are released when the order is cancelled", async () => {
    await putRedeeming("cancelled");

    await cancel("cancelled");

    expect(await loyaltyOf(shop, "cancelled")).toMatchObject({
      balance: { posted: 100, pending: 0, available: 100 },
      holds: [{ state: "released" }],
    });
    expect((await shop.api.read("cancelled")).loyaltyHold?.state).toBe("released");
  });

  test("are released by a final failure of fulfillment; an operator learns if it is fulfilled after all", async () => {
    await putRedeeming("failed");
    await complete("failed", "payment", "verification");

    await shop.api.postEvent("failed", { stage: "fulfillment", status: "failed" });
    const released = await loyaltyOf(shop, "failed");
    await complete("failed", "fulfillment");

    expect(released).toMatchObject({ balance: { pending: 0, available: 100 } });
    expect(await openEscalations(shop, "failed")).toEqual(["points_not_captured"]);
    expect((await loyaltyOf(shop, "failed")).balance.posted).toBe(100);
  });

  test("are held for longer when the order makes progress", async () => {
    await putRedeeming("slow");
    await shop.sql(
      "update loyalty_holds set expires_at = now() + interval '1 hour' where hold_id = 'order.slow'",
    );

    await shop.api.postEvent("slow", { stage: "payment", status: "in_progress" });

    const { expiresAt } = (await shop.api.read("slow")).loyaltyHold ?? {};
    expect(Date.parse(expiresAt ?? "")).toBeGreaterThan(Date.now() + 6 * A_DAY);
  });

  test("go back when the hold expires, which opens the stage again and is recorded", async () => {
    await putRedeeming("expired");
    await letExpire(shop, "order.expired");
    await shop.sweep();
    await complete("expired", "payment", "verification");

    const order = await shop.api.read("expired");
    expect(order).toMatchObject({ currentStage: "loyalty_hold", status: "failed" });
    expect(order.loyaltyHold).toMatchObject({ state: "expired", points: 60 });
    expect(order.stages[2]?.note).toBe(
      "The hold on 60 points expired; they are back with the member",
    );
    expect((await loyaltyOf(shop, "expired")).balance.available).toBe(100);
  });

  test("complete the stage when they are held again, and are captured if the order was fulfilled in between", async () => {
    await putRedeeming("anew");
    await letExpire(shop, "order.anew");
    await shop.sweep();
    await complete("anew", "payment", "verification", "fulfillment");
    expect((await shop.api.read("anew")).currentStage).toBe("loyalty_hold");

    const placed = await putHold(shop, "anew-2", "anew", 60, { orderId: "anew" });

    expect(placed).toMatchObject({ status: 201, body: { state: "captured", captured: 60 } });
    expect((await shop.api.read("anew")).currentStage).toBe("completed");
    expect((await loyaltyOf(shop, "anew")).balance).toMatchObject({ posted: 40, pending: 0 });
  });

  test("are released by a request, and the order waits for another hold", async () => {
    await putRedeeming("by-hand");

    await shop.api.post("/loyalty/holds/order.by-hand/release", {});
    const again = await shop.api.post("/loyalty/holds/order.by-hand/release", {});

    expect(codeOf(again)).toBe("already_released");
    expect((await shop.api.read("by-hand")).stages[2]).toMatchObject({ status: "failed" });
  });

  test("are not captured twice after a request has captured them, and nothing is escalated", async () => {
    await putRedeeming("early");

    await shop.api.post("/loyalty/holds/order.early/capture", { points: 50 });
    await complete("early", "payment", "verification", "fulfillment");

    expect(await openEscalations(shop, "early")).toEqual([]);
    expect((await loyaltyOf(shop, "early")).balance).toMatchObject({ posted: 50, pending: 0 });
  });

  test("are not captured after the hold's time is over, even if no job has run", async () => {
    await putRedeeming("too-late");
    await letExpire(shop, "order.too-late");

    await complete("too-late", "payment", "verification", "fulfillment");

    expect(await loyaltyOf(shop, "too-late")).toMatchObject({
      balance: { posted: 100, pending: 0 },
      holds: [{ state: "expired" }],
    });
    expect(await openEscalations(shop, "too-late")).toEqual(["points_not_captured"]);
  });

  test("can't be held for an order that is another member's, unknown or closed", async () => {
    await putRedeeming("closed");
    await cancel("closed");
    await putPoints(shop, "stranger", 100);
    const hold = (memberId: string, orderId: string) =>
      putHold(shop, `for-${orderId}`, memberId, 10, { orderId });

    expect(codeOf(await hold("stranger", "closed"))).toBe("order_of_another_member");
    expect(codeOf(await hold("stranger", "never-reported"))).toBe("order_unknown");
    expect(codeOf(await hold("closed", "closed"))).toBe("orchestration_closed");
    expect((await loyaltyOf(shop, "closed")).balance.pending).toBe(0);
  });

  test("are either captured or released when completion and cancellation arrive together", async () => {
    for (let round = 0; round < 10; round += 1) {
      const name = `race-${round}`;
      await putRedeeming(name);
      await complete(name, "payment", "verification");

      await Promise.all([cancel(name), complete(name, "fulfillment")]);

      const { currentStage } = await shop.api.read(name);
      const { balance, holds } = await loyaltyOf(shop, name);
      const isDone = currentStage === "completed";
      expect(holds[0]?.state).toBe(isDone ? "captured" : "released");
      expect(balance).toMatchObject({ posted: isDone ? 40 : 100, pending: 0 });
    }
  });
});

describe("in the transaction of an event", () => {
  test("the order does not change if the ledger can't be written", async () => {
    await putRedeeming("atomic");
    await shop.sql(`create function refuse_captures() returns trigger language plpgsql as $$
      begin if new.kind = 'captured' then raise exception 'no'; end if; return new; end $$`);
    await shop.sql(
      "create trigger refuse before insert on loyalty_transfers for each row execute function refuse_captures()",
    );

    await complete("atomic", "payment", "verification");
    const failed = await shop.api.postEvent("atomic", {
      stage: "fulfillment",
      status: "completed",
    });
    await shop.sql("drop trigger refuse on loyalty_transfers");
    await shop.sql("drop function refuse_captures");

    expect(failed.status).toBe(500);
    expect((await shop.api.read("atomic")).currentStage).toBe("fulfillment");
    expect((await loyaltyOf(shop, "atomic")).holds[0]?.state).toBe("active");
  });

  test("orders of a group that redeem no points wait for no account", async () => {
    await putRedeeming("waits");
    await shop.api.putOrder("passes", { memberId: "waits" });

    const [slow, fast] = await holdRows(
      shop,
      "select from loyalty_accounts where member_id = 'waits' for update",
      async () => {
        const slow = cancel("waits");
        const fast = await shop.api.postEvent("passes", { stage: "payment", status: "completed" });
        return [slow, fast] as const;
      },
    );

    expect(fast.status).toBe(200);
    expect((await slow).status).toBe(200);
  });
});

describe("points that are about to go back to the member", () => {
  test("are a reason for a prompt, which says when they go back", async () => {
    const pointsValue = { amount: 600, currency: "EUR" };
    await putRedeeming("warned", { placedAt: inMs(-1000), pointsValue });
    await shop.sql(
      "update loyalty_holds set expires_at = now() + interval '2 hours' where hold_id = 'order.warned'",
    );

    await shop.sweep();
    await shop.sweep();
    await shop.deliver();

    const [prompt, ...others] = await promptsOf(shop, "warned");
    expect(prompt).toMatchObject({ stage: "payment", state: "sent" });
    expect(others).toEqual([]);
    const entry = (await shop.api.read("warned")).events.find(({ kind }) => kind === "sweep");
    expect(entry?.payload).toMatchObject({ decision: "prompt", reason: "hold_expiring" });
    const mail = shop.mails.find(({ envelope }) => envelope.to.includes("warned@shoppers.example"));
    expect(mail?.text).toMatch(/60 points/);
    expect(mail?.text).toMatch(/Points +-€6\.00/);
  });

  test("are escalated when the order is not waiting on the member", async () => {
    await putRedeeming("handed");
    const said = { stage: "payment", status: "waiting", waitingOn: "operator" };
    await shop.api.postEvent("handed", said);
    await shop.sql(
      "update loyalty_holds set expires_at = now() + interval '2 hours' where hold_id = 'order.handed'",
    );

    await shop.sweep();

    expect(await openEscalations(shop, "handed")).toEqual(["waiting_on_operator", "hold_expiring"]);
  });
});

describe("a loyalty step that expired", () => {
  test("is closed by the sweep, together with the hold that was placed for it", async () => {
    await putPoints(shop, "stepper", 100);
    await putHold(shop, "stepper-1", "stepper", 30);
    const step = { kind: "redemption", status: "pending", title: "Confirm your points" };
    await shop.api.put("/members/stepper/loyalty-steps/s-1", {
      ...step,
      holdId: "stepper-1",
      expiresAt: inMs(-1000),
    });
    await shop.api.put("/members/stepper/loyalty-steps/s-2", { ...step, expiresAt: inMs(A_DAY) });

    await shop.sweep();

    const { body } = await shop.api.get("/members/stepper/loyalty-steps");
    expect(body).toMatchObject({
      items: [
        { externalId: "s-2", status: "pending" },
        { externalId: "s-1", status: "expired" },
      ],
    });
    expect(await loyaltyOf(shop, "stepper")).toMatchObject({
      balance: { pending: 0, available: 100 },
      holds: [{ state: "released" }],
    });
  });

  test("opens its order's loyalty stage again", async () => {
    await putRedeeming("with-step");
    await shop.api.put("/members/with-step/loyalty-steps/s-1", {
      kind: "redemption",
      status: "pending",
      title: "Confirm your points",
      orderId: "with-step",
      holdId: "order.with-step",
      expiresAt: inMs(-1000),
    });

    await shop.sweep();

    expect((await shop.api.read("with-step")).stages[2]?.status).toBe("failed");
    expect((await loyaltyOf(shop, "with-step")).balance.available).toBe(100);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import type { TestApp } from "../support/app.ts";
import { escalationOf, openEscalations } from "../support/escalations.ts";
import { expectWhole, standingOf } from "../support/paid-orders.ts";
import { readRecorded, startOnRecorded } from "../support/recorded-orders.ts";
import { PRICE, storyOf, tell } from "../support/stripe-story.ts";

/** The last migration of the version that wrote the recorded rows. */
const RECORDED_AT = 15;

const { orders: stored } = readRecorded(RECORDED_AT);

let shop: TestApp;
beforeAll(async () => {
  shop = await startOnRecorded(RECORDED_AT);
});
afterAll(() => shop.close());

/** What Stripe says now of an order from before. */
function storyNow(orderId: string) {
  return storyOf(orderId, Date.now() - 60_000);
}

describe("an order that an earlier version stored", () => {
  test("stands where it stood, and its timeline replays to that", async () => {
    expect(stored.length).toBeGreaterThan(10);
    for (const { order_id, current_stage, status, waiting_on } of stored) {
      expect(await shop.api.read(order_id)).toMatchObject({
        orderId: order_id,
        currentStage: current_stage,
        status,
        waitingOn: waiting_on,
        payments: [],
        money: { total: PRICE, currency: "EUR" },
      });
    }
    expect((await verifyTimelines(shop.context)).verified).toBe(stored.length);
    const money = await shop.sql("select distinct money::text as money from orchestrations");
    expect(money).toEqual([{ money: "{}" }]);
    await expectWhole(shop);
  });

  test("keeps the escalations that it had", async () => {
    expect(await openEscalations(shop, "cancelled_paid")).toEqual(["payment_after_cancellation"]);
    expect(await openEscalations(shop, "refunded_later")).toEqual(["refund_after_completion"]);
    expect(await openEscalations(shop, "unreachable")).toEqual(["missing_address"]);
  });

  test.each([
    ["paid", { captured: PRICE, open: 0 }],
    ["stated", { captured: PRICE, open: 0 }],
    ["completed_by_statement", { captured: PRICE, open: 0 }],
    ["refunded", { captured: PRICE, refunded: PRICE, kept: 0 }],
    ["declined", { captured: 0, open: PRICE }],
  ])("%s shows the sums that were stated", async (orderId, money) => {
    expect((await shop.api.read(orderId)).money).toMatchObject(money);
  });

  test("learns its bill with the first payment, which counts", async () => {
    await tell(shop, [storyNow("declined").intent("succeeded", "new", 0)]);
    const { money, ...standing } = await standingOf(shop, "declined");
    expect(standing).toMatchObject({ currentStage: "fulfillment", escalations: [] });
    expect(money).toMatchObject({ total: PRICE, captured: PRICE, open: 0 });
    const { events } = await shop.api.read("declined");
    expect(events.at(-1)).toMatchObject({ disposition: "applied", source: "stripe" });
    await expectWhole(shop);
  });

  test("that was paid is paid once, when the same payment is reported in full again", async () => {
    // The statement was about this payment; what is known of it now is an hour younger.
    const story = storyOf("paid", Date.parse("2026-11-02T10:10:00Z"));
    const again = { id: "pi_paid", created: story.at(0) / 1000 };
    await tell(shop, [story.intent("succeeded", "again", 0, again)]);
    const { money, ...standing } = await standingOf(shop, "paid");
    expect(standing).toMatchObject({ currentStage: "fulfillment", escalations: [] });
    expect(money).toMatchObject({ captured: PRICE, kept: PRICE });
    await expectWhole(shop);
  });

  test("that was completed stays completed, and money that moves now is a need", async () => {
    for (const orderId of ["completed", "completed_by_statement"]) {
      const story = storyNow(orderId);
      const charge = { id: `ch_${orderId}`, payment_intent: `pi_${orderId}` };
      await tell(shop, [
        story.refund("refund.created", "r", "x", 0, {
          ...charge,
          metadata: { order_id: orderId },
          created: story.at(0) / 1000,
        }),
      ]);
      const { money, ...standing } = await standingOf(shop, orderId);
      expect(standing).toMatchObject({
        currentStage: "completed",
        status: "completed",
        escalations: ["refund_after_completion"],
      });
      expect(money).toMatchObject({ captured: PRICE, refunded: PRICE, kept: 0 });
    }
    await expectWhole(shop);
  });

  test("that was cancelled and then paid stays with an operator until one resolves it", async () => {
    const story = storyNow("cancelled_paid");
    await tell(shop, [
      story.charge("refunded", "x", 0, {
        id: "ch_cancelled_paid",
        payment_intent: "pi_cancelled_paid",
        metadata: { order_id: "cancelled_paid" },
        amount_refunded: PRICE,
        refunded: true,
      }),
    ]);
    // The payment itself was not remembered.
    const { escalationId, reason } = await escalationOf(shop, "cancelled_paid");
    expect(reason).toBe("payment_after_cancellation");
    await shop.api.post(`/checkout/escalations/${escalationId}/resolve`, {
      resolution: "Refunded",
    });
    expect(await openEscalations(shop, "cancelled_paid")).toEqual([]);
    await expectWhole(shop);
  });

  test("that was paid can be cancelled, and its money is to be given back", async () => {
    await shop.api.post("/checkout/orchestrations/stated/cancel", {});
    expect(await openEscalations(shop, "stated")).toEqual(["refund_due"]);
    await expectWhole(shop);
  });

  test("that learns of a change of its total is to be paid by the new one", async () => {
    const total = { amount: PRICE + 2_000, currency: "EUR" };
    const items = [{ title: "Stool", quantity: 1, unitPrice: total }];
    const body = { total, items, orderNumber: "to_verify" };
    expect((await shop.api.putOrder("to_verify", body)).status).toBe(200);
    expect(await standingOf(shop, "to_verify")).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "operator",
      escalations: ["balance_open"],
      money: { total: PRICE + 2_000, captured: PRICE, open: 2_000 },
    });
    await expectWhole(shop);
  });

  test("is decided by the sweep as any other", async () => {
    const { failed } = await shop.sweep();
    expect(failed).toBe(0);
    await shop.deliver();
    expect(shop.mails.some(({ text }) => text.includes("prompted"))).toBe(true);
    await expectWhole(shop);
  });
});

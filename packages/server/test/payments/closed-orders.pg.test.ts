import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";
import {
  expectWhole,
  mailsAfterSweep,
  putOrderOf,
  standingOf,
  THREE_HOURS_AGO,
} from "../support/paid-orders.ts";
import {
  PRICE,
  type StripeMessage,
  type StripeStory,
  storyOf,
  tell,
} from "../support/stripe-story.ts";
import { deliverTo, signStandard } from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
  await shop.api.putMember("ada");
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

async function putPaid(orderId: string): Promise<StripeStory> {
  const story = storyOf(orderId, THREE_HOURS_AGO);
  await putOrderOf(shop, story);
  await tell(shop, [story.intent("succeeded", "a", 10)]);
  return story;
}

/** A paid order that was delivered two hours ago. */
async function putCompleted(orderId: string): Promise<StripeStory> {
  const story = await putPaid(orderId);
  const answer = await shop.api.postEvent(orderId, {
    stage: "fulfillment",
    status: "completed",
    source: "warehouse",
    sourceEventId: `parcel-${orderId}`,
    occurredAt: new Date(story.at(60)).toISOString(),
  });
  expect(answer.status).toBe(200);
  return story;
}

/** Tells this to two completed orders, in both directions. @returns where they stand */
async function afterCompletion(
  name: string,
  messagesOf: (story: StripeStory) => readonly StripeMessage[],
) {
  const [forwards, backwards] = [
    await putCompleted(`${name}_forwards`),
    await putCompleted(`${name}_backwards`),
  ];
  await tell(shop, messagesOf(forwards));
  await tell(shop, messagesOf(backwards).toReversed());
  const { payments: _, ...one } = await standingOf(shop, forwards.orderId);
  const { payments: __, ...other } = await standingOf(shop, backwards.orderId);
  expect(other).toEqual(one);
  expect(await mailsAfterSweep(shop, name)).toBe(0);
  return one;
}

const COMPLETED = { currentStage: "completed", status: "completed", nextActionAt: null };

describe("a paid order that is cancelled", () => {
  const ways: Readonly<Record<string, (orderId: string) => Promise<unknown>>> = {
    api: (orderId) => shop.api.post(`/checkout/orchestrations/${orderId}/cancel`, {}),
    console: async (orderId) => {
      const bo = await signInAs(shop, "operator");
      const { version } = await shop.api.read(orderId);
      return bo.act(orderId, version, { action: "cancel", reason: "Ordered twice" });
    },
    message: async (orderId) => {
      const body = JSON.stringify({
        type: "order.cancelled",
        timestamp: new Date().toISOString(),
        data: { orderId, reason: "The shopper called" },
      });
      await deliverTo(shop.app, "standard", body, signStandard(body, { id: `cancel-${orderId}` }));
      return shop.workInbox();
    },
  };

  test.each(Object.keys(ways))("by the %s has its money to give back", async (way) => {
    const orderId = `cancelled_by_${way}`;
    const story = await putPaid(orderId);
    await ways[way]?.(orderId);
    expect(await standingOf(shop, orderId)).toMatchObject({
      status: "cancelled",
      money: { kept: PRICE },
      escalations: ["refund_due"],
    });
    // A part is not enough.
    const given = (minute: number, amount: number) =>
      story.charge("refunded", "a", minute, {
        amount_refunded: amount,
        refunded: amount === PRICE,
      });
    await tell(shop, [given(181, 2_900)]);
    expect(await standingOf(shop, orderId)).toMatchObject({
      money: { kept: PRICE - 2_900 },
      escalations: ["refund_due"],
    });
    await tell(shop, [given(182, PRICE)]);
    expect(await standingOf(shop, orderId)).toMatchObject({
      money: { kept: 0 },
      escalations: [],
    });
    expect(await mailsAfterSweep(shop, orderId)).toBe(0);
  });

  test("while a dispute holds its money has nothing to give back, and the dispute is named", async () => {
    const story = await putPaid("cancelled_disputed");
    const disputed = (minute: number, status: string) =>
      story.dispute("updated", "d", "a", minute, { status, created: story.at(20) / 1000 });
    await tell(shop, [disputed(20, "needs_response")]);
    await shop.api.post("/checkout/orchestrations/cancelled_disputed/cancel", {});
    expect(await standingOf(shop, "cancelled_disputed")).toMatchObject({
      status: "cancelled",
      escalations: ["dispute_open"],
    });
    await tell(shop, [disputed(181, "won")]);
    expect((await standingOf(shop, "cancelled_disputed")).escalations).toEqual(["refund_due"]);
  });
});

describe("a completed order", () => {
  test("stays completed and needs nobody when a part of its money is given back", async () => {
    const given = await afterCompletion("part_back", (story) => [
      story.charge("refunded", "a", 100, { amount_refunded: 2_900 }),
      story.refund("refund.created", "r", "a", 100, {
        amount: 2_900,
        created: story.at(100) / 1000,
      }),
    ]);
    expect(given).toMatchObject({ ...COMPLETED, escalations: [] });
    expect(given.money).toMatchObject({ refunded: 2_900, kept: PRICE - 2_900, open: 0 });
    const { events } = await shop.api.read("part_back_forwards");
    expect(events.at(-1)).toMatchObject({ disposition: "late", source: "stripe" });
  });

  test("stays completed when all of its money is given back, for an operator to see", async () => {
    const given = await afterCompletion("all_back", (story) => [
      story.charge("refunded", "a", 100, { amount_refunded: PRICE, refunded: true }),
      story.refund("refund.created", "r", "a", 100, { created: story.at(100) / 1000 }),
    ]);
    expect(given).toMatchObject({ ...COMPLETED, escalations: ["refund_after_completion"] });
    expect(given.money).toMatchObject({ refunded: PRICE, kept: 0, open: 0 });
  });

  const disputed = (story: StripeStory, minute: number, changes: object) =>
    story.dispute("updated", "d", "a", minute, { created: story.at(100) / 1000, ...changes });

  test("that is disputed is an operator's until the dispute is won", async () => {
    const open = await afterCompletion("late_dispute", (story) => [
      disputed(story, 100, { status: "warning_needs_response" }),
      disputed(story, 110, { status: "needs_response" }),
    ]);
    expect(open).toMatchObject({ ...COMPLETED, escalations: ["dispute_open"] });
    expect(open.money).toMatchObject({ disputed: PRICE, kept: 0 });
    const won = await afterCompletion("late_won", (story) => [
      disputed(story, 100, { status: "needs_response" }),
      disputed(story, 110, { status: "won" }),
    ]);
    expect(won).toMatchObject({ ...COMPLETED, escalations: [] });
  });

  test("whose dispute is lost has lost its money, and one over a part a balance", async () => {
    const lost = await afterCompletion("late_lost", (story) => [
      disputed(story, 100, { status: "needs_response" }),
      disputed(story, 110, { status: "lost" }),
    ]);
    expect(lost).toMatchObject({ ...COMPLETED, escalations: ["refund_after_completion"] });
    const part = await afterCompletion("late_part_lost", (story) => [
      disputed(story, 100, { status: "needs_response", amount: 2_900 }),
      disputed(story, 110, { status: "lost", amount: 2_900 }),
    ]);
    expect(part).toMatchObject({ ...COMPLETED, escalations: ["balance_open"] });
    expect(part.money).toMatchObject({ disputed: 2_900, open: 2_900 });
  });

  test("that is paid again is paid twice, until that is given back", async () => {
    const twice = await afterCompletion("late_twice", (story) => [
      story.intent("succeeded", "b", 100),
      story.session("completed", "b", 100),
    ]);
    expect(twice).toMatchObject({ ...COMPLETED, escalations: ["paid_twice"] });
    const given = await afterCompletion("late_given", (story) => [
      story.intent("succeeded", "b", 100),
      story.charge("refunded", "b", 120, { amount_refunded: PRICE, refunded: true }),
    ]);
    expect(given).toMatchObject({ ...COMPLETED, escalations: [] });
  });

  test("is not opened by an attempt that fails or expires afterwards", async () => {
    const tried = await afterCompletion("late_tried", (story) => [
      story.intent("payment_failed", "b", 100, { last_payment_error: { code: "card_declined" } }),
      story.session("expired", "c", 110),
      story.intent("canceled", "d", 120, { cancellation_reason: "fraudulent" }),
    ]);
    expect(tried).toMatchObject({ ...COMPLETED, escalations: [] });
  });

  test("was never complete if its money was given back before it was delivered", async () => {
    const story = await putCompleted("back_before");
    await tell(shop, [
      story.charge("refunded", "a", 30, { amount_refunded: PRICE, refunded: true }),
    ]);
    expect(await standingOf(shop, "back_before")).toMatchObject({
      currentStage: "payment",
      status: "failed",
      waitingOn: "operator",
      money: { kept: 0, open: 0 },
    });
    expect(await mailsAfterSweep(shop, "back_before")).toBe(0);
  });
});

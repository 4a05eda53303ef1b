import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  inEveryOrder,
  mailsAfterSweep,
  putOrderOf,
  standingOf,
  THREE_HOURS_AGO,
} from "../support/paid-orders.ts";
import { PRICE, type StripeStory, storyOf, tell } from "../support/stripe-story.ts";

let shop: TestApp;
let patient: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
  const payment = { ...PLAIN_POLICY.payment, partialBy: "member" } as const;
  patient = await startTestApp({ ...PLAIN_POLICY, payment }, undefined, { asksProviders: false });
  for (const { api } of [shop, patient]) await api.putMember("ada");
});
afterAll(async () => {
  for (const each of [shop, patient]) {
    await expectWhole(each);
    await each.close();
  }
});

async function putStory(orderId: string, changes = {}): Promise<StripeStory> {
  const story = storyOf(orderId, THREE_HOURS_AGO);
  await putOrderOf(shop, story, changes);
  return story;
}

/** The shop reports that the order costs this much now. */
async function putTotal(story: StripeStory, amount: number, currency = "EUR"): Promise<void> {
  const total = { amount, currency };
  const items = [{ title: "Stool", quantity: 1, unitPrice: total }];
  await putOrderOf(shop, story, { total, items });
}

async function lastEntry(orderId: string) {
  return (await shop.api.read(orderId)).events.at(-1);
}

const PAID = { currentStage: "fulfillment", escalations: [] };
const PART_PAID = {
  currentStage: "payment",
  status: "waiting",
  waitingOn: "operator",
  escalations: ["balance_open"],
};

describe("an order that is paid in parts", () => {
  test("is paid by a deposit and the rest", async () => {
    const deposit = await inEveryOrder(shop, "deposit", (story) => [
      story.intent("succeeded", "a", 10, { amount: 2_900 }),
    ]);
    expect(deposit).toMatchObject({ ...PART_PAID, money: { captured: 2_900, open: 10_000 } });
    expect(await mailsAfterSweep(shop, "deposit")).toBe(0);
    const rest = await inEveryOrder(shop, "with_rest", (story) => [
      story.intent("succeeded", "a", 10, { amount: 2_900 }),
      story.intent("succeeded", "b", 60, { amount: 10_000 }),
    ]);
    expect(rest).toMatchObject({ ...PAID, money: { captured: PRICE, kept: PRICE, open: 0 } });
  });

  test("is paid by two halves, and by the one that is still under way", async () => {
    const half = await inEveryOrder(shop, "half_way", (story) => [
      story.intent("succeeded", "a", 10, { amount: PRICE / 2 }),
      story.intent("processing", "b", 12, {
        amount: PRICE / 2,
        payment_method_types: ["sepa_debit"],
      }),
    ]);
    expect(half).toMatchObject({
      currentStage: "payment",
      status: "in_progress",
      waitingOn: "provider",
      escalations: [],
    });
    const both = await inEveryOrder(shop, "halves", (story) => [
      story.intent("succeeded", "a", 10, { amount: PRICE / 2 }),
      story.intent("processing", "b", 12, { amount: PRICE / 2 }),
      story.intent("succeeded", "b", 60, { amount: PRICE / 2 }),
    ]);
    expect(both).toMatchObject({ ...PAID, money: { captured: PRICE } });
  });

  test("stays part paid when another attempt at the rest is declined", async () => {
    const declined = await inEveryOrder(shop, "rest_declined", (story) => [
      story.intent("succeeded", "a", 10, { amount: 2_900 }),
      story.intent("payment_failed", "b", 60, { last_payment_error: { code: "card_declined" } }),
    ]);
    expect(declined).toMatchObject({ ...PART_PAID, money: { captured: 2_900, open: 10_000 } });
  });

  test("asks the shopper for the rest where the shop takes parts", async () => {
    const deposit = await inEveryOrder(
      patient,
      "members_rest",
      (story) => [story.intent("succeeded", "a", 10, { amount: 2_900 })],
      (story) => putOrderOf(patient, story),
    );
    expect(deposit).toMatchObject({ status: "waiting", waitingOn: "member", escalations: [] });
    expect(await mailsAfterSweep(patient, "members_rest")).toBe(3);
  });
});

describe("an order whose total changes after it was paid", () => {
  test("is open again by the difference when it costs more", async () => {
    const story = await putStory("raised");
    await tell(shop, [story.intent("succeeded", "a", 10)]);
    await putTotal(story, PRICE + 2_000);
    expect(await standingOf(shop, "raised")).toMatchObject({
      ...PART_PAID,
      money: { total: PRICE + 2_000, captured: PRICE, open: 2_000 },
    });
    expect(await lastEntry("raised")).toMatchObject({
      kind: "order_changed",
      payload: {
        before: { total: { amount: PRICE, currency: "EUR" } },
        after: { total: { amount: PRICE + 2_000, currency: "EUR" } },
      },
    });
    expect(await mailsAfterSweep(shop, "raised")).toBe(0);
    await tell(shop, [story.intent("succeeded", "b", 60, { amount: 2_000 })]);
    expect(await standingOf(shop, "raised")).toMatchObject(PAID);
  });

  test("is open by the difference when a statement had said that it was paid", async () => {
    const story = await putStory("stated_raised");
    await shop.api.postEvent("stated_raised", { stage: "payment", status: "completed" });
    expect(await standingOf(shop, "stated_raised")).toMatchObject({
      ...PAID,
      money: { captured: PRICE },
    });
    await putTotal(story, PRICE + 2_000);
    expect(await standingOf(shop, "stated_raised")).toMatchObject({
      ...PART_PAID,
      money: { captured: PRICE, open: 2_000 },
    });
    await shop.api.postEvent("stated_raised", { stage: "payment", status: "completed" });
    expect(await standingOf(shop, "stated_raised")).toMatchObject({
      ...PAID,
      money: { captured: PRICE + 2_000 },
    });
  });

  test("has too much when it costs less, until that is given back", async () => {
    const story = await putStory("lowered");
    await tell(shop, [story.intent("succeeded", "a", 10)]);
    await putTotal(story, PRICE - 2_900);
    expect(await standingOf(shop, "lowered")).toMatchObject({
      currentStage: "fulfillment",
      escalations: ["paid_twice"],
      money: { kept: PRICE, open: 0 },
    });
    await tell(shop, [
      story.charge("refunded", "a", 60, { amount_refunded: 2_900, refunded: false }),
    ]);
    expect(await standingOf(shop, "lowered")).toMatchObject({
      ...PAID,
      money: { kept: PRICE - 2_900 },
    });
  });

  test("is paid by what it has when it costs less than was paid in part", async () => {
    const story = await putStory("lowered_to_part");
    await tell(shop, [story.intent("succeeded", "a", 10, { amount: 10_000 })]);
    expect(await standingOf(shop, "lowered_to_part")).toMatchObject(PART_PAID);
    await putTotal(story, 10_000);
    expect(await standingOf(shop, "lowered_to_part")).toMatchObject(PAID);
  });

  test("goes on at once when nothing is left to pay", async () => {
    const story = await putStory("now_free");
    await putTotal(story, 0);
    expect(await standingOf(shop, "now_free")).toMatchObject(PAID);
    expect(await mailsAfterSweep(shop, "now_free")).toBe(0);
  });

  test("takes no money of another currency when the currency changes", async () => {
    const story = await putStory("other_currency");
    await tell(shop, [story.intent("succeeded", "a", 10)]);
    await putTotal(story, PRICE, "CHF");
    expect(await standingOf(shop, "other_currency")).toMatchObject({
      currentStage: "payment",
      escalations: ["amount_differs"],
      money: { captured: 0, open: PRICE, currency: "CHF" },
    });
  });

  test("ends the same whether the payment or the change came first", async () => {
    const [first, last] = [await putStory("paid_first"), await putStory("changed_first")];
    await tell(shop, [first.intent("succeeded", "a", 10)]);
    await putTotal(first, PRICE + 2_000);
    await putTotal(last, PRICE + 2_000);
    await tell(shop, [last.intent("succeeded", "a", 10)]);
    const { payments: _, ...one } = await standingOf(shop, "paid_first");
    const { payments: __, ...other } = await standingOf(shop, "changed_first");
    expect(other).toMatchObject({ ...one, nextActionAt: expect.any(String) });
  });

  test("has an entry only when it changes", async () => {
    const story = await putStory("same_again");
    const { version } = await shop.api.read("same_again");
    await putTotal(story, PRICE);
    expect((await shop.api.read("same_again")).version).toBe(version);
  });
});

describe("an order that was closed", () => {
  async function putClosed(orderId: string): Promise<StripeStory> {
    const story = await putStory(orderId);
    await tell(shop, [story.intent("succeeded", "a", 10)]);
    await shop.api.postEvent(orderId, { stage: "fulfillment", status: "completed" });
    return story;
  }

  test("stays as it was closed when the shop reports another total", async () => {
    const story = await putClosed("closed_raised");
    const before = await standingOf(shop, "closed_raised");
    for (const amount of [PRICE + 2_000, PRICE - 2_000]) {
      const refused = await shop.api.putOrder(story.orderId, {
        placedAt: new Date(story.at(0)).toISOString(),
        requires: { verification: false, loyaltyHold: false },
        total: { amount, currency: "EUR" },
      });
      expect([refused.status, codeOf(refused)]).toEqual([409, "orchestration_closed"]);
      expect(await standingOf(shop, "closed_raised")).toEqual(before);
    }
  });

  test("has a need for money that is given back in part or in full, and for a second payment", async () => {
    const story = await putClosed("closed_moving");
    const given = (minute: number, amount: number) =>
      story.charge("refunded", "a", minute, {
        amount_refunded: amount,
        refunded: amount === PRICE,
      });
    const fulfilledAt = Math.ceil((Date.now() - story.at(0)) / 60_000);
    await tell(shop, [given(fulfilledAt + 10, 2_900)]);
    const part = await standingOf(shop, "closed_moving");
    expect(part).toMatchObject({ currentStage: "completed", escalations: [] });
    expect(part.money).toMatchObject({ refunded: 2_900, kept: PRICE - 2_900, open: 0 });
    await tell(shop, [given(fulfilledAt + 20, PRICE)]);
    expect(await standingOf(shop, "closed_moving")).toMatchObject({
      currentStage: "completed",
      escalations: ["refund_after_completion"],
    });

    const twice = await putClosed("closed_twice");
    await tell(shop, [twice.intent("succeeded", "b", 179)]);
    expect(await standingOf(shop, "closed_twice")).toMatchObject({
      currentStage: "completed",
      escalations: ["paid_twice"],
    });
  });

  test("by a cancellation after it was paid has money to give back, until it is given back", async () => {
    const story = await putStory("paid_cancelled");
    await tell(shop, [story.intent("succeeded", "a", 10)]);
    await shop.api.post("/checkout/orchestrations/paid_cancelled/cancel", {});
    expect(await standingOf(shop, "paid_cancelled")).toMatchObject({
      status: "cancelled",
      money: { kept: PRICE },
      escalations: ["refund_due"],
    });
    await tell(shop, [
      story.refund("refund.created", "r", "a", 181, {
        status: "pending",
        created: story.at(181) / 1000,
      }),
    ]);
    expect((await standingOf(shop, "paid_cancelled")).escalations).toEqual([]);
    await tell(shop, [
      story.refund("refund.failed", "r", "a", 182, {
        status: "failed",
        created: story.at(181) / 1000,
      }),
    ]);
    expect((await standingOf(shop, "paid_cancelled")).escalations).toEqual([
      "refund_due",
      "refund_failed",
    ]);
    await tell(shop, [
      story.charge("refunded", "a", 183, { amount_refunded: PRICE, refunded: true }),
      story.refund("refund.created", "r2", "a", 183, { created: story.at(183) / 1000 }),
    ]);
    expect(await standingOf(shop, "paid_cancelled")).toMatchObject({
      status: "cancelled",
      money: { kept: 0 },
      escalations: [],
    });
    expect(await mailsAfterSweep(shop, "paid_cancelled")).toBe(0);
  });

  test("by a cancellation before it was paid needs nobody, until a payment comes", async () => {
    const story = await putStory("unpaid_cancelled");
    await shop.api.post("/checkout/orchestrations/unpaid_cancelled/cancel", {});
    expect((await standingOf(shop, "unpaid_cancelled")).escalations).toEqual([]);
    await tell(shop, [story.intent("succeeded", "a", 181)]);
    expect((await standingOf(shop, "unpaid_cancelled")).escalations).toEqual([
      "payment_after_cancellation",
    ]);
  });
});

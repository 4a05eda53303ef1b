import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  inEveryOrder,
  mailsAfterSweep,
  makeDue,
  putOrderOf,
  standingOf,
  THREE_HOURS_AGO,
} from "../support/paid-orders.ts";
import { PRICE, type StripeStory, storyOf, tell } from "../support/stripe-story.ts";

const DAY_MS = 24 * 60 * 60_000;
const DAY_MIN = 24 * 60;

let shop: TestApp;
let capturing: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
  const payment = { ...PLAIN_POLICY.payment, settledBy: "capture" } as const;
  capturing = await startTestApp({ ...PLAIN_POLICY, payment }, undefined, { asksProviders: false });
  for (const { api } of [shop, capturing]) await api.putMember("ada");
});
afterAll(async () => {
  for (const each of [shop, capturing]) {
    await expectWhole(each);
    await each.close();
  }
});

/** A reservation that can be captured until this minute. */
function reserved(story: StripeStory, name: string, minute: number, untilMinute: number) {
  const card = { capture_before: story.at(untilMinute) / 1000 };
  return [
    story.charge("succeeded", name, minute, {
      captured: false,
      amount_captured: 0,
      payment_method_details: { type: "card", card },
    }),
    story.intent("amount_capturable_updated", name, minute),
  ];
}

const IN_A_WEEK = 7 * DAY_MIN;

describe("a reserved payment", () => {
  test("is done for the shopper: the order goes on, and nobody is written to", async () => {
    const authorized = await inEveryOrder(shop, "reserved", (story) =>
      reserved(story, "a", 10, IN_A_WEEK),
    );
    expect(authorized).toMatchObject({ currentStage: "fulfillment", escalations: [] });
    expect(authorized.money).toMatchObject({ authorised: PRICE, captured: 0, open: 0 });
    expect(await mailsAfterSweep(shop, "reserved")).toBe(0);
    expect((await standingOf(shop, "reserved_0")).escalations).toEqual([]);
  });

  test("is to be captured by an operator from a day before it lapses", async () => {
    const story = storyOf("capture_soon", Date.now() - 3 * DAY_MS);
    await putOrderOf(shop, story);
    const lapse = 3 * DAY_MIN + 12 * 60;
    await tell(shop, reserved(story, "a", 10, lapse));
    expect(await mailsAfterSweep(shop, story.orderId)).toBe(0);
    expect((await standingOf(shop, story.orderId)).escalations).toContain("capture_due");
    await tell(shop, [story.intent("succeeded", "a", 3 * DAY_MIN)]);
    expect((await standingOf(shop, story.orderId)).escalations).not.toContain("capture_due");
  });

  test("is due a day before it lapses, and becomes an operator's then", async () => {
    const story = storyOf("capture_later", Date.now() - 60_000);
    await putOrderOf(shop, story);
    // Two hours more than a day from now, which is before the delivery is overdue.
    await tell(shop, reserved(story, "a", 0, DAY_MIN + 120));
    const { nextActionAt, escalations } = await standingOf(shop, story.orderId);
    expect(Date.parse(nextActionAt ?? "")).toBe(story.at(120));
    expect(escalations).toEqual([]);
  });

  test("that lapses uncaptured opens the payment again, for an operator", async () => {
    const lapsed = await inEveryOrder(shop, "lapsed", (story) => [
      ...reserved(story, "a", 10, 60),
      story.charge("expired", "a", 70, { captured: false, amount_captured: 0 }),
      story.intent("canceled", "a", 70, {
        cancellation_reason: "automatic",
        latest_charge: story.chargeId("a"),
        last_payment_error: null,
      }),
    ]);
    expect(lapsed).toMatchObject({
      currentStage: "payment",
      status: "failed",
      waitingOn: "operator",
      escalations: ["authorisation_lapsed"],
    });
    expect(lapsed.money).toMatchObject({ authorised: 0, open: PRICE });
    expect(await mailsAfterSweep(shop, "lapsed")).toBe(0);
  });

  test("that is released after another payment succeeded leaves the order paid", async () => {
    const released = await inEveryOrder(shop, "released", (story) => [
      ...reserved(story, "a", 10, IN_A_WEEK),
      story.intent("succeeded", "b", 20),
      story.intent("canceled", "a", 30, {
        cancellation_reason: "duplicate",
        latest_charge: story.chargeId("a"),
        last_payment_error: null,
      }),
      story.charge("refunded", "a", 30, {
        captured: false,
        amount_captured: 0,
        amount_refunded: PRICE,
        refunded: true,
      }),
    ]);
    expect(released).toMatchObject({ currentStage: "fulfillment", escalations: [] });
    expect(released.money).toMatchObject({
      captured: PRICE,
      authorised: 0,
      refunded: 0,
      kept: PRICE,
    });
    expect(await mailsAfterSweep(shop, "released")).toBe(0);
  });

  test("that is captured in part, with the rest released, leaves the rest to an operator", async () => {
    const part = await inEveryOrder(shop, "part_captured", (story) => [
      ...reserved(story, "a", 10, IN_A_WEEK),
      story.charge("captured", "a", 30, { amount_captured: 10_000, amount_refunded: 2_900 }),
      story.intent("succeeded", "a", 30, { amount_received: 10_000, amount_capturable: 0 }),
    ]);
    expect(part).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "operator",
      escalations: ["balance_open"],
    });
    expect(part.money).toMatchObject({ captured: 10_000, authorised: 0, open: 2_900 });
    expect(await mailsAfterSweep(shop, "part_captured")).toBe(0);
  });

  test("that is captured in part, while the rest can still be, is done for the shopper", async () => {
    const part = await inEveryOrder(shop, "several_captures", (story) => [
      ...reserved(story, "a", 10, IN_A_WEEK),
      story.intent("amount_capturable_updated", "a", 30, {
        amount_received: 10_000,
        amount_capturable: 2_900,
      }),
    ]);
    expect(part).toMatchObject({ currentStage: "fulfillment", escalations: [] });
    expect(part.money).toMatchObject({ captured: 10_000, authorised: 2_900, open: 0 });
    const inAWeek = THREE_HOURS_AGO + IN_A_WEEK * 60_000;
    expect(part.payments).toMatchObject([{ captureBefore: new Date(inAWeek).toISOString() }]);
  });

  test("of a cancelled order that is released needs nobody", async () => {
    const story = storyOf("cancelled_released", Date.now() - 3_600_000);
    await putOrderOf(shop, story);
    await tell(shop, reserved(story, "a", 10, IN_A_WEEK));
    await shop.api.post(`/checkout/orchestrations/${story.orderId}/cancel`, {});
    expect((await standingOf(shop, story.orderId)).escalations).toEqual([]);
    await tell(shop, [
      story.intent("canceled", "a", 30, {
        cancellation_reason: "requested_by_customer",
        latest_charge: story.chargeId("a"),
        last_payment_error: null,
      }),
    ]);
    const { status, money, escalations } = await standingOf(shop, story.orderId);
    expect({ status, escalations }).toEqual({ status: "cancelled", escalations: [] });
    expect(money).toMatchObject({ authorised: 0, kept: 0 });
  });

  test("of a cancelled order that is captured all the same is to be given back", async () => {
    const story = storyOf("captured_late", Date.now() - 3_600_000);
    await putOrderOf(shop, story);
    await tell(shop, reserved(story, "a", 10, IN_A_WEEK));
    await shop.api.post(`/checkout/orchestrations/${story.orderId}/cancel`, {});
    await tell(shop, [story.intent("succeeded", "a", 61)]);
    expect((await standingOf(shop, story.orderId)).escalations).toEqual([
      "payment_after_cancellation",
    ]);
    await tell(shop, [
      story.charge("refunded", "a", 62, { amount_refunded: PRICE, refunded: true }),
    ]);
    expect((await standingOf(shop, story.orderId)).escalations).toEqual([]);
  });
});

describe("in a shop that goes on only when the money is captured", () => {
  test("a reserved payment waits on an operator, and the shopper is not written to", async () => {
    const authorized = await inEveryOrder(capturing, "to_capture", (story) =>
      reserved(story, "a", 10, IN_A_WEEK),
    );
    expect(authorized).toMatchObject({
      currentStage: "payment",
      status: "in_progress",
      waitingOn: "operator",
      escalations: [],
    });
    expect(await mailsAfterSweep(capturing, "to_capture")).toBe(0);
    await makeDue(capturing, "to_capture_0");
    expect(await mailsAfterSweep(capturing, "to_capture")).toBe(0);
    const captured = await inEveryOrder(capturing, "now_captured", (story) => [
      ...reserved(story, "a", 10, IN_A_WEEK),
      story.intent("succeeded", "a", 30),
    ]);
    expect(captured).toMatchObject({ currentStage: "fulfillment", escalations: [] });
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  inEveryOrder,
  mailsAfterSweep,
  makeDue,
  putOrderOf,
  standingOf,
} from "../support/paid-orders.ts";
import {
  PRICE,
  type StripeMessage,
  type StripeStory,
  storyOf,
  tell,
} from "../support/stripe-story.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
  await shop.api.putMember("ada");
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

/** An order that was placed this many hours ago, with what Stripe said of it since. */
async function putTold(
  name: string,
  hoursAgo: number,
  messagesOf: (story: StripeStory) => readonly StripeMessage[],
): Promise<StripeStory> {
  const story = storyOf(name, Math.floor(Date.now() / 1000) * 1000 - hoursAgo * HOUR_MS);
  await putOrderOf(shop, story);
  await tell(shop, messagesOf(story));
  return story;
}

const WITH_PROVIDER = { currentStage: "payment", status: "in_progress", waitingOn: "provider" };
const DECLINED = { last_payment_error: { code: "card_declined" } };
const BY_DEBIT = { payment_method_types: ["sepa_debit"] };

describe("an order without any payment", () => {
  test("is what the shopper is written to about", async () => {
    await putTold("untried", 3, () => []);
    expect(await mailsAfterSweep(shop, "untried")).toBe(1);
  });

  test("is what the shopper is written to about after a card was declined", async () => {
    const declined = await inEveryOrder(shop, "declined", (story) => [
      story.intent("payment_failed", "a", 10, DECLINED),
      story.session("expired", "old", 30),
    ]);
    expect(declined).toMatchObject({
      currentStage: "payment",
      status: "failed",
      waitingOn: "member",
    });
    expect(await mailsAfterSweep(shop, "declined")).toBe(3);
  });
});

describe("a debit that is under way", () => {
  test("is what the order waits for, although another checkout expires and an older card was declined", async () => {
    const debited = await inEveryOrder(shop, "debited", (story) => [
      story.intent("payment_failed", "card", 5, DECLINED),
      story.session("completed", "debit", 10, { payment_status: "unpaid", ...BY_DEBIT }),
      story.intent("processing", "debit", 10, BY_DEBIT),
      story.session("expired", "old", 30),
    ]);
    expect(debited).toMatchObject(WITH_PROVIDER);
    expect(await mailsAfterSweep(shop, "debited")).toBe(0);
  });

  test.each([
    ["sepa_debit", 14],
    ["us_bank_account", 14],
    ["klarna", 3],
  ])("by %s may take %i days before an operator looks at it", async (method, days) => {
    const debit = { payment_method_types: [method] };
    const story = await putTold(`days_${method}`, 24, ({ intent }) => [
      intent("processing", "a", 10, debit),
    ]);
    const { nextActionAt, ...standing } = await standingOf(shop, story.orderId);
    expect(standing).toMatchObject({ ...WITH_PROVIDER, escalations: [] });
    expect(Date.parse(nextActionAt ?? "")).toBe(story.at(10) + days * DAY_MS);

    expect(await mailsAfterSweep(shop, story.orderId)).toBe(0);
    expect((await standingOf(shop, story.orderId)).escalations).toEqual([]);
    await makeDue(shop, story.orderId);
    expect(await mailsAfterSweep(shop, story.orderId)).toBe(0);
    expect((await standingOf(shop, story.orderId)).escalations).toEqual(["provider_silent"]);
  });

  test("by card is silent after half an hour", async () => {
    const story = await putTold("card_silent", 1, ({ intent }) => [intent("processing", "a", 10)]);
    expect(await mailsAfterSweep(shop, story.orderId)).toBe(0);
    expect((await standingOf(shop, story.orderId)).escalations).toEqual(["provider_silent"]);
  });

  test("that fails after days asks the shopper for another payment, once", async () => {
    const story = await putTold("bounced", 24 * 5, ({ intent, session }) => [
      session("completed", "a", 10, { payment_status: "unpaid", ...BY_DEBIT }),
      intent("processing", "a", 10, BY_DEBIT),
      intent("payment_failed", "a", 24 * 60 * 4, { ...BY_DEBIT, ...DECLINED }),
      session("async_payment_failed", "a", 24 * 60 * 4, { payment_status: "unpaid", ...BY_DEBIT }),
    ]);
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      status: "failed",
      waitingOn: "member",
    });
    expect(await mailsAfterSweep(shop, story.orderId)).toBe(1);
  });
});

describe("a voucher", () => {
  const voucher = (story: StripeStory, type: string, days: number) => ({
    payment_method_types: [type],
    next_action: {
      type: `${type}_display_details`,
      [`${type}_display_details`]: {
        hosted_voucher_url: `https://payments.stripe.example/voucher/${story.orderId}`,
        [type === "oxxo" ? "expires_after" : "expires_at"]: story.at(0) / 1000 + days * 86_400,
      },
    },
  });

  test.each(["boleto", "oxxo", "konbini", "multibanco"])(
    "of %s is mailed about once, a day before it expires",
    async (type) => {
      const messagesOf = (story: StripeStory) => [
        story.session("completed", "a", 10, {
          payment_status: "unpaid",
          payment_method_types: [type],
        }),
        story.intent("requires_action", "a", 10, voucher(story, type, 3)),
      ];
      const story = await putTold(`voucher_${type}`, 24, messagesOf);
      const { nextActionAt, payments, ...standing } = await standingOf(shop, story.orderId);
      expect(standing).toMatchObject({ status: "waiting", waitingOn: "member", escalations: [] });
      expect(Date.parse(nextActionAt ?? "")).toBe(story.at(0) + 2 * DAY_MS);
      expect(payments.find(({ nextStep }) => nextStep !== null)?.nextStep).toEqual({
        kind: "voucher",
        url: `https://payments.stripe.example/voucher/${story.orderId}`,
      });
      expect(await mailsAfterSweep(shop, story.orderId)).toBe(0);

      const later = await putTold(`voucher_later_${type}`, 49, messagesOf);
      expect(await mailsAfterSweep(shop, later.orderId)).toBe(1);
      const next = await standingOf(shop, later.orderId);
      expect(next.escalations).toEqual([]);
      // Nobody is written to again while the voucher can still be paid.
      expect(Date.parse(next.nextActionAt ?? "")).toBe(later.at(0) + 4 * DAY_MS);
    },
  );

  test("that expired asks the shopper for another payment", async () => {
    const expired = await inEveryOrder(shop, "voucher_over", (story) => [
      story.intent("requires_action", "a", 10, voucher(story, "boleto", 0.05)),
      story.intent("payment_failed", "a", 90, {
        payment_method_types: ["boleto"],
        last_payment_error: { code: "payment_intent_payment_attempt_expired" },
      }),
    ]);
    expect(expired).toMatchObject({ status: "failed", waitingOn: "member" });
    expect(expired.payments[0]).toMatchObject({ state: "expired" });
    expect(await mailsAfterSweep(shop, "voucher_over")).toBe(3);
  });

  test("that was paid on its last day completes the payment, and no mail follows", async () => {
    const paid = await inEveryOrder(shop, "voucher_paid", (story) => [
      story.intent("requires_action", "a", 10, voucher(story, "boleto", 3)),
      story.intent("succeeded", "a", 60, { payment_method_types: ["boleto"] }),
    ]);
    expect(paid).toMatchObject({ currentStage: "fulfillment", escalations: [] });
    expect(await mailsAfterSweep(shop, "voucher_paid")).toBe(0);
  });

  test("and a bank transfer that is half funded name the rest", async () => {
    const funded = await inEveryOrder(shop, "half_funded", (story) => [
      story.intent("requires_action", "a", 10, {
        payment_method_types: ["customer_balance"],
        next_action: {
          type: "display_bank_transfer_instructions",
          display_bank_transfer_instructions: {
            hosted_instructions_url: "https://payments.stripe.example/transfer",
            amount_remaining: PRICE,
          },
        },
      }),
      story.intent("partially_funded", "a", 60, {
        payment_method_types: ["customer_balance"],
        next_action: {
          type: "display_bank_transfer_instructions",
          display_bank_transfer_instructions: {
            hosted_instructions_url: "https://payments.stripe.example/transfer",
            amount_remaining: 4_000,
          },
        },
      }),
    ]);
    expect(funded).toMatchObject({ status: "waiting", waitingOn: "member", escalations: [] });
    expect(await mailsAfterSweep(shop, "half_funded")).toBe(0);
  });
});

describe("a payment that was called off", () => {
  test.each([
    ["fraudulent", "operator", 0],
    ["requested_by_customer", "operator", 0],
    ["abandoned", "member", 1],
  ])("as %s waits on the %s", async (reason, waitingOn, mails) => {
    const story = await putTold(`called_${reason}`, 3, ({ intent }) => [
      intent("canceled", "a", 10, { cancellation_reason: reason }),
    ]);
    expect(await standingOf(shop, story.orderId)).toMatchObject({ status: "failed", waitingOn });
    expect(await mailsAfterSweep(shop, story.orderId)).toBe(mails);
  });

  test("as a duplicate is no news while another one is under way", async () => {
    const called = await inEveryOrder(shop, "called_duplicate", (story) => [
      story.intent("processing", "debit", 10, BY_DEBIT),
      story.intent("canceled", "card", 20, { cancellation_reason: "duplicate" }),
    ]);
    expect(called).toMatchObject(WITH_PROVIDER);
    expect(await mailsAfterSweep(shop, "called_duplicate")).toBe(0);
  });
});

import { ProviderChecks } from "@followthrough/core/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createCircuitBreaker } from "../../src/platform/flow/circuit-breaker.ts";
import { createRateLimit } from "../../src/platform/flow/rate-limit.ts";
import { askProviders } from "../../src/providers/checks/ask-providers.ts";
import { createStripeTruth } from "../../src/providers/connectors/stripe/truth.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  mailsAfterSweep,
  makeDue,
  putOrderOf,
  standingOf,
} from "../support/paid-orders.ts";
import { STRIPE_API_KEY, type StripeApi, startStripeApi } from "../support/stripe-api.ts";
import type { Fields } from "../support/stripe-messages.ts";
import { PRICE, type StripeStory, storyOf, tell } from "../support/stripe-story.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

let shop: TestApp;
let stripe: StripeApi;
beforeAll(async () => {
  shop = await startTestApp();
  stripe = await startStripeApi();
  await shop.api.putMember("ada");
});
afterEach(() => stripe.failWith(null));
afterAll(async () => {
  await expectWhole(shop);
  await stripe.close();
  await shop.close();
});

/** An overdue order with these payments at Stripe, and no message about them has come. */
async function putAsked(
  orderId: string,
  intents: Readonly<Record<string, Fields>>,
  hoursAgo = 3,
): Promise<StripeStory> {
  const story = storyOf(orderId, Date.now() - hoursAgo * HOUR_MS);
  const providerReferences = Object.keys(intents).map((name) => ({
    provider: "stripe",
    reference: story.intentId(name),
  }));
  await putOrderOf(shop, story, { providerReferences });
  for (const [name, changes] of Object.entries(intents)) putIntent(story, name, changes);
  return story;
}

function putIntent(story: StripeStory, name: string, changes: Fields): void {
  stripe.put("payment_intents", {
    ...story.intent("created", name, 1).object,
    livemode: true,
    latest_charge: null,
    last_payment_error: null,
    cancellation_reason: null,
    next_action: null,
    ...changes,
  });
}

/** Sweeps, asks as the worker does, sweeps again and delivers. @returns how many mails went out about the order */
async function mailsAfterAsking(orderId: string): Promise<number> {
  await shop.sweep();
  await ask();
  return mailsAfterSweep(shop, orderId);
}

async function ask(): Promise<void> {
  await shop.sql("update provider_checks set next_attempt_at = now() where outcome is null");
  await askProviders(shop.context, {
    providers: [
      {
        provider: "stripe",
        source: createStripeTruth({ apiKey: STRIPE_API_KEY, apiBase: stripe.baseUrl }),
        breaker: createCircuitBreaker({ perDestination: 10, firstPauseMs: 60_000 }),
        pace: createRateLimit(1_000),
      },
    ],
    clock: () => performance.now(),
    signal: new AbortController().signal,
  });
}

const DECLINED = {
  status: "requires_payment_method",
  last_payment_error: { code: "card_declined" },
};

describe("an overdue order whose provider is asked", () => {
  test("is written about when the provider knows of no other payment", async () => {
    await putAsked("asked_declined", { a: DECLINED });
    expect(await mailsAfterAsking("asked_declined")).toBe(1);
  });

  test("is not written about when the payment is authorized", async () => {
    await putAsked("asked_reserved", {
      a: { status: "requires_capture", amount_capturable: PRICE },
    });
    expect(await mailsAfterAsking("asked_reserved")).toBe(0);
    expect(await standingOf(shop, "asked_reserved")).toMatchObject({
      currentStage: "fulfillment",
      money: { authorised: PRICE, captured: 0, open: 0 },
      escalations: [],
    });
  });

  test("is written about once before a voucher expires, and not before its time", async () => {
    const url = "https://payments.stripe.example/voucher/asked";
    const voucherUntil = (expiresAt: number) => ({
      status: "requires_action",
      payment_method_types: ["boleto"],
      next_action: {
        type: "boleto_display_details",
        boleto_display_details: { hosted_voucher_url: url, expires_at: expiresAt },
      },
    });
    const expiresAt = Math.floor((Date.now() + 2.5 * DAY_MS) / 1000);
    const story = await putAsked("asked_voucher", { a: voucherUntil(expiresAt) });
    expect(await mailsAfterAsking(story.orderId)).toBe(0);
    const { nextActionAt, ...standing } = await standingOf(shop, story.orderId);
    expect(standing).toMatchObject({ status: "waiting", waitingOn: "member", escalations: [] });
    expect(standing.payments).toMatchObject([{ nextStep: { kind: "voucher", url } }]);
    expect(Date.parse(nextActionAt ?? "")).toBe(expiresAt * 1000 - DAY_MS);

    const soon = voucherUntil(Math.floor((Date.now() + 0.5 * DAY_MS) / 1000));
    const ending = await putAsked("asked_voucher_ending", { a: soon }, 72);
    expect(await mailsAfterAsking(ending.orderId)).toBe(1);
    expect(await mailsAfterAsking(ending.orderId)).toBe(1);
  });

  test("waits for a debit that is processing, although an older card was declined", async () => {
    const story = await putAsked("asked_debit", {
      a: DECLINED,
      b: { status: "processing", payment_method_types: ["sepa_debit"] },
    });
    expect(await mailsAfterAsking(story.orderId)).toBe(0);
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      status: "in_progress",
      waitingOn: "provider",
      escalations: [],
    });
  });

  test("keeps what a message said of another payment: an old declined one is no news", async () => {
    const story = await putAsked("asked_old", { a: DECLINED });
    await tell(shop, [
      story.intent("processing", "b", 20, { payment_method_types: ["sepa_debit"] }),
    ]);
    putIntent(story, "b", { status: "processing", payment_method_types: ["sepa_debit"] });
    await makeDue(shop, story.orderId);
    expect(await mailsAfterAsking(story.orderId)).toBe(0);
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      status: "in_progress",
      waitingOn: "provider",
    });
  });

  test("is paid when one of several payments was", async () => {
    await putAsked("asked_paid", {
      a: DECLINED,
      b: { status: "succeeded", amount_received: PRICE },
      c: { status: "canceled", cancellation_reason: "duplicate", canceled_at: 1_772_359_200 },
    });
    expect(await mailsAfterAsking("asked_paid")).toBe(0);
    expect(await standingOf(shop, "asked_paid")).toMatchObject({
      currentStage: "fulfillment",
      money: { captured: PRICE },
      escalations: [],
    });
  });

  test("is not paid by money of another currency, and nobody is written to", async () => {
    await putAsked("asked_yen", {
      a: { status: "succeeded", amount_received: PRICE, currency: "jpy" },
    });
    expect(await mailsAfterAsking("asked_yen")).toBe(0);
    expect(await standingOf(shop, "asked_yen")).toMatchObject({
      currentStage: "payment",
      escalations: ["amount_differs"],
      money: { captured: 0, open: PRICE },
    });
  });

  test.each<[string, Fields]>([
    ["an unknown state", { status: "a_new_state" }],
    ["a sum that is no number", { status: "succeeded", amount_received: "all of it" }],
    ["no currency", { status: "succeeded", amount_received: PRICE, currency: null }],
  ])(
    "waits, visibly, while the answer has %s, and is decided when it can be read",
    async (words, changes) => {
      const orderId = `asked_${words.replaceAll(" ", "_")}`;
      const story = await putAsked(orderId, { a: changes });
      expect(await mailsAfterAsking(orderId)).toBe(0);
      await makeDue(shop, orderId);
      expect(await mailsAfterAsking(orderId)).toBe(0);
      const [check] = await shop.sql(
        "select outcome, last_error from provider_checks where order_id = $1",
        [orderId],
      );
      expect(check).toEqual({ outcome: null, last_error: expect.stringMatching(/answer/) });
      const { body } = await shop.api.get("/checkout/provider-checks?days=7");
      expect(ProviderChecks.parse(body).open).toBeGreaterThan(0);

      putIntent(story, "a", DECLINED);
      expect(await mailsAfterAsking(orderId)).toBe(1);
    },
  );

  test("is not made unpaid by an answer that is older than a message", async () => {
    const story = await putAsked("asked_late", { a: { status: "processing" } });
    await shop.sweep();
    await tell(shop, [story.intent("succeeded", "a", 190)]);
    await ask();
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      currentStage: "fulfillment",
      money: { captured: PRICE },
    });
  });
});

import type { ProviderTruth } from "@followthrough/core/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStripeTruth } from "../../src/providers/connectors/stripe/truth.ts";
import { STRIPE_API_KEY, type StripeApi, startStripeApi } from "../support/stripe-api.ts";
import {
  charge,
  dispute,
  type Fields,
  intent,
  refund,
  session,
} from "../support/stripe-messages.ts";

let stripe: StripeApi;
beforeAll(async () => {
  stripe = await startStripeApi();
});
afterAll(() => stripe.close());

// The objects' own times, in epoch seconds. None of them is now.
const MADE = 1_700_000_000;
const TRIED = MADE + 60;
const ENDED = MADE + 3_600;

function fetchTruth(reference: string, accounts: readonly string[] = []) {
  const access = { apiKey: STRIPE_API_KEY, apiBase: stripe.baseUrl, accounts };
  return createStripeTruth(access).fetchTruth(reference);
}

/** Asks about this object. */
async function ask(
  path: "payment_intents" | "checkout/sessions",
  object: Fields,
): Promise<ProviderTruth | null> {
  stripe.put(path, object);
  return fetchTruth(String(object.id));
}

const askIntent = (changes: Fields) =>
  ask("payment_intents", intent({ created: MADE, livemode: true, ...changes }));
const askSession = (changes: Fields) =>
  ask("checkout/sessions", session({ created: MADE, expires_at: ENDED, ...changes }));
const tried = (changes: Fields = {}) =>
  charge({ created: TRIED, refunds: { data: [], has_more: false }, ...changes });

describe("Stripe's answer about a payment intent", () => {
  test.each([
    [
      { status: "succeeded", amount_received: 12_900, latest_charge: tried() },
      { state: "captured", captured: 12_900 },
      TRIED,
      "completed",
    ],
    [
      {
        status: "requires_capture",
        amount_capturable: 12_900,
        latest_charge: tried({
          captured: false,
          payment_method_details: { type: "card", card: { capture_before: ENDED } },
        }),
      },
      { state: "authorised", authorised: 12_900, captureBefore: ENDED * 1000 },
      TRIED,
      "in_progress",
    ],
    [
      { status: "processing", latest_charge: tried() },
      { state: "processing" },
      TRIED,
      "in_progress",
    ],
    [
      { status: "requires_action", next_action: { type: "use_stripe_sdk" } },
      { state: "requires_action", nextStep: { kind: "authenticate", url: null } },
      MADE,
      "waiting",
    ],
    [
      { status: "requires_confirmation" },
      { state: "requires_action", nextStep: { kind: "pay", url: null } },
      MADE,
      "waiting",
    ],
    [
      { status: "requires_payment_method" },
      { state: "requires_action", nextStep: { kind: "pay", url: null } },
      MADE,
      "waiting",
    ],
    [
      {
        status: "requires_payment_method",
        last_payment_error: { code: "card_declined" },
        latest_charge: tried(),
      },
      { state: "failed", reason: "card_declined", waitingOn: "member" },
      TRIED,
      "failed",
    ],
    [
      { status: "canceled", canceled_at: ENDED, cancellation_reason: "fraudulent" },
      { state: "cancelled", waitingOn: "operator" },
      ENDED,
      "failed",
    ],
  ])("%j is read like its message, with its own time", async (changes, expected, since, status) => {
    const before = Date.now();
    const truth = await askIntent(changes);
    expect(truth).toMatchObject({ stage: "payment", status, occurredAt: since * 1000 });
    expect(truth?.payments).toMatchObject([
      { account: "", reference: "pi_1", snapshot: { ...expected, since: since * 1000 } },
    ]);
    // Stripe's clock counts whole seconds, so an event sent after the question must outweigh the answer.
    const asOf = truth?.payments?.[0]?.asOf ?? 0;
    expect(asOf).toBeGreaterThanOrEqual(before - 2_000);
    expect(asOf).toBeLessThanOrEqual(Date.now() - 2_000);
  });

  test("names the refunds, and takes the payment back only when all of it was refunded", async () => {
    const refunds = { data: [refund(), refund({ id: "re_2", status: "failed" })], has_more: false };
    const paid = { status: "succeeded", amount_received: 12_900 };
    const refunded = tried({ amount_refunded: 2_900, refunds });
    const part = await askIntent({ ...paid, latest_charge: refunded });
    expect(part).toMatchObject({ status: "completed", reopens: false });
    expect(part?.payments).toMatchObject([
      {
        refundedTotal: 2_900,
        refunds: [
          { reference: "re_1", amount: 2_900, state: "succeeded" },
          { reference: "re_2", state: "failed" },
        ],
        snapshot: { state: "captured", captured: 12_900 },
      },
    ]);

    const all = tried({ amount_refunded: 12_900, refunded: true, refunds });
    const whole = await askIntent({ ...paid, latest_charge: all });
    expect(whole).toMatchObject({ status: "failed", reopens: true });
    expect(whole?.payments).toMatchObject([{ refundedTotal: 12_900 }]);
  });

  test("lists the refunds of a charge that has more than Stripe puts into the answer", async () => {
    const listed = Array.from({ length: 12 }, (_, at) => refund({ id: `re_${at}`, amount: 100 }));
    stripe.putList("refunds", "ch_1", listed);
    const refunds = { data: listed.slice(0, 10), has_more: true };
    const latest_charge = tried({ amount_refunded: 1_200, refunds });
    const paid = { status: "succeeded", amount_received: 12_900, latest_charge };
    expect((await askIntent(paid))?.payments?.[0]?.refunds).toHaveLength(12);
  });

  test.each([
    ["needs_response", "open", true],
    ["lost", "lost", true],
    ["won", "won", false],
    ["warning_needs_response", "inquiry", false],
  ])(
    "names a dispute that is %s as %s; it takes the payment back: %j",
    async (status, state, reopens) => {
      stripe.putList("disputes", "ch_1", [dispute({ status })]);
      const disputed = tried({ disputed: true });
      const truth = await askIntent({
        status: "succeeded",
        amount_received: 12_900,
        latest_charge: disputed,
      });
      expect(truth).toMatchObject({ reopens });
      expect(truth?.payments).toMatchObject([
        { disputes: [{ reference: "dp_1", amount: 12_900, state }] },
      ]);
    },
  );
});

describe("Stripe's answer about a checkout session", () => {
  const REPLACED = { reference: "cs_1", snapshot: { state: "cancelled", reason: "replaced" } };

  test("that is open names its page and its end", async () => {
    const truth = await askSession({ status: "open", payment_intent: null });
    expect(truth).toMatchObject({ status: "waiting", occurredAt: MADE * 1000 });
    expect(truth?.payments).toMatchObject([
      {
        reference: "cs_1",
        snapshot: {
          state: "requires_action",
          nextStep: { kind: "pay", url: "https://checkout.stripe.example/c/cs_1" },
          actBy: ENDED * 1000,
          since: MADE * 1000,
        },
      },
    ]);
  });

  test("that is open and has a payment intent says where that can be paid", async () => {
    const untried = intent({ status: "requires_payment_method", created: MADE });
    const truth = await askSession({ status: "open", payment_intent: untried });
    expect(truth?.payments).toMatchObject([
      {
        reference: "pi_1",
        snapshot: {
          state: "requires_action",
          nextStep: { kind: "pay", url: "https://checkout.stripe.example/c/cs_1" },
        },
      },
      REPLACED,
    ]);
  });

  test("that is complete is read from the payment intent in it", async () => {
    const paid = { status: "succeeded", amount_received: 12_900, latest_charge: tried() };
    const truth = await askSession({ payment_intent: intent(paid) });
    expect(truth).toMatchObject({ status: "completed", occurredAt: TRIED * 1000 });
    expect(truth?.payments).toMatchObject([
      { reference: "pi_1", snapshot: { state: "captured", captured: 12_900 } },
      REPLACED,
    ]);
  });

  test("that expired says when", async () => {
    const truth = await askSession({ status: "expired", payment_intent: null });
    expect(truth).toMatchObject({ status: "failed", occurredAt: ENDED * 1000 });
    expect(truth?.payments).toMatchObject([{ reference: "cs_1", snapshot: { state: "expired" } }]);
  });

  test("that only saved a payment method is no payment", async () => {
    expect(await askSession({ mode: "setup" })).toBeNull();
  });
});

describe("an answer that can't be read is an error, so that the question stays open", () => {
  test.each([
    [{ status: "succeeded", amount_received: "12900" }],
    [{ status: "succeeded", amount_received: 12_900, currency: null }],
    [{ status: "a_new_one" }],
    [{ status: null }],
    [{ object: "source", status: "succeeded" }],
    [{ status: "succeeded", latest_charge: 7 }],
    [{ status: "processing", created: "yesterday" }],
  ])("%j", async (changes) => {
    await expect(askIntent(changes)).rejects.toThrow(/provider/);
  });

  test("a session that is paid and doesn't say how much", async () => {
    const unread = { payment_intent: null, amount_total: null };
    await expect(askSession(unread)).rejects.toThrow("how much was paid");
  });
});

describe("an object that Stripe does not know", () => {
  test("says nothing", async () => {
    expect(await fetchTruth("pi_unknown")).toBeNull();
  });

  test("is asked for in each connected account", async () => {
    const paid = intent({ id: "pi_2", status: "succeeded", amount_received: 12_900 });
    stripe.put("payment_intents", paid, "acct_2");
    expect(await fetchTruth("pi_2")).toBeNull();
    const truth = await fetchTruth("pi_2", ["acct_1", "acct_2"]);
    expect(truth?.payments).toMatchObject([{ account: "acct_2", reference: "pi_2" }]);
  });
});

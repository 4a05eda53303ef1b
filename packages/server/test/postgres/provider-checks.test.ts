import { ProviderChecks } from "@followthrough/core/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createStripeTruth } from "../../src/connectors/stripe/truth.ts";
import { askProviders } from "../../src/usecases/ask-providers.ts";
import { createCircuitBreaker } from "../../src/usecases/circuit-breaker.ts";
import { createPace } from "../../src/usecases/pace.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { HAS_FIXTURES, stripeResource, tellOfFixtures } from "../support/fixtures.ts";
import { promptsOf } from "../support/prompts.ts";
import { STRIPE_API_KEY, type StripeApi, startStripeApi } from "../support/stripe-api.ts";

tellOfFixtures("provider-checks.test.ts");
const LONG_AGO = "2026-01-01T00:00:00Z";

let shop: TestApp;
let stripe: StripeApi;
beforeAll(async () => {
  shop = await startTestApp();
  stripe = await startStripeApi();
  await shop.api.putMember("ada");
});
afterEach(() => stripe.failWith(null));
afterAll(async () => {
  await stripe.close();
  await shop.close();
});

/** An order that its member has left at the payment, whose payment intent Stripe has in this state. */
async function putAsked(orderId: string, changes: Readonly<Record<string, unknown>> | null) {
  const reference = `pi_${orderId}`;
  const providerReferences = [{ provider: "stripe", reference }];
  const answer = await shop.api.putOrder(orderId, { placedAt: LONG_AGO, providerReferences });
  expect(answer.status).toBe(201);
  if (changes !== null) {
    stripe.put("payment_intents", stripeResource("payment_intent", { id: reference, ...changes }));
  }
}

/** Asks as the worker does; an attempt that failed is due again at once. */
async function ask(
  breaker = createCircuitBreaker({ perDestination: 10, firstPauseMs: 60_000 }),
  timeoutMs = 5_000,
) {
  await shop.sql("update provider_checks set next_attempt_at = now() where outcome is null");
  return askProviders(shop.context, {
    sources: {
      stripe: createStripeTruth({ apiKey: STRIPE_API_KEY, apiBase: stripe.baseUrl, timeoutMs }),
    },
    breakers: { stripe: breaker },
    pace: createPace(1_000),
    clock: () => performance.now(),
    signal: new AbortController().signal,
  });
}

function decisionsOf(orderId: string) {
  return shop.sql(
    `select payload ->> 'decision' as decision, payload ->> 'reason' as reason
    from orchestration_events where order_id = $1 and kind = 'sweep' order by version`,
    [orderId],
  );
}

const ASKING = { decision: "defer", reason: "asking_provider" };
const PROMPT = { decision: "prompt", reason: "waiting_on_member" };

describe.skipIf(!HAS_FIXTURES)("an overdue payment whose provider can be asked", () => {
  test("is asked about first, and healed without a word when it was paid", async () => {
    const created = Math.floor(Date.now() / 1000);
    const charge = stripeResource("charge", { refunded: false, disputed: false, created });
    await putAsked("paid", { status: "succeeded", latest_charge: charge });

    await shop.sweep();
    expect(await decisionsOf("paid")).toEqual([ASKING]);
    expect(await ask()).toBe(1);
    await shop.sweep();

    const { currentStage, events } = await shop.api.read("paid");
    expect(currentStage).toBe("verification");
    expect(await promptsOf(shop, "paid")).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      source: "stripe",
      actor: "provider",
      status: "completed",
      inboxId: null,
      // Of Stripe's own time, not of the asking.
      occurredAt: new Date(created * 1000).toISOString(),
    });
  });

  test("is written about once the provider has said that the member has to act", async () => {
    await putAsked("declined", {
      status: "requires_payment_method",
      last_payment_error: { code: "card_declined" },
    });

    await shop.sweep();
    await ask();
    await shop.sweep();

    expect(await decisionsOf("declined")).toEqual([ASKING, PROMPT]);
    expect(await promptsOf(shop, "declined")).toHaveLength(1);
    const { events } = await shop.api.read("declined");
    expect(events.map(({ note }) => note)).toContain("The payment failed: card_declined");
  });

  test("is left to the provider while that works on it", async () => {
    await putAsked("debited", { status: "processing" });

    await shop.sweep();
    await ask();
    await shop.sweep();

    expect(await decisionsOf("debited")).toEqual([ASKING]);
    expect(await shop.api.read("debited")).toMatchObject({
      status: "in_progress",
      waitingOn: "provider",
    });
  });

  test("is written about although an answer can't change what was known: it was disputed", async () => {
    const charge = stripeResource("charge", { disputed: true });
    await putAsked("disputed", { status: "succeeded", latest_charge: charge });

    await shop.sweep();
    await ask();
    await shop.sweep();

    expect(await decisionsOf("disputed")).toEqual([ASKING, PROMPT]);
  });

  test("is neither written about nor forgotten while the provider can't be reached", async () => {
    await putAsked("unreached", { status: "requires_payment_method" });
    stripe.failWith(500);

    await shop.sweep();
    expect(await ask()).toBe(0);
    await shop.sql("update orchestrations set next_action_at = now() where order_id = 'unreached'");
    await shop.sweep();
    expect(await decisionsOf("unreached")).toEqual([ASKING, ASKING]);
    expect(await promptsOf(shop, "unreached")).toEqual([]);
    const open = await shop.sql(
      "select attempts, last_error, outcome from provider_checks where order_id = 'unreached'",
    );
    expect(open).toEqual([{ attempts: 1, last_error: expect.any(String), outcome: null }]);

    stripe.failWith(null);
    expect(await ask()).toBe(1);
    await shop.sweep();
    expect((await decisionsOf("unreached")).at(-1)).toEqual(PROMPT);
  });

  test("is put off when the provider takes the question and never answers", async () => {
    await putAsked("unanswered", { status: "requires_payment_method" });
    await shop.sweep();
    stripe.failWith("never");

    expect(await ask(undefined, 50)).toBe(0);

    expect(await promptsOf(shop, "unanswered")).toEqual([]);
    stripe.failWith(null);
    expect(await ask()).toBe(1);
    await shop.sweep();
    expect(await promptsOf(shop, "unanswered")).toHaveLength(1);
  });

  test("does not hold up orders of whom nobody can be asked", async () => {
    await putAsked("held", null);
    await shop.api.putOrder("plain", { placedAt: LONG_AGO });
    stripe.failWith("never");

    const { prompted, deferred } = await shop.sweep();

    expect({ prompted, deferred }).toEqual({ prompted: 1, deferred: 1 });
    expect(await promptsOf(shop, "plain")).toHaveLength(1);
    stripe.failWith(null);
    await ask();
  });

  test("leaves a provider alone that fails again and again", async () => {
    const breaker = createCircuitBreaker({ perDestination: 10, firstPauseMs: 600_000 });
    for (const at of [1, 2, 3, 4, 5]) await putAsked(`failing_${at}`, { status: "processing" });
    await shop.sweep();
    stripe.failWith(503);
    for (let round = 0; round < 3; round += 1) await ask(breaker);
    const before = stripe.asked.length;

    expect(await ask(breaker)).toBe(0);

    expect(stripe.asked.length).toBe(before);
    stripe.failWith(null);
    expect(await ask()).toBe(5);
  });

  test("that moved on by itself is not asked about any more", async () => {
    await putAsked("moved", { status: "requires_payment_method" });
    await shop.sweep();
    await shop.api.postEvent("moved", { stage: "payment", status: "completed" });
    const before = stripe.asked.length;

    await ask();

    expect(stripe.asked.length).toBe(before);
    const [check] = await shop.sql("select outcome from provider_checks where order_id = 'moved'");
    expect(check).toEqual({ outcome: "moot" });
  });

  test("counts as healed or not in what operators see", async () => {
    await shop.sql("delete from provider_checks");
    const charge = stripeResource("charge", { refunded: false });
    await putAsked("share_healed", { status: "succeeded", latest_charge: charge });
    await putAsked("share_not", { status: "requires_payment_method" });
    await shop.sweep();
    await ask();

    const { body } = await shop.api.get("/checkout/provider-checks?days=7");

    expect(ProviderChecks.parse(body)).toMatchObject({ asked: 2, healed: 1, healedShare: 0.5 });
    const metrics = await shop.app.inject("/metrics");
    expect(metrics.payload).toContain("followthrough_silently_healed_share 0.5");
    expect(metrics.payload).toContain('followthrough_provider_checks{outcome="healed"} 1');
  });

  test("names in its preview that the provider is asked first", async () => {
    await putAsked("previewed", null);
    const { body } = await shop.api.get("/checkout/orchestrations/previewed/next-decision");
    expect(body).toMatchObject({ decision: "defer", reason: "asking_provider" });
  });
});

describe.skipIf(!HAS_FIXTURES)("an overdue verification", () => {
  test("is healed when the identity was verified and the message of it lost", async () => {
    const reference = "vs_verified";
    const session = stripeResource("identity.verification_session", {
      id: reference,
      status: "verified",
    });
    stripe.put("identity/verification_sessions", session);
    const providerReferences = [{ provider: "stripe", reference }];
    await shop.api.putOrder("verified", { placedAt: LONG_AGO, providerReferences });
    const occurredAt = "2026-01-01T00:01:00Z";
    await shop.api.postEvent("verified", { stage: "payment", status: "completed", occurredAt });

    await shop.sweep();
    await ask();

    expect((await shop.api.read("verified")).currentStage).toBe("loyalty_hold");
    expect(await promptsOf(shop, "verified")).toEqual([]);
  });
});

import { ProviderChecks } from "@followthrough/core/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createCircuitBreaker } from "../../src/platform/flow/circuit-breaker.ts";
import { createRateLimit } from "../../src/platform/flow/rate-limit.ts";
import { askProviders } from "../../src/providers/checks/ask-providers.ts";
import { createStripeTruth } from "../../src/providers/connectors/stripe/truth.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { HAS_FIXTURES, stripeResource, tellOfFixtures } from "../support/fixtures.ts";
import { promptsOf } from "../support/prompts.ts";
import { STRIPE_API_KEY, type StripeApi, startStripeApi } from "../support/stripe-api.ts";
import { PAID } from "../support/stripe-messages.ts";

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

/** An order whose member left at the payment. Stripe has its payment intent in this state. */
async function putAsked(orderId: string, changes: Readonly<Record<string, unknown>> | null) {
  const reference = `pi_${orderId}`;
  const providerReferences = [{ provider: "stripe", reference }];
  const answer = await shop.api.putOrder(orderId, { placedAt: LONG_AGO, providerReferences });
  expect(answer.status).toBe(201);
  if (changes !== null) {
    stripe.put("payment_intents", stripeResource("payment_intent", { id: reference, ...changes }));
  }
}

/** Asks as the worker does. A failed attempt is due again immediately. */
async function ask(
  breaker = createCircuitBreaker({ perDestination: 10, firstPauseMs: 60_000 }),
  timeoutMs = 5_000,
) {
  await shop.sql("update provider_checks set next_attempt_at = now() where outcome is null");
  return askProviders(shop.context, {
    providers: [
      {
        provider: "stripe",
        source: createStripeTruth({ apiKey: STRIPE_API_KEY, apiBase: stripe.baseUrl, timeoutMs }),
        breaker,
        pace: createRateLimit(1_000),
      },
    ],
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
  test("is asked about first, and gets no prompt when it is already paid", async () => {
    const created = Math.floor(Date.now() / 1000);
    const charge = stripeResource("charge", { refunded: false, disputed: false, created });
    await putAsked("paid", { ...PAID, latest_charge: charge });

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
      // Stripe's own time, not the time of the question.
      occurredAt: new Date(created * 1000).toISOString(),
    });
  });

  test("gets its prompt after the provider says that the member must act", async () => {
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

  test("gets no prompt while the provider works on it", async () => {
    const created = Math.floor(Date.now() / 1000);
    await putAsked("debited", { status: "processing", created });

    await shop.sweep();
    await ask();
    await shop.sweep();

    expect(await decisionsOf("debited")).toEqual([ASKING]);
    expect(await shop.api.read("debited")).toMatchObject({
      status: "in_progress",
      waitingOn: "provider",
    });
  });

  test("gets no prompt after the provider says that the payment is disputed: an operator must act", async () => {
    const charge = stripeResource("charge", { captured: true, disputed: true });
    const dispute = stripeResource("dispute", {
      status: "needs_response",
      amount: 18_900,
      currency: "eur",
    });
    stripe.putList("disputes", String(charge.id), [dispute]);
    await putAsked("disputed", { ...PAID, latest_charge: charge });

    await shop.sweep();
    await ask();
    await shop.sweep();

    expect(await promptsOf(shop, "disputed")).toEqual([]);
    expect(await shop.api.read("disputed")).toMatchObject({
      status: "failed",
      waitingOn: "operator",
    });
  });

  test("is asked about with every one of its references, although one of them can't be answered", async () => {
    const ids = ["pi_first", "pi_second", "cs_third", "pi_fourth", "pi_fifth"];
    const providerReferences = ids.map((reference) => ({ provider: "stripe", reference }));
    await shop.api.putOrder("several", { placedAt: LONG_AGO, providerReferences });
    const paid = { ...PAID, latest_charge: null };
    stripe.put("payment_intents", stripeResource("payment_intent", { id: "pi_first", ...paid }));
    const fifth = { id: "pi_fifth", status: "requires_payment_method" };
    stripe.put("payment_intents", stripeResource("payment_intent", { ...fifth, amount: "?" }));
    await shop.sweep();
    const before = stripe.asked.length;

    expect(await ask()).toBe(0);

    const asked = stripe.asked.slice(before).map((path) => path.split("/").at(-1));
    expect(asked.toSorted()).toEqual(ids.toSorted());
    const { events } = await shop.api.read("several");
    expect(events.filter(({ actor }) => actor === "provider")).toMatchObject([
      { status: "completed", source: "stripe" },
    ]);
    const [check] = await shop.sql(
      "select outcome, last_error from provider_checks where order_id = 'several'",
    );
    expect(check).toEqual({ outcome: null, last_error: expect.stringContaining("can't be read") });

    stripe.put("payment_intents", stripeResource("payment_intent", fifth));
    expect(await ask()).toBe(1);
    expect(await promptsOf(shop, "several")).toEqual([]);
  });

  test("gets no prompt and is not forgotten while the provider can't be reached", async () => {
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

  test("is postponed when the provider takes the question and never answers", async () => {
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

  test("does not delay orders that no provider can be asked about", async () => {
    await putAsked("held", null);
    await shop.api.putOrder("plain", { placedAt: LONG_AGO });
    stripe.failWith("never");

    const { prompted, deferred } = await shop.sweep();

    expect({ prompted, deferred }).toEqual({ prompted: 1, deferred: 1 });
    expect(await promptsOf(shop, "plain")).toHaveLength(1);
    stripe.failWith(null);
    await ask();
  });

  test("stops asking a provider that fails repeatedly", async () => {
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

  test("is asked about although the answers about other orders can't be read", async () => {
    const breaker = createCircuitBreaker({ perDestination: 10, firstPauseMs: 600_000 });
    const ids = [1, 2, 3, 4].map((at) => `unread_${at}`);
    for (const id of ids) await putAsked(id, { status: "a_new_one" });
    await shop.sweep();
    expect(await ask(breaker)).toBe(0);
    await putAsked("readable", { status: "requires_payment_method" });
    await shop.sweep();

    expect(await ask(breaker)).toBe(1);
    for (const id of ids) {
      const readable = { id: `pi_${id}`, status: "requires_payment_method" };
      stripe.put("payment_intents", stripeResource("payment_intent", readable));
    }
    expect(await ask(breaker)).toBe(4);
    await shop.sweep();
  });

  test("is no longer asked about after it has moved on", async () => {
    await putAsked("moved", { status: "requires_payment_method" });
    await shop.sweep();
    await shop.api.postEvent("moved", { stage: "payment", status: "completed" });
    const before = stripe.asked.length;

    await ask();

    expect(stripe.asked.length).toBe(before);
    const [check] = await shop.sql("select outcome from provider_checks where order_id = 'moved'");
    expect(check).toEqual({ outcome: "moot" });
  });

  test("counts as healed or unchanged in the operators' figures", async () => {
    await shop.sql("delete from provider_checks");
    const charge = stripeResource("charge", { refunded: false });
    await putAsked("share_healed", { ...PAID, latest_charge: charge });
    await putAsked("share_not", { status: "requires_payment_method" });
    await shop.sweep();
    await ask();

    const { body } = await shop.api.get("/checkout/provider-checks?days=7");

    expect(ProviderChecks.parse(body)).toMatchObject({ asked: 2, healed: 1, healedShare: 0.5 });
    const metrics = await shop.app.inject("/metrics");
    expect(metrics.payload).toContain("followthrough_silently_healed_share 0.5");
    expect(metrics.payload).toContain('followthrough_provider_checks{outcome="healed"} 1');
  });

  test("has a preview that says the provider is asked first", async () => {
    await putAsked("previewed", null);
    const { body } = await shop.api.get("/checkout/orchestrations/previewed/next-decision");
    expect(body).toMatchObject({ decision: "defer", reason: "asking_provider" });
  });
});

describe.skipIf(!HAS_FIXTURES)("an overdue verification", () => {
  test("is healed when the identity was verified but the message about it was lost", async () => {
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

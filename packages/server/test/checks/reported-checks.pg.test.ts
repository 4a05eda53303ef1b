import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createCircuitBreaker } from "../../src/platform/flow/circuit-breaker.ts";
import { createRateLimit } from "../../src/platform/flow/rate-limit.ts";
import { askProviders } from "../../src/providers/checks/ask-providers.ts";
import { createStripeTruth } from "../../src/providers/connectors/stripe/truth.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectWhole, mailsAfterSweep, putOrderOf, standingOf } from "../support/paid-orders.ts";
import { STRIPE_API_KEY, type StripeApi, startStripeApi } from "../support/stripe-api.ts";
import type { Fields } from "../support/stripe-messages.ts";
import { failedAs, storyOf, tell } from "../support/stripe-story.ts";
import { deliverTo, signStandard } from "../support/webhooks.ts";

const DAY_MS = 24 * 60 * 60_000;
const REVIEW = { kind: "review", reference: "case-7", state: "open", reason: "rule" };

let shop: TestApp;
let stripe: StripeApi;
beforeAll(async () => {
  shop = await startTestApp();
  stripe = await startStripeApi();
});
afterEach(() => stripe.failWith(null));
afterAll(async () => {
  await expectWhole(shop);
  await stripe.close();
  await shop.close();
});

/** A paid order of two days ago. */
async function putPaid(orderId: string, changes: Fields = {}) {
  const story = storyOf(orderId, Math.floor(Date.now() / 1000) * 1000 - 2 * DAY_MS);
  await shop.api.putMember(orderId);
  await putOrderOf(shop, story, { memberId: orderId, ...changes });
  await tell(shop, [story.intent("succeeded", "a", 1)]);
  return story;
}

describe("a review that the shop's own backend reports", () => {
  test("holds the order and lets it go, and the timeline says what was reported", async () => {
    await putPaid("by_api");
    const opened = { stage: "verification", status: "waiting", check: REVIEW };
    expect((await shop.api.postEvent("by_api", opened)).status).toBe(200);
    const held = await shop.api.read("by_api");
    expect(held).toMatchObject({
      currentStage: "verification",
      waitingOn: "operator",
      checks: [{ ...REVIEW, source: "api", account: "", failures: 0, waitingOn: "operator" }],
    });
    expect(held.events.at(-1)).toMatchObject({ stage: "verification", checks: [REVIEW] });

    const approved = { ...opened, status: "completed", check: { ...REVIEW, state: "approved" } };
    await shop.api.postEvent("by_api", approved);
    expect(await standingOf(shop, "by_api")).toMatchObject({
      currentStage: "fulfillment",
      escalations: [],
    });
  });

  test("is the same by a Standard Webhooks message", async () => {
    const { at } = await putPaid("by_message");
    const message = {
      type: "stage.reported",
      timestamp: new Date(at(5)).toISOString(),
      data: { orderId: "by_message", stage: "verification", status: "waiting", check: REVIEW },
    };
    const body = JSON.stringify(message);
    expect((await deliverTo(shop.app, "standard", body, signStandard(body))).status).toBe(200);
    await shop.workInbox();
    expect(await standingOf(shop, "by_message")).toMatchObject({
      currentStage: "verification",
      escalations: ["waiting_on_operator"],
      checks: [{ ...REVIEW, source: "standard", since: message.timestamp }],
    });
  });

  test("is refused where it contradicts itself, and nothing is recorded", async () => {
    await putPaid("refused");
    const check = { ...REVIEW, state: "verified" };
    const answer = await shop.api.postEvent("refused", {
      stage: "verification",
      status: "waiting",
      check,
    });
    expect(answer.status).toBe(422);
    expect(await standingOf(shop, "refused")).toMatchObject({ checks: [] });
  });
});

describe("an overdue identity check whose provider is asked", () => {
  async function askAbout(orderId: string, session: Fields) {
    const requires = { verification: true, loyaltyHold: false };
    const story = await putPaid(orderId, { requires });
    const { object } = story.identity("created", "a", 2);
    await tell(shop, [story.identity("created", "a", 2)]);
    stripe.put("identity/verification_sessions", { ...object, livemode: true, ...session });
    await shop.sweep();
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
    return mailsAfterSweep(shop, orderId);
  }

  test("is an operator's when the shopper turns out to be under age", async () => {
    const session = { status: "requires_input", ...failedAs("under_supported_age", "1") };
    expect(await askAbout("asked_under_age", session)).toBe(0);
    expect(await standingOf(shop, "asked_under_age")).toMatchObject({
      status: "failed",
      waitingOn: "operator",
      escalations: ["waiting_on_operator"],
      checks: [{ reason: "under_supported_age", failures: 1 }],
    });
  });

  test("completes the stage when it was verified", async () => {
    expect(await askAbout("asked_verified", { status: "verified" })).toBe(0);
    expect(await standingOf(shop, "asked_verified")).toMatchObject({ currentStage: "fulfillment" });
  });

  test("is the shopper's, who is written to at once, when it still waits for them", async () => {
    expect(await askAbout("asked_waiting", { status: "requires_input" })).toBe(1);
    const { status, checks } = await standingOf(shop, "asked_waiting");
    expect({ status, checks }).toMatchObject({ status: "waiting", checks: [{ reason: null }] });
  });

  test("is the shopper's, with the reason, when it failed and the message was lost", async () => {
    const session = { status: "requires_input", ...failedAs("document_expired", "1") };
    expect(await askAbout("asked_failed", session)).toBe(1);
    expect(shop.mails.at(-1)?.text.replace(/\s+/g, " ")).toContain("The document has expired.");
  });
});

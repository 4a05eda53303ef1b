import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectWhole, inEveryOrder, mailsAfterSweep, putOrderOf } from "../support/paid-orders.ts";
import { failedAs, type StripeMessage, type StripeStory } from "../support/stripe-story.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

const IDENTITY = { requires: { verification: true, loyaltyHold: false } };

type Story = (story: StripeStory) => readonly StripeMessage[];

/** A paid order that needs an identity check, told in every order of arrival. */
function withIdentity(name: string, messagesOf: Story) {
  return inEveryOrder(
    shop,
    name,
    (story) => [story.intent("succeeded", "a", 1), ...messagesOf(story)],
    (story) => putOrderOf(shop, story, IDENTITY),
  );
}

describe("a review of a payment", () => {
  test("holds an order that needs no identity check, and is in the queue at once", async () => {
    const held = await inEveryOrder(shop, "reviewed", ({ intent, review }) => [
      intent("succeeded", "a", 1),
      review("opened", "a", 2),
    ]);
    expect(held).toMatchObject({
      currentStage: "verification",
      status: "waiting",
      waitingOn: "operator",
      escalations: ["waiting_on_operator"],
      checks: [{ kind: "review", state: "open", reason: "rule", waitingOn: "operator" }],
    });
    expect(await mailsAfterSweep(shop, "reviewed")).toBe(0);
  });

  test("that rejects it keeps the order with an operator", async () => {
    const rejected = await inEveryOrder(shop, "review_rejected", ({ intent, review, charge }) => [
      intent("succeeded", "a", 1),
      review("opened", "a", 2),
      review("closed", "a", 30, { closed_reason: "refunded_as_fraud" }),
      charge("refunded", "a", 30, { refunded: true, amount_refunded: 12_900 }),
    ]);
    expect(rejected).toMatchObject({
      status: "failed",
      waitingOn: "operator",
      escalations: ["waiting_on_operator"],
      checks: [{ state: "rejected", reason: "refunded_as_fraud" }],
    });
  });

  test("that approves it lets the order go on, and its escalation ends", async () => {
    const approved = await inEveryOrder(shop, "review_approved", ({ intent, review }) => [
      intent("succeeded", "a", 1),
      review("opened", "a", 2),
      review("closed", "a", 30, { closed_reason: "approved" }),
    ]);
    expect(approved).toMatchObject({
      currentStage: "fulfillment",
      escalations: [],
      checks: [{ state: "approved", waitingOn: null }],
    });
  });

  test.each(["canceled", "payment_never_settled", "redacted"])(
    "that ended as %s holds nothing, because nobody judged the payment",
    async (closed_reason) => {
      const ended = await inEveryOrder(shop, `review_${closed_reason}`, ({ intent, review }) => [
        intent("succeeded", "b", 1),
        intent("canceled", "a", 20, { cancellation_reason: "duplicate" }),
        review("opened", "a", 2),
        review("closed", "a", 20, { closed_reason }),
      ]);
      expect(ended).toMatchObject({ currentStage: "fulfillment", escalations: [] });
    },
  );

  test("that is approved while the identity check has failed leaves the shopper to try again", async () => {
    const failed = await withIdentity("approved_unverified", ({ identity, review }) => [
      review("opened", "a", 2),
      identity("requires_input", "a", 3, failedAs("document_unverified_other", "1")),
      review("closed", "a", 30, { closed_reason: "approved" }),
    ]);
    expect(failed).toMatchObject({
      currentStage: "verification",
      status: "failed",
      waitingOn: "member",
      escalations: [],
    });
  });

  test("is an operator's while the shopper is asked for the identity", async () => {
    const both = await withIdentity("both_open", ({ identity, review }) => [
      identity("created", "a", 2),
      review("opened", "a", 3),
    ]);
    expect(both).toMatchObject({
      status: "waiting",
      waitingOn: "member",
      escalations: ["waiting_on_operator"],
    });
  });
});

describe("an identity check", () => {
  test.each([
    "under_supported_age",
    "consent_declined",
    "country_not_supported",
    "selfie_manipulated",
    "phone_verification_declined",
  ])("that failed as %s is an operator's at once, and nobody is written to", async (code) => {
    const name = `operators_${code}`;
    const failed = await withIdentity(name, ({ identity }) => [
      identity("created", "a", 2),
      identity("processing", "a", 3),
      identity("requires_input", "a", 4, failedAs(code, "1")),
    ]);
    expect(failed).toMatchObject({
      status: "failed",
      waitingOn: "operator",
      escalations: ["waiting_on_operator"],
      checks: [{ reason: code, failures: 1, waitingOn: "operator" }],
    });
    expect(await mailsAfterSweep(shop, name)).toBe(0);
  });

  test("that failed five times is an operator's, however the failures arrive", async () => {
    const failed = await withIdentity("five_failures", ({ identity }) => [
      identity("created", "a", 2),
      ...[3, 4, 5, 6, 7].flatMap((minute) =>
        identity(
          "requires_input",
          "a",
          minute,
          failedAs("document_unverified_other", String(minute)),
        ),
      ),
    ]);
    expect(failed).toMatchObject({
      status: "failed",
      waitingOn: "operator",
      escalations: ["waiting_on_operator"],
      checks: [{ failures: 5 }],
    });
  });

  test("that was abandoned five times is still the shopper's", async () => {
    const abandoned = await withIdentity("abandoned", ({ identity }) => [
      ...[3, 4, 5, 6, 7].flatMap((minute) =>
        identity("requires_input", "a", minute, failedAs("abandoned", String(minute))),
      ),
    ]);
    expect(abandoned).toMatchObject({ status: "failed", waitingOn: "member", escalations: [] });
    expect(abandoned.checks).toMatchObject([{ reason: "abandoned", failures: 0 }]);
  });

  test("that is verified at last completes the stage, although Stripe deletes it later", async () => {
    const verified = await withIdentity("verified", ({ identity }) => [
      identity("created", "a", 2),
      identity("requires_input", "a", 3, failedAs("document_expired", "1")),
      identity("processing", "a", 4),
      identity("verified", "a", 5),
      identity("redacted", "a", 50, { status: "canceled" }),
    ]);
    expect(verified).toMatchObject({ currentStage: "fulfillment", escalations: [] });
  });

  test("that another one replaced is no news", async () => {
    const replaced = await withIdentity("replaced", ({ identity }) => [
      identity("created", "a", 2),
      identity("created", "b", 3),
      identity("canceled", "a", 4),
    ]);
    expect(replaced).toMatchObject({ status: "waiting", waitingOn: "member", escalations: [] });
  });

  test("that was called off and not replaced is an operator's", async () => {
    const off = await withIdentity("called_off", ({ identity }) => [
      identity("created", "a", 2),
      identity("canceled", "a", 4),
    ]);
    expect(off).toMatchObject({ status: "failed", escalations: ["waiting_on_operator"] });
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  mailsAfterSweep,
  makeDue,
  putOrderOf,
  standingOf,
} from "../support/paid-orders.ts";
import {
  failedAs,
  type StripeMessage,
  type StripeStory,
  storyOf,
  tell,
} from "../support/stripe-story.ts";

const DAY_MS = 24 * 60 * 60_000;

let shop: TestApp;
beforeAll(async () => {
  // The shop captures after the identity check.
  const payment = { ...PLAIN_POLICY.payment, settledBy: "capture" } as const;
  shop = await startTestApp({ ...PLAIN_POLICY, payment }, undefined, { asksProviders: false });
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

/** An order of two days ago that needs an identity check. */
async function putTold(
  orderId: string,
  messagesOf: (story: StripeStory) => readonly StripeMessage[],
): Promise<StripeStory> {
  const story = storyOf(orderId, Math.floor(Date.now() / 1000) * 1000 - 2 * DAY_MS);
  await shop.api.putMember(orderId);
  const requires = { verification: true, loyaltyHold: false };
  await putOrderOf(shop, story, { memberId: orderId, requires });
  await tell(shop, messagesOf(story));
  return story;
}

const lastMail = () => shop.mails.at(-1) ?? { subject: "", text: "" };

describe("a shop that captures after the identity check", () => {
  test("has the shopper asked for the document while the payment is reserved", async () => {
    const { intent, identity } = await putTold("reserved", (story) => [
      story.intent("amount_capturable_updated", "a", 1, { capture_method: "manual" }),
      story.identity("created", "a", 2),
    ]);
    expect(await standingOf(shop, "reserved")).toMatchObject({
      currentStage: "payment",
      waitingOn: "operator",
      asksFor: "verification",
    });

    await makeDue(shop, "reserved");
    expect(await mailsAfterSweep(shop, "reserved")).toBe(1);
    const { subject, text } = lastMail();
    expect(subject).toBe("Please confirm your identity for order reserved");
    expect(text).toContain("Confirm your identity:");
    expect(text).toContain("stage=verification");
    expect(text).not.toContain("payment for your order");

    await tell(shop, [identity("verified", "a", 60)]);
    expect(await standingOf(shop, "reserved")).toMatchObject({
      currentStage: "payment",
      asksFor: null,
    });
    await tell(shop, [intent("succeeded", "a", 61)]);
    expect(await standingOf(shop, "reserved")).toMatchObject({
      currentStage: "fulfillment",
      escalations: [],
    });
  });

  test("says why the check failed, in the shopper's words", async () => {
    await putTold("blurred", ({ intent, identity }) => [
      intent("processing", "a", 1, { payment_method_types: ["sepa_debit"] }),
      identity("requires_input", "a", 3, failedAs("document_unverified_other", "1")),
    ]);
    expect(await standingOf(shop, "blurred")).toMatchObject({
      currentStage: "payment",
      waitingOn: "provider",
      asksFor: "verification",
    });
    await makeDue(shop, "blurred");
    expect(await mailsAfterSweep(shop, "blurred")).toBe(1);
    const { subject, text } = lastMail();
    expect(subject).toBe("The identity check for order blurred needs another try");
    const flat = text.replace(/\s+/g, " ");
    expect(flat).toContain("The photo of the document was not readable.");
    expect(flat).toContain("You can simply do it again.");
  });

  test("does not ask for a document that an operator must decide about", async () => {
    await putTold("under_age", ({ intent, identity }) => [
      intent("amount_capturable_updated", "a", 1, { capture_method: "manual" }),
      identity("requires_input", "a", 3, failedAs("under_supported_age", "1")),
    ]);
    expect(await standingOf(shop, "under_age")).toMatchObject({
      asksFor: null,
      escalations: ["waiting_on_operator"],
    });
    await makeDue(shop, "under_age");
    expect(await mailsAfterSweep(shop, "under_age")).toBe(0);
  });

  test("has an operator told once that the shopper can't be asked", async () => {
    const { identity } = await putTold("opted_out", ({ intent, identity: told }) => [
      intent("processing", "a", 1, { payment_method_types: ["sepa_debit"] }),
      told("created", "a", 3),
    ]);
    await shop.api.putOrderUpdates("opted_out", false);
    for (let sweep = 0; sweep < 2; sweep += 1) {
      await makeDue(shop, "opted_out");
      expect(await mailsAfterSweep(shop, "opted_out")).toBe(0);
    }
    expect((await standingOf(shop, "opted_out")).escalations).toEqual(["unreachable"]);
    await shop.api.putOrderUpdates("opted_out", true);
    expect(await mailsAfterSweep(shop, "opted_out")).toBe(1);
    expect((await standingOf(shop, "opted_out")).escalations).toEqual([]);
    await tell(shop, [identity("verified", "a", 60)]);
  });

  test("asks a shopper whose review was rejected for nothing", async () => {
    await putTold("rejected", ({ intent }) => [intent("payment_failed", "a", 1)]);
    await shop.api.postEvent("rejected", {
      stage: "verification",
      status: "failed",
      source: "desk",
      sourceEventId: "rejected-1",
      check: { kind: "review", reference: "r", state: "rejected" },
    });
    expect(await standingOf(shop, "rejected")).toMatchObject({
      currentStage: "payment",
      waitingOn: "operator",
      asksFor: null,
      escalations: ["waiting_on_operator"],
    });
    await makeDue(shop, "rejected");
    expect(await mailsAfterSweep(shop, "rejected")).toBe(0);
  });
});

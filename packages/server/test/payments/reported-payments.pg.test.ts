import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  mailsAfterSweep,
  putOrderOf,
  standingOf,
  THREE_HOURS_AGO,
} from "../support/paid-orders.ts";
import { PRICE, type StripeStory, storyOf, tell } from "../support/stripe-story.ts";

type Fields = Readonly<Record<string, unknown>>;

let shop: TestApp;
let live: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
  live = await startTestApp(undefined, undefined, { asksProviders: false, countsTest: false });
  await shop.api.putMember("ada");
});
afterAll(async () => {
  for (const each of [shop, live]) {
    await expectWhole(each);
    await each.close();
  }
});

async function putStory(orderId: string, each = shop): Promise<StripeStory> {
  const story = storyOf(orderId, THREE_HOURS_AGO);
  await putOrderOf(each, story);
  return story;
}

/** The shop's own backend says this of a payment, as a command or as a fact of a source. */
async function report(
  { orderId, at }: StripeStory,
  minute: number,
  payment: Fields,
  said: Fields = {},
  each = shop,
) {
  const answer = await each.api.postEvent(orderId, {
    stage: "payment",
    status: "in_progress",
    occurredAt: new Date(at(minute)).toISOString(),
    payment,
    ...said,
  });
  return answer;
}

const fact = (id: string) => ({ source: "acme-pay", sourceEventId: id });
const captured = (reference: string, amount = PRICE) => {
  return { reference, state: "captured", captured: amount };
};
const PAID = { currentStage: "fulfillment", escalations: [] };

describe.each([
  ["a command", () => ({})],
  ["a fact", fact],
])("a payment that the shop reports by %s", (words, of) => {
  const name = words.replaceAll(" ", "_");

  test("counts by its sum", async () => {
    const story = await putStory(`${name}_sums`);
    const half = await report(story, 10, captured("p1", PRICE / 2), of("1"));
    expect(half.status).toBe(200);
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      currentStage: "payment",
      escalations: ["balance_open"],
      money: { captured: PRICE / 2, open: PRICE / 2 },
    });
    await report(story, 20, captured("p2", PRICE / 2), of("2"));
    expect(await standingOf(shop, story.orderId)).toMatchObject({ ...PAID, money: { open: 0 } });
  });

  test("is the same payment when it is reported again", async () => {
    const story = await putStory(`${name}_again`);
    await report(story, 10, captured("p1"), of("1"));
    await report(story, 20, captured("p1"), of("2"));
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      ...PAID,
      money: { captured: PRICE, kept: PRICE },
    });
  });

  test("is as its latest state says, whichever report comes last", async () => {
    const stories = [await putStory(`${name}_forwards`), await putStory(`${name}_backwards`)];
    const states = [
      [10, { reference: "p1", state: "processing", method: "bank_debit" }],
      [20, { reference: "p1", state: "failed", reason: "no_funds" }],
      [30, { reference: "p2", state: "authorised", authorised: PRICE }],
      [40, { ...captured("p2"), refunds: [refundOf(1_900, 40)] }],
    ] as const;
    for (const [at, story] of stories.entries()) {
      const told = at === 0 ? states : states.toReversed();
      for (const [minute, payment] of told) {
        await report(story, minute, payment, of(String(minute)));
      }
    }
    const [one, other] = await Promise.all(
      stories.map(async ({ orderId }) => {
        const { payments, ...standing } = await standingOf(shop, orderId);
        return { ...standing, payments: payments.map((payment) => ({ ...payment, url: null })) };
      }),
    );
    expect(other).toEqual(one);
    expect(one).toMatchObject({ ...PAID, money: { refunded: 1_900, kept: PRICE - 1_900 } });
  });

  test("may bring a refund and a dispute of its own", async () => {
    const story = await putStory(`${name}_back`);
    await report(story, 10, captured("p1"), of("1"));
    await report(story, 20, { reference: "p1", refunds: [refundOf(2_900, 20)] }, of("2"));
    await report(
      story,
      30,
      {
        reference: "p1",
        disputes: [
          {
            reference: "d1",
            amount: 10_000,
            state: "open",
            createdAt: new Date(story.at(30)).toISOString(),
            dueBy: "2027-01-01T00:00:00Z",
          },
        ],
      },
      of("3"),
    );
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      currentStage: "payment",
      status: "failed",
      waitingOn: "operator",
      money: { refunded: 2_900, disputed: 10_000, kept: 0 },
      escalations: ["dispute_open"],
    });
  });

  test("in another currency or in test mode doesn't count", async () => {
    const yen = await putStory(`${name}_yen`);
    await report(yen, 10, { ...captured("p1"), currency: "JPY" }, of("1"));
    expect(await standingOf(shop, yen.orderId)).toMatchObject({
      currentStage: "payment",
      escalations: ["amount_differs"],
      money: { captured: 0 },
    });
    const inTest = await putStory(`${name}_test`, live);
    await report(inTest, 10, { ...captured("p1"), test: true }, of("1"), live);
    expect(await standingOf(live, inTest.orderId)).toMatchObject({
      currentStage: "payment",
      escalations: [],
      money: { captured: 0 },
    });
  });

  test("after the order was closed is a need", async () => {
    const story = await putStory(`${name}_closed`);
    await shop.api.post(`/checkout/orchestrations/${story.orderId}/cancel`, {});
    const late = await report(story, 181, captured("p1"), of("1"));
    expect(late.status).toBe(200);
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      status: "cancelled",
      escalations: ["payment_after_cancellation"],
    });
  });
});

function refundOf(amount: number, minute: number): Fields {
  const createdAt = new Date(THREE_HOURS_AGO + minute * 60_000).toISOString();
  return { reference: `r_${minute}`, amount, state: "succeeded", createdAt };
}

describe("a statement that the order is paid", () => {
  test("is about the whole total, and the payment that it was about is not counted again", async () => {
    const told = [await putStory("stated_then_paid"), await putStory("paid_then_stated")];
    for (const [at, story] of told.entries()) {
      const state = () =>
        shop.api.postEvent(story.orderId, {
          stage: "payment",
          status: "completed",
          occurredAt: new Date(story.at(11)).toISOString(),
          ...fact("whole"),
        });
      const pay = () => tell(shop, [story.intent("succeeded", "a", 10)]);
      for (const step of at === 0 ? [state, pay] : [pay, state]) await step();
      expect(await standingOf(shop, story.orderId)).toMatchObject({
        ...PAID,
        money: { captured: PRICE, kept: PRICE, open: 0 },
      });
    }
  });

  test("and a second payment an hour later is paid twice", async () => {
    const story = await putStory("stated_and_paid");
    await shop.api.postEvent(story.orderId, {
      stage: "payment",
      status: "completed",
      occurredAt: new Date(story.at(10)).toISOString(),
      ...fact("whole"),
    });
    await tell(shop, [story.intent("succeeded", "a", 70)]);
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      currentStage: "fulfillment",
      escalations: ["paid_twice"],
      money: { captured: 2 * PRICE },
    });
  });

  test("that is taken back leaves nothing, and the shopper is not asked", async () => {
    const story = await putStory("taken_back");
    await shop.api.postEvent(story.orderId, { stage: "payment", status: "completed" });
    await shop.api.postEvent(story.orderId, { stage: "payment", status: "failed", reopens: true });
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      currentStage: "payment",
      status: "failed",
      money: { captured: PRICE, refunded: PRICE, kept: 0, open: 0 },
    });
  });
});

describe("a report that contradicts itself", () => {
  test.each<[string, Fields]>([
    ["without an amount", { reference: "p1", state: "captured" }],
    ["with money that was not captured", { reference: "p1", state: "failed", captured: 5 }],
    ["without a state or anything else", { reference: "p1" }],
    [
      "with less refunded than it lists",
      { ...captured("p1"), refundedTotal: 1, refunds: [refundOf(5, 1)] },
    ],
    ["with a negative amount", { reference: "p1", state: "captured", captured: -1 }],
  ])("%s is refused, and nothing is recorded", async (words, payment) => {
    const story = await putStory(`odd_${words.replaceAll(" ", "_")}`);
    const { version } = await shop.api.read(story.orderId);
    const refused = await report(story, 10, payment);
    expect([refused.status, codeOf(refused)]).toEqual([422, "validation_failed"]);
    expect((await shop.api.read(story.orderId)).version).toBe(version);
    expect(await mailsAfterSweep(shop, story.orderId)).toBe(1);
  });
});

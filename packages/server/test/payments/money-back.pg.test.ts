import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectWhole, inEveryOrder, mailsAfterSweep } from "../support/paid-orders.ts";
import { PRICE, type StripeStory } from "../support/stripe-story.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
  await shop.api.putMember("ada");
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

/** How many mails went out about the three orders of a story. */
async function mailsOf(name: string): Promise<number> {
  return mailsAfterSweep(shop, `${name}_`);
}

const PAID = { currentStage: "fulfillment", status: "not_started", escalations: [] };
const GONE = { currentStage: "payment", status: "failed", waitingOn: "operator" };

function refundedCharge({ charge }: StripeStory, name: string, minute: number, amount: number) {
  return charge("refunded", name, minute, {
    amount_refunded: amount,
    refunded: amount === PRICE,
  });
}

describe("a refund", () => {
  test("of one of two payments leaves the order paid, and closes what the second payment opened", async () => {
    const twice = await inEveryOrder(shop, "two_payments", (story) => [
      story.intent("succeeded", "a", 10),
      story.intent("succeeded", "b", 12),
    ]);
    expect(twice).toMatchObject({ ...PAID, escalations: ["paid_twice"] });
    expect(twice.money).toMatchObject({ captured: 2 * PRICE, kept: 2 * PRICE, open: 0 });

    const given = await inEveryOrder(shop, "duplicate_refunded", (story) => [
      story.intent("succeeded", "a", 10),
      story.intent("succeeded", "b", 12),
      refundedCharge(story, "b", 20, PRICE),
      story.refund("refund.created", "r", "b", 20, { created: story.at(20) / 1000 }),
    ]);
    expect(given).toMatchObject(PAID);
    expect(given.money).toMatchObject({ refunded: PRICE, kept: PRICE, open: 0 });
    expect(await mailsOf("duplicate_refunded")).toBe(0);
  });

  test("of all of it is with an operator, and the shopper is not asked to pay again", async () => {
    const given = await inEveryOrder(shop, "all_refunded", (story) => [
      story.intent("succeeded", "a", 10),
      refundedCharge(story, "a", 20, PRICE),
      story.session("expired", "old", 30),
    ]);
    expect(given).toMatchObject(GONE);
    expect(given.money).toMatchObject({ captured: PRICE, refunded: PRICE, kept: 0, open: 0 });
    expect(await mailsOf("all_refunded")).toBe(0);
  });

  test("of a part is in the timeline, and nobody is asked to pay that part again", async () => {
    const given = await inEveryOrder(shop, "part_refunded", (story) => [
      story.intent("succeeded", "a", 10),
      refundedCharge(story, "a", 20, 2_900),
      story.refund("charge.refund.updated", "r", "a", 21, {
        amount: 2_900,
        created: story.at(20) / 1000,
      }),
    ]);
    expect(given).toMatchObject(PAID);
    expect(given.money).toMatchObject({ refunded: 2_900, kept: 10_000, open: 0 });
    const { events } = await shop.api.read("part_refunded_0");
    expect(events.map(({ note }) => note)).toContain("A part was refunded; the payment stands");
    expect(await mailsOf("part_refunded")).toBe(0);
  });

  test("of a part and then of the rest gives back all of it", async () => {
    const given = await inEveryOrder(shop, "in_two_parts", (story) => [
      story.intent("succeeded", "a", 10),
      story.refund("refund.created", "r1", "a", 20, {
        amount: 2_900,
        created: story.at(20) / 1000,
      }),
      refundedCharge(story, "a", 20, 2_900),
      story.refund("refund.created", "r2", "a", 30, {
        amount: 10_000,
        created: story.at(30) / 1000,
      }),
      refundedCharge(story, "a", 30, PRICE),
    ]);
    expect(given).toMatchObject(GONE);
    expect(given.money).toMatchObject({ refunded: PRICE, kept: 0 });
  });

  test("that fails is with an operator until a new one is under way", async () => {
    const begun = (story: StripeStory) => [
      story.intent("succeeded", "a", 10),
      story.intent("succeeded", "b", 11),
      story.refund("refund.created", "r1", "b", 20, {
        status: "pending",
        created: story.at(20) / 1000,
      }),
      story.refund("refund.failed", "r1", "b", 30, {
        status: "failed",
        failure_reason: "lost_or_stolen_card",
        created: story.at(20) / 1000,
      }),
    ];
    const failed = await inEveryOrder(shop, "refund_failed", begun);
    expect(failed).toMatchObject({ ...PAID, escalations: ["paid_twice", "refund_failed"] });
    expect(failed.money).toMatchObject({ refunded: 0, kept: 2 * PRICE });

    const again = await inEveryOrder(shop, "refunded_again", (story) => [
      ...begun(story),
      story.refund("refund.created", "r2", "b", 40, {
        status: "pending",
        created: story.at(40) / 1000,
      }),
    ]);
    expect(again).toMatchObject(PAID);
    expect(again.money).toMatchObject({ refunded: PRICE, refundPending: PRICE, kept: PRICE });
  });
});

describe("a dispute", () => {
  test("takes the money back until it is won", async () => {
    const opened = (story: StripeStory) => [
      story.intent("succeeded", "a", 10),
      story.dispute("created", "d", "a", 20, { created: story.at(20) / 1000 }),
      story.dispute("funds_withdrawn", "d", "a", 20, { created: story.at(20) / 1000 }),
    ];
    const open = await inEveryOrder(shop, "disputed", opened);
    expect(open).toMatchObject({ ...GONE, escalations: ["dispute_open"] });
    expect(open.money).toMatchObject({ disputed: PRICE, kept: 0 });
    expect(await mailsOf("disputed")).toBe(0);

    const won = await inEveryOrder(shop, "dispute_won", (story) => [
      ...opened(story),
      story.dispute("closed", "d", "a", 40, { status: "won", created: story.at(20) / 1000 }),
    ]);
    expect(won).toMatchObject(PAID);
    expect(won.money).toMatchObject({ disputed: 0, kept: PRICE });
  });

  test("does not become a reason to write to the shopper when an old checkout expires", async () => {
    const disputed = await inEveryOrder(shop, "disputed_expired", (story) => [
      story.intent("succeeded", "a", 10),
      story.dispute("created", "d", "a", 20, { created: story.at(20) / 1000 }),
      story.session("expired", "old", 30),
    ]);
    expect(disputed).toMatchObject(GONE);
    expect(await mailsOf("disputed_expired")).toBe(0);
  });

  test("begins as an inquiry, becomes a chargeback, and is won", async () => {
    const inquired = (story: StripeStory) => [
      story.intent("succeeded", "a", 10),
      story.dispute("created", "d", "a", 20, {
        status: "warning_needs_response",
        created: story.at(20) / 1000,
      }),
    ];
    const asked = await inEveryOrder(shop, "inquiry", inquired);
    expect(asked).toMatchObject({ ...PAID, escalations: ["dispute_open"] });
    expect(asked.money).toMatchObject({ disputed: 0, kept: PRICE });

    const chargeback = (story: StripeStory) => [
      ...inquired(story),
      story.dispute("updated", "d", "a", 30, { created: story.at(20) / 1000 }),
    ];
    expect(await inEveryOrder(shop, "chargeback", chargeback)).toMatchObject({
      ...GONE,
      escalations: ["dispute_open"],
    });

    const won = await inEveryOrder(shop, "chargeback_won", (story) => [
      ...chargeback(story),
      story.dispute("closed", "d", "a", 50, { status: "won", created: story.at(20) / 1000 }),
    ]);
    expect(won).toMatchObject(PAID);
  });

  test("about a part that is lost leaves that part to be paid, and an operator decides", async () => {
    const lost = await inEveryOrder(shop, "part_lost", (story) => [
      story.intent("succeeded", "a", 10),
      story.dispute("created", "d", "a", 20, { amount: 2_900, created: story.at(20) / 1000 }),
      story.dispute("closed", "d", "a", 40, {
        amount: 2_900,
        status: "lost",
        created: story.at(20) / 1000,
      }),
    ]);
    expect(lost).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "operator",
      escalations: ["balance_open"],
    });
    expect(lost.money).toMatchObject({ disputed: 2_900, kept: 10_000, open: 2_900 });
    expect(await mailsOf("part_lost")).toBe(0);
  });

  test("won on a charge that was refunded before leaves it refunded", async () => {
    const won = await inEveryOrder(shop, "won_and_refunded", (story) => [
      story.intent("succeeded", "a", 10),
      refundedCharge(story, "a", 15, PRICE),
      story.dispute("created", "d", "a", 20, { created: story.at(20) / 1000 }),
      story.dispute("closed", "d", "a", 40, { status: "won", created: story.at(20) / 1000 }),
    ]);
    expect(won).toMatchObject(GONE);
    expect(won.money).toMatchObject({ refunded: PRICE, disputed: 0, kept: 0 });
    expect(await mailsOf("won_and_refunded")).toBe(0);
  });
});

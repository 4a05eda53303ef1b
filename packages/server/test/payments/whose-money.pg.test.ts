import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { escalateParked } from "../../src/intake/escalate-parked.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { escalationsOf } from "../support/escalations.ts";
import {
  expectWhole,
  inEveryOrder,
  mailsAfterSweep,
  putOrderOf,
  standingOf,
  THREE_HOURS_AGO,
} from "../support/paid-orders.ts";
import { PRICE, type StripeStory, storyOf, tell, withEnvelope } from "../support/stripe-story.ts";

const HOUR_MS = 60 * 60_000;
const OURS = "acct_ours";

let shop: TestApp;
let strict: TestApp;
beforeAll(async () => {
  const environment = { STRIPE_ACCOUNTS: OURS };
  const settings = { asksProviders: false, countsTest: false, environment };
  shop = await startTestApp(undefined, undefined, settings);
  const payment = { ...PLAIN_POLICY.payment, unnamed: "escalate" } as const;
  strict = await startTestApp({ ...PLAIN_POLICY, payment }, undefined, settings);
  await shop.api.putMember("ada");
});
afterAll(async () => {
  for (const each of [shop, strict]) {
    await expectWhole(each);
    await each.close();
  }
});

async function putStory(orderId: string, changes = {}): Promise<StripeStory> {
  const story = storyOf(orderId, THREE_HOURS_AGO);
  await putOrderOf(shop, story, changes);
  return story;
}

/** What became of every message about an object with this in its id. */
async function outcomesOf(each: TestApp, part: string) {
  const rows = await each.sql(
    "select distinct state from webhook_inbox where event_id like $1 order by state",
    [`%${part}%`],
  );
  return rows.map(({ state }) => state);
}

const UNPAID = { currentStage: "payment", escalations: [] };

describe("a payment counts", () => {
  test("by its sum: one euro of an order over EUR 129 leaves EUR 128 open, for an operator", async () => {
    const part = await inEveryOrder(shop, "one_euro", (story) => [
      story.intent("succeeded", "a", 10, { amount: 100 }),
    ]);
    expect(part).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "operator",
      escalations: ["balance_open"],
    });
    expect(part.money).toMatchObject({ captured: 100, open: PRICE - 100 });
    expect(await mailsAfterSweep(shop, "one_euro")).toBe(0);
  });

  test("only in the order's currency: another one is named to an operator", async () => {
    const foreign = await inEveryOrder(shop, "in_yen", (story) => [
      story.intent("processing", "a", 5, { currency: "jpy" }),
      story.intent("succeeded", "a", 10, { currency: "jpy" }),
    ]);
    expect(foreign).toMatchObject({ currentStage: "payment", escalations: ["amount_differs"] });
    expect(foreign.money).toMatchObject({ captured: 0, open: PRICE });
    expect(await mailsAfterSweep(shop, "in_yen")).toBe(0);
    expect(foreign.payments).toMatchObject([{ counts: false, currency: "JPY", captured: PRICE }]);
    const refunded = await inEveryOrder(shop, "yen_refunded", (story) => [
      story.intent("succeeded", "a", 10, { currency: "jpy" }),
      story.charge("refunded", "a", 20, {
        currency: "jpy",
        amount_refunded: PRICE,
        refunded: true,
      }),
    ]);
    expect(refunded).toMatchObject(UNPAID);
    expect(refunded.money).toMatchObject({ captured: 0, refunded: 0 });
  });

  test("beside one in another currency that is kept", async () => {
    const both = await inEveryOrder(shop, "yen_and_euro", (story) => [
      story.intent("succeeded", "a", 10, { currency: "jpy" }),
      story.intent("succeeded", "b", 20),
    ]);
    expect(both).toMatchObject({ currentStage: "fulfillment", escalations: ["amount_differs"] });
    expect(both.money).toMatchObject({ captured: PRICE, open: 0 });
  });

  test("in the currency's own minor unit", async () => {
    const total = { amount: 12_900, currency: "JPY" };
    const story = await putStory("yen_order", {
      total,
      items: [{ title: "Stool", quantity: 1, unitPrice: total }],
    });
    await tell(shop, [story.intent("succeeded", "a", 10, { currency: "jpy", amount: 12_900 })]);
    expect(await standingOf(shop, "yen_order")).toMatchObject({
      currentStage: "fulfillment",
      money: { currency: "JPY", captured: 12_900, open: 0 },
    });
  });

  test("not in test mode, unless the order itself is a test", async () => {
    const inTest = (story: StripeStory) => [
      withEnvelope(story.intent("succeeded", "a", 10), { livemode: false }),
    ];
    const live = await inEveryOrder(shop, "live_order", inTest);
    expect(live).toMatchObject(UNPAID);
    expect(live.payments).toMatchObject([{ counts: false, test: true, captured: PRICE }]);

    const test = await inEveryOrder(shop, "test_order", inTest, (story) =>
      putOrderOf(shop, story, { test: true }),
    );
    expect(test).toMatchObject({ currentStage: "fulfillment", escalations: [] });
  });

  test("not where the checkout only saved a card", async () => {
    const saved = await inEveryOrder(shop, "setup", (story) => [
      story.session("completed", "a", 10, {
        mode: "setup",
        payment_status: "no_payment_required",
        payment_intent: null,
        amount_total: null,
      }),
    ]);
    expect(saved).toMatchObject({ ...UNPAID, payments: [] });
  });

  test("of the configured accounts alone", async () => {
    const story = await putStory("accounts");
    const paid = story.intent("succeeded", "a", 10);
    await tell(shop, [withEnvelope(paid, { account: "acct_other", id: "evt_other_account" })]);
    expect(await standingOf(shop, "accounts")).toMatchObject({ ...UNPAID, payments: [] });
    expect(await outcomesOf(shop, "evt_other_account")).toEqual(["ignored"]);
    await tell(shop, [withEnvelope(paid, { account: OURS, id: "evt_our_account" })]);
    expect(await standingOf(shop, "accounts")).toMatchObject({
      currentStage: "fulfillment",
      payments: [{ account: OURS }],
    });
  });

  test("not by the reference that anybody can add to a payment link", async () => {
    const story = await putStory("linked");
    await tell(shop, [story.session("completed", "a", 10, { payment_link: "plink_1" })]);
    expect(await standingOf(shop, "linked")).toMatchObject({ ...UNPAID, payments: [] });
    await tell(shop, [story.session("completed", "b", 10)]);
    expect(await standingOf(shop, "linked")).toMatchObject({ currentStage: "fulfillment" });
  });

  test.each([
    ["metadata that is no id", { order_id: "not an id!" }],
    ["metadata that is empty", { order_id: "" }],
    ["no metadata", null],
  ])("by the first usable name: with %s the session's reference", async (words, metadata) => {
    const orderId = `named_${words.replaceAll(" ", "_")}`;
    const story = await putStory(orderId);
    await tell(shop, [story.session("completed", "a", 10, { metadata })]);
    expect(await standingOf(shop, orderId)).toMatchObject({ currentStage: "fulfillment" });
  });
});

test("the shopper of a test order gets no mail, and the timeline says why", async () => {
  await putStory("only_a_test", { test: true });
  expect(await mailsAfterSweep(shop, "only_a_test")).toBe(0);
  const { events } = await shop.api.read("only_a_test");
  expect(events.at(-1)?.payload).toMatchObject({ decision: "suppress", reason: "test_order" });
  await putStory("no_test");
  expect(await mailsAfterSweep(shop, "no_test")).toBe(1);
});

describe("a charge or an invoice", () => {
  test("without a payment intent is a payment of its own", async () => {
    const charged = await inEveryOrder(shop, "old_charge", (story) => [
      story.charge("pending", "a", 5, { payment_intent: null, metadata: named(story) }),
      story.charge("succeeded", "a", 10, { payment_intent: null, metadata: named(story) }),
    ]);
    expect(charged).toMatchObject({
      currentStage: "fulfillment",
      money: { captured: PRICE },
      escalations: [],
    });
  });

  test.each([
    ["that names an order pays it", "subscription_create", PRICE],
    ["of a renewal doesn't pay the order that its subscription names", "subscription_cycle", 0],
  ])("%s", async (words, reason, captured) => {
    const orderId = `invoice_${words.replaceAll(/[^a-z]/g, "")}`;
    const story = await putStory(orderId);
    const invoice = {
      id: `in_${orderId}`,
      object: "invoice",
      amount_paid: PRICE,
      currency: "eur",
      billing_reason: reason,
      metadata: {},
      parent: { subscription_details: { metadata: named(story) } },
      created: story.at(5) / 1000,
    };
    const created = story.at(10) / 1000;
    await tell(shop, [{ type: "invoice.paid", created, object: invoice, envelope: {} }]);
    expect((await standingOf(shop, orderId)).money.captured).toBe(captured);
  });

  const named = ({ orderId }: StripeStory) => ({ order_id: orderId });
});

describe("a payment that names two orders in turn", () => {
  const naming = (story: StripeStory, orderId: string, minute: number) =>
    story.intent("succeeded", "shared", minute, { metadata: { order_id: orderId } });

  test.each(["in their order", "the other way round", "twice"])(
    "is the last one's, when its messages come %s",
    async (arrival) => {
      const name = `turn_${arrival.replaceAll(" ", "_")}`;
      const story = storyOf(name, THREE_HOURS_AGO);
      const [first, last] = [`${name}_first`, `${name}_last`];
      for (const orderId of [first, last]) await putStory(orderId);
      const messages = [naming(story, first, 10), naming(story, last, 20)];
      const told = {
        "in their order": messages,
        "the other way round": messages.toReversed(),
        twice: [...messages, ...messages.toReversed(), ...messages],
      }[arrival];
      await tell(shop, told ?? []);

      expect(await standingOf(shop, last)).toMatchObject({
        currentStage: "fulfillment",
        money: { captured: PRICE },
        escalations: [],
      });
      const former = await standingOf(shop, first);
      expect(former).toMatchObject({
        currentStage: "payment",
        money: { captured: 0, open: PRICE },
        escalations: [],
      });
      expect(former.payments.filter(({ captured }) => captured > 0)).toEqual([]);
    },
  );
});

describe("messages that name no order", () => {
  const OTHERS = { metadata: {} };
  const letDaysPass = (each: TestApp) =>
    each.sql("update parked_facts set parked_at = parked_at - interval '73 h'");

  test("are ignored after three days, and escalate nothing", async () => {
    const story = storyOf("unnamed", Date.now() - HOUR_MS);
    await tell(shop, [
      story.intent("succeeded", "a", 10, OTHERS),
      story.charge("succeeded", "a", 10),
      story.charge("refunded", "a", 20, { amount_refunded: PRICE, refunded: true }),
    ]);
    expect(await outcomesOf(shop, "_unnamed_")).toEqual(["parked"]);
    const before = (await escalationsOf(shop, "limit=200")).items.length;
    expect(await escalateParked(shop.context)).toBe(0);
    expect(await outcomesOf(shop, "_unnamed_")).toEqual(["parked"]);

    await letDaysPass(shop);
    expect(await escalateParked(shop.context)).toBe(0);
    expect(await outcomesOf(shop, "_unnamed_")).toEqual(["ignored"]);
    expect((await escalationsOf(shop, "limit=200")).items).toHaveLength(before);
  });

  test("find their order when something names it in time", async () => {
    const story = await putStory("named_later");
    await tell(shop, [story.intent("succeeded", "a", 10, OTHERS)]);
    expect(await standingOf(shop, "named_later")).toMatchObject(UNPAID);
    await tell(shop, [story.session("completed", "a", 11)]);
    expect(await standingOf(shop, "named_later")).toMatchObject({
      currentStage: "fulfillment",
      money: { captured: PRICE },
      escalations: [],
    });
  });

  test("are escalated by a shop whose account takes nothing else", async () => {
    const story = storyOf("unnamed", Date.now() - HOUR_MS);
    await tell(strict, [
      story.intent("succeeded", "a", 10, OTHERS),
      story.intent("payment_failed", "b", 10, OTHERS),
    ]);
    await letDaysPass(strict);
    expect(await escalateParked(strict.context)).toBe(1);
    const { items } = await escalationsOf(strict);
    expect(items).toMatchObject([
      { reason: "order_never_came", orderId: expect.stringContaining("pi_unnamed_a") },
    ]);
  });

  test.each(["shop", "strict"])(
    "a failed attempt of an order that never came escalates nothing (%s)",
    async (which) => {
      const each = which === "shop" ? shop : strict;
      const before = (await escalationsOf(each, "limit=200")).items.length;
      const story = storyOf("never_came", Date.now() - HOUR_MS);
      await tell(each, [
        story.intent("payment_failed", "a", 10),
        story.session("expired", "b", 20),
      ]);
      await letDaysPass(each);
      expect(await escalateParked(each.context)).toBe(0);
      expect((await escalationsOf(each, "limit=200")).items).toHaveLength(before);
    },
  );

  test("a payment of an order that never came is escalated", async () => {
    const story = storyOf("paid_never_came", Date.now() - HOUR_MS);
    await tell(shop, [story.intent("succeeded", "a", 10)]);
    await letDaysPass(shop);
    expect(await escalateParked(shop.context)).toBe(1);
    expect((await escalationsOf(shop, "reason=order_never_came")).items).toMatchObject([
      { orderId: "paid_never_came" },
    ]);
  });
});

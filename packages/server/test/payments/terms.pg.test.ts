import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  inEveryOrder,
  mailsAfterSweep,
  makeDue,
  putOrderOf,
  standingOf,
} from "../support/paid-orders.ts";
import { PRICE, type StripeStory, storyOf, tell } from "../support/stripe-story.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
  await shop.api.putMember("ada");
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

async function putWithTerms(
  orderId: string,
  terms: Readonly<Record<string, unknown>>,
  hoursAgo = 3,
): Promise<StripeStory> {
  const story = storyOf(orderId, Date.now() - hoursAgo * HOUR_MS);
  await putOrderOf(shop, story, { terms });
  return story;
}

async function say(orderId: string, event: Readonly<Record<string, unknown>>): Promise<void> {
  const { status } = await shop.api.postEvent(orderId, event);
  expect(status).toBe(200);
}

const fulfilled = { stage: "fulfillment", status: "completed" };
const TO_DELIVER = { currentStage: "fulfillment", status: "not_started", escalations: [] };

describe.each(["on_delivery", "invoice"])("an order that is paid by %s", (kind) => {
  test("is delivered before it is paid, and nobody is written to", async () => {
    const orderId = `goes_on_${kind}`;
    await putWithTerms(orderId, { kind });
    expect(await standingOf(shop, orderId)).toMatchObject({
      ...TO_DELIVER,
      money: { open: PRICE },
    });
    expect(await mailsAfterSweep(shop, orderId)).toBe(0);
    await say(orderId, fulfilled);
    expect(await standingOf(shop, orderId)).toMatchObject({
      currentStage: "completed",
      nextActionAt: null,
      money: { open: PRICE, terms: { kind, dueAt: null } },
      escalations: [],
    });
  });

  test("is an operator's when its date has passed, while it is open and after it was completed", async () => {
    const [open, closed] = [`late_open_${kind}`, `late_closed_${kind}`];
    for (const orderId of [open, closed]) {
      await putWithTerms(orderId, { kind, dueAt: inDays(0.5) });
    }
    await say(closed, fulfilled);
    for (const orderId of [open, closed]) {
      const { nextActionAt, escalations } = await standingOf(shop, orderId);
      expect(Math.abs(Date.parse(nextActionAt ?? "") - Date.now() - DAY_MS / 2)).toBeLessThan(
        60_000,
      );
      expect(escalations).toEqual([]);
    }
    await letPass([open, closed], 13);
    const { failed } = await shop.sweep();
    expect(failed).toBe(0);
    await shop.deliver();
    expect((await standingOf(shop, open)).escalations).toContain("balance_open");
    expect(await standingOf(shop, closed)).toMatchObject({
      currentStage: "completed",
      nextActionAt: null,
      escalations: ["balance_open"],
    });
    expect(shop.mails.filter(({ text }) => text.includes(`_${kind}`))).toEqual([]);

    for (const orderId of [open, closed]) {
      await tell(shop, [storyOf(orderId, Date.now()).intent("succeeded", "a", 0)]);
      expect((await standingOf(shop, orderId)).escalations).not.toContain("balance_open");
    }
  });

  test("that is paid before its date is never late, and the sweep has nothing to decide", async () => {
    const orderId = `in_time_${kind}`;
    const story = await putWithTerms(orderId, { kind, dueAt: inDays(0.5) });
    await say(orderId, fulfilled);
    await tell(shop, [story.intent("succeeded", "a", 10)]);
    expect(await standingOf(shop, orderId)).toMatchObject({
      currentStage: "completed",
      nextActionAt: null,
      escalations: [],
    });
    await letPass([orderId], 13);
    const { failed, processed } = await shop.sweep();
    expect({ failed, processed }).toEqual({ failed: 0, processed: 0 });
  });
});

/** As if this much time had passed: everything that the order knows of time is earlier. */
async function letPass(orderIds: readonly string[], hours: number): Promise<void> {
  const ms = hours * HOUR_MS;
  for (const orderId of orderIds) {
    await shop.tamper(
      `update orchestrations set next_action_at = next_action_at - ${ms} * interval '1 ms',
        money = jsonb_set(money, '{bill,terms,dueAt}', to_jsonb((money #>> '{bill,terms,dueAt}')::bigint - ${ms}))
      where order_id = '${orderId}'`,
      `update orders set terms_due_at = terms_due_at - ${ms} * interval '1 ms' where order_id = '${orderId}'`,
      `update orchestration_events set
        next_action_at_after = next_action_at_after - ${ms} * interval '1 ms',
        money = case when money #> '{bill,terms,dueAt}' is null then money else jsonb_set(money, '{bill,terms,dueAt}',
          to_jsonb((money #>> '{bill,terms,dueAt}')::bigint - ${ms})) end
      where order_id = '${orderId}'`,
    );
  }
}

describe.each(["bank_transfer", "prepaid_invoice"])(
  "an order that is paid first, by %s",
  (kind) => {
    test("waits for its date, and then the shopper is written to once", async () => {
      const orderId = `dated_${kind}`;
      const dueAt = inDays(5);
      await putWithTerms(orderId, { kind, dueAt }, 24 * 3);
      expect(await standingOf(shop, orderId)).toMatchObject({
        currentStage: "payment",
        status: "waiting",
        waitingOn: "member",
        nextActionAt: dueAt,
        escalations: [],
      });
      expect(await mailsAfterSweep(shop, orderId)).toBe(0);
      await letPass([orderId], 24 * 5);
      expect(await mailsAfterSweep(shop, orderId)).toBe(1);
      expect(await mailsAfterSweep(shop, orderId)).toBe(1);
    });

    test("is delivered after the transfer has arrived", async () => {
      const dueAt = inDays(5);
      const paid = await inEveryOrder(
        shop,
        `arrived_${kind}`,
        (story) => [story.intent("processing", "a", 5), story.intent("succeeded", "a", 10)],
        (story) => putOrderOf(shop, story, { terms: { kind, dueAt } }),
      );
      expect(paid).toMatchObject(TO_DELIVER);
      expect(await mailsAfterSweep(shop, `arrived_${kind}`)).toBe(0);
    });

    test("without a date is watched by the shop, and nobody is written to", async () => {
      const orderId = `undated_${kind}`;
      const story = await putWithTerms(orderId, { kind });
      const { nextActionAt, ...standing } = await standingOf(shop, orderId);
      expect(standing).toMatchObject({ status: "waiting", waitingOn: "operator", escalations: [] });
      expect(Date.parse(nextActionAt ?? "")).toBe(story.at(0) + 14 * DAY_MS);
      await makeDue(shop, orderId);
      expect(await mailsAfterSweep(shop, orderId)).toBe(0);
      expect((await standingOf(shop, orderId)).escalations).toEqual(["waiting_on_operator"]);
    });
  },
);

test("terms that are agreed on after the order was placed decide from then on", async () => {
  const story = storyOf("agreed_later", Date.now() - 3 * HOUR_MS);
  await putOrderOf(shop, story);
  const dueAt = inDays(5);
  await putOrderOf(shop, story, { terms: { kind: "bank_transfer", dueAt } });
  expect(await standingOf(shop, "agreed_later")).toMatchObject({
    currentStage: "payment",
    nextActionAt: dueAt,
  });
  await putOrderOf(shop, story, { terms: { kind: "invoice", dueAt } });
  expect(await standingOf(shop, "agreed_later")).toMatchObject(TO_DELIVER);
  expect(await mailsAfterSweep(shop, "agreed_later")).toBe(0);
  await putOrderOf(shop, story);
  expect(await standingOf(shop, "agreed_later")).toMatchObject({
    currentStage: "payment",
    waitingOn: "member",
  });
  expect(await mailsAfterSweep(shop, "agreed_later")).toBe(1);
});

describe("an order without anything to pay", () => {
  const free = { total: { amount: 0, currency: "EUR" }, items: [] };

  test("is paid when it is placed", async () => {
    const story = storyOf("free", Date.now() - 3 * HOUR_MS);
    await putOrderOf(shop, story, free);
    expect(await standingOf(shop, "free")).toMatchObject({
      ...TO_DELIVER,
      money: { total: 0, open: 0 },
    });
    expect(await mailsAfterSweep(shop, "free")).toBe(0);
  });

  test("that takes money all the same is an operator's", async () => {
    const paid = await inEveryOrder(
      shop,
      "free_paid",
      (story) => [story.intent("succeeded", "a", 10, { amount: 500 })],
      (story) => putOrderOf(shop, story, free),
    );
    expect(paid).toMatchObject({ currentStage: "fulfillment", escalations: ["paid_twice"] });
  });

  test("is paid by a session that required no payment", async () => {
    const done = await inEveryOrder(
      shop,
      "free_session",
      (story) => [
        story.session("completed", "a", 10, {
          payment_status: "no_payment_required",
          payment_intent: null,
          amount_total: 0,
        }),
      ],
      (story) => putOrderOf(shop, story, free),
    );
    expect(done).toMatchObject(TO_DELIVER);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { escalationOf, escalationsOf, openEscalations } from "../support/escalations.ts";
import { expectWhole, putOrderOf, standingOf, THREE_HOURS_AGO } from "../support/paid-orders.ts";
import { PRICE, type StripeStory, storyOf, tell } from "../support/stripe-story.ts";

const DAY_MIN = 24 * 60;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
  await shop.api.putMember("ada");
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

async function putStory(orderId: string): Promise<StripeStory> {
  const story = storyOf(orderId, THREE_HOURS_AGO);
  await putOrderOf(shop, story);
  return story;
}

async function resolve(orderId: string): Promise<void> {
  const { escalationId } = await escalationOf(shop, orderId);
  const answer = await shop.api.post(`/checkout/escalations/${escalationId}/resolve`, {
    resolution: "Seen",
  });
  expect(answer.status).toBe(200);
}

/** How every escalation of an order ended so far. */
async function endsOf(orderId: string) {
  const { items } = await escalationsOf(shop, "state=resolved&limit=200");
  return items
    .filter((each) => each.orderId === orderId)
    .map(({ reason, resolution }) => `${reason}: ${resolution}`)
    .toSorted();
}

describe("a need", () => {
  test("that an operator has resolved comes back only with a new cause", async () => {
    const story = await putStory("resolved_twice");
    await tell(shop, [story.intent("succeeded", "a", 10), story.intent("succeeded", "b", 20)]);
    expect(await openEscalations(shop, story.orderId)).toEqual(["paid_twice"]);
    await resolve(story.orderId);
    expect(await openEscalations(shop, story.orderId)).toEqual([]);

    // The same cause again: a repeat, other news, and a sweep.
    await tell(shop, [
      story.intent("succeeded", "b", 20),
      story.session("completed", "b", 21),
      story.intent("payment_failed", "c", 30, { last_payment_error: { code: "card_declined" } }),
    ]);
    await shop.sweep();
    expect(await openEscalations(shop, story.orderId)).toEqual([]);

    await tell(shop, [story.intent("succeeded", "d", 40)]);
    expect(await openEscalations(shop, story.orderId)).toEqual(["paid_twice"]);
  });

  test("is open once, however often its cause changes", async () => {
    const story = await putStory("thrice_paid");
    await tell(shop, [
      story.intent("succeeded", "a", 10),
      story.intent("succeeded", "b", 20),
      story.intent("succeeded", "c", 30),
    ]);
    expect(await openEscalations(shop, story.orderId)).toEqual(["paid_twice"]);
    expect(await endsOf(story.orderId)).toEqual([]);
  });

  test("ends with its cause, by a word of its own", async () => {
    const story = await putStory("settled");
    await tell(shop, [
      story.intent("succeeded", "a", 10, { amount: 2_900 }),
      story.intent("succeeded", "b", 20, { amount: 10_000 }),
      story.dispute("created", "d", "b", 30, {
        amount: 10_000,
        created: story.at(30) / 1000,
      }),
      story.dispute("closed", "d", "b", 40, {
        amount: 10_000,
        status: "won",
        created: story.at(30) / 1000,
      }),
    ]);
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      currentStage: "fulfillment",
      escalations: [],
    });
    expect(await endsOf(story.orderId)).toEqual(["balance_open: settled", "dispute_open: settled"]);
  });

  test("of two disputes stays until both are decided", async () => {
    const story = await putStory("two_disputes");
    const half = { amount: PRICE / 2 };
    const dispute = (name: string, minute: number, status: string) =>
      story.dispute("updated", name, "a", minute, {
        ...half,
        status,
        created: story.at(15) / 1000,
      });
    await tell(shop, [
      story.intent("succeeded", "a", 10),
      dispute("d1", 20, "needs_response"),
      dispute("d2", 21, "needs_response"),
      dispute("d1", 30, "won"),
    ]);
    expect((await standingOf(shop, story.orderId)).escalations).toContain("dispute_open");
    await tell(shop, [dispute("d2", 40, "won")]);
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      currentStage: "fulfillment",
      escalations: [],
    });
  });

  test("outlives the order's progress, because it is about money", async () => {
    const story = await putStory("paid_and_sent");
    await tell(shop, [story.intent("succeeded", "a", 10), story.intent("succeeded", "b", 20)]);
    await shop.api.postEvent(story.orderId, { stage: "fulfillment", status: "completed" });
    expect(await standingOf(shop, story.orderId)).toMatchObject({
      currentStage: "completed",
      escalations: ["paid_twice"],
    });
    await tell(shop, [
      story.charge("refunded", "b", 181, { amount_refunded: PRICE, refunded: true }),
    ]);
    expect(await openEscalations(shop, story.orderId)).toEqual([]);
  });
});

describe("a need that begins by time alone", () => {
  /** An order whose payment can be captured for this many minutes from now. */
  async function putReserved(orderId: string, minutes: number): Promise<StripeStory> {
    const story = await putStory(orderId);
    const card = { capture_before: story.at(180 + minutes) / 1000 };
    await tell(shop, [
      story.charge("succeeded", "a", 10, {
        captured: false,
        amount_captured: 0,
        payment_method_details: { type: "card", card },
      }),
      story.intent("amount_capturable_updated", "a", 10),
    ]);
    return story;
  }

  test("is opened by the sweep a day before the capture is too late, also of a closed order", async () => {
    const open = await putReserved("capture_open", DAY_MIN + 10);
    const closed = await putReserved("capture_closed", DAY_MIN + 10);
    await shop.api.postEvent(closed.orderId, { stage: "fulfillment", status: "completed" });
    const due = open.at(190);
    expect(Date.parse((await standingOf(shop, open.orderId)).nextActionAt ?? "")).toBe(due);
    await shop.sweep();
    expect(await openEscalations(shop, open.orderId)).toEqual([]);

    await bringForward([open.orderId], 11);
    const { failed } = await shop.sweep();
    expect(failed).toBe(0);
    expect(await openEscalations(shop, open.orderId)).toEqual(["capture_due"]);
    // A closed order that is only reserved is to be captured at once.
    expect(await standingOf(shop, closed.orderId)).toMatchObject({
      currentStage: "completed",
      escalations: ["capture_due"],
    });
    await tell(shop, [open.intent("succeeded", "a", 191)]);
    expect(await openEscalations(shop, open.orderId)).toEqual([]);
  });

  test("never begins when the capture comes in time, and the order is due as any other then", async () => {
    const story = await putReserved("captured_in_time", DAY_MIN + 10);
    await tell(shop, [story.intent("succeeded", "a", 100)]);
    const { nextActionAt, escalations } = await standingOf(shop, story.orderId);
    expect(escalations).toEqual([]);
    // A day after the payment, as every delivery.
    expect(Date.parse(nextActionAt ?? "")).toBe(story.at(10 + DAY_MIN));
  });
});

/** As if this many minutes had passed: the dates of captures, and when the orders are due, are earlier. */
async function bringForward(orderIds: readonly string[], minutes: number): Promise<void> {
  const ms = minutes * 60_000;
  for (const orderId of orderIds) {
    const [row] = await shop.sql("select money from orchestrations where order_id = $1", [orderId]);
    const entries = await shop.sql(
      "select version, money from orchestration_events where order_id = $1 and money is not null",
      [orderId],
    );
    const shifted = (money: unknown) =>
      JSON.stringify(money, (key, value: unknown) =>
        (key === "captureBefore" || key === "at") && typeof value === "number" ? value - ms : value,
      ).replaceAll("'", "''");
    await shop.tamper(
      `update orchestrations set money = '${shifted(row?.money)}',
        next_action_at = next_action_at - ${ms} * interval '1 ms' where order_id = '${orderId}'`,
      `update orchestration_events set next_action_at_after = next_action_at_after - ${ms} * interval '1 ms'
        where order_id = '${orderId}'`,
      ...entries.map(
        ({ version, money }) =>
          `update orchestration_events set money = '${shifted(money)}'
          where order_id = '${orderId}' and version = ${version}`,
      ),
    );
  }
}

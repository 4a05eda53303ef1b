import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  makeDue,
  putOrderOf,
  standingOf,
  THREE_HOURS_AGO,
} from "../support/paid-orders.ts";
import { promptsOf } from "../support/prompts.ts";
import { sayShopify, shopifyOrder } from "../support/shopify-calls.ts";
import { type StripeStory, storyOf, tell } from "../support/stripe-story.ts";
import { deliverTo, signStandard } from "../support/webhooks.ts";

const HOUR_MS = 60 * 60_000;
const IN_2099 = "2099-01-01T00:00:00.000Z";
const hours = (ahead: number) => new Date(Date.now() + ahead * HOUR_MS).toISOString();
const UNTIL_2099 = (Date.parse(IN_2099) - THREE_HOURS_AGO) / 60_000;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(PLAIN_POLICY, undefined, { asksProviders: false });
  await shop.api.putMember("ada");
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

async function lastEntry(orderId: string) {
  const entry = (await shop.api.read(orderId)).events.at(-1);
  if (entry === undefined) throw new Error("There is no entry");
  return entry;
}

/** Whether the last entry happened when it was recorded. */
async function isOfNow(orderId: string): Promise<boolean> {
  const { occurredAt, recordedAt } = await lastEntry(orderId);
  return occurredAt === recordedAt;
}

describe.each([
  ["2099", IN_2099],
  ["nine hours ahead", hours(9)],
])("a time in %s", (when, occurredAt) => {
  const id = (name: string) => `${name}-${when.replaceAll(" ", "-")}`;

  test("of a command counts as of now, and the timeline says so", async () => {
    const orderId = id("command");
    await shop.api.putOrder(orderId);
    const said = { stage: "payment", status: "completed", occurredAt };
    expect((await shop.api.postEvent(orderId, said)).status).toBe(200);
    expect(await lastEntry(orderId)).toMatchObject({ occurredAtReported: occurredAt });
    expect(await isOfNow(orderId)).toBe(true);
  });

  test("of a source's fact counts as of now, and a later real fact counts", async () => {
    const orderId = id("fact");
    await shop.api.putOrder(orderId);
    const ahead = { stage: "payment", status: "waiting", source: "bank", sourceEventId: "ahead" };
    await shop.api.postEvent(orderId, { ...ahead, occurredAt });
    expect(await lastEntry(orderId)).toMatchObject({ occurredAtReported: occurredAt });
    const standing = await shop.api.read(orderId);
    expect(Date.parse(standing.nextActionAt ?? "")).toBeLessThan(Date.now() + 2 * HOUR_MS);

    const real = { stage: "payment", status: "completed", source: "bank", sourceEventId: "real" };
    await shop.api.postEvent(orderId, { ...real, occurredAt: new Date().toISOString() });
    expect(await lastEntry(orderId)).toMatchObject({ occurredAtReported: null });
    expect((await shop.api.read(orderId)).currentStage).toBe("verification");
  });

  test("leaves the order due, so that its shopper is written to", async () => {
    const orderId = id("due");
    await shop.api.putOrder(orderId);
    const ahead = { stage: "payment", status: "failed", source: "bank", sourceEventId: "ahead" };
    await shop.api.postEvent(orderId, { ...ahead, occurredAt });
    await makeDue(shop, orderId);
    await shop.sweep();
    expect(await promptsOf(shop, orderId)).toHaveLength(1);
  });
});

describe("Stripe's clock is in 2099", () => {
  async function story(orderId: string): Promise<StripeStory> {
    const told = storyOf(orderId, THREE_HOURS_AGO);
    await putOrderOf(shop, told);
    return told;
  }

  test("when it says that the payment failed: what was paid since counts", async () => {
    const { intent, orderId } = await story("failed_ahead");
    await tell(shop, [intent("payment_failed", "a", UNTIL_2099)]);
    expect(await lastEntry(orderId)).toMatchObject({ occurredAtReported: IN_2099 });
    const now = Math.ceil((Date.now() - THREE_HOURS_AGO) / 60_000) + 1;
    await tell(shop, [intent("succeeded", "a", now)]);
    expect(await standingOf(shop, orderId)).toMatchObject({ currentStage: "fulfillment" });
  });

  test("when it says that money was given back: the refund is of now", async () => {
    const { intent, refund, orderId } = await story("refund_ahead");
    const created = Date.parse(IN_2099) / 1000;
    await tell(shop, [intent("succeeded", "a", 10)]);
    await tell(shop, [refund("refund.created", "r", "a", 20, { created, amount: 100 })]);
    expect(await lastEntry(orderId)).toMatchObject({ occurredAtReported: IN_2099 });
    const { payments } = await standingOf(shop, orderId);
    expect(JSON.stringify(payments)).toContain("re_refund_ahead_r");
    expect(JSON.stringify(payments)).not.toContain("2099");
  });

  test("gives the same order as a fact of before, in either order of arrival", async () => {
    const standings: unknown[] = [];
    for (const name of ["ahead_first", "ahead_last"]) {
      const { intent, orderId } = await story(name);
      const ahead = intent("succeeded", "a", UNTIL_2099);
      const before = intent("payment_failed", "a", 10);
      await tell(shop, name === "ahead_first" ? [ahead, before] : [before, ahead]);
      const { currentStage, status, money } = await standingOf(shop, orderId);
      standings.push({ currentStage, status, money });
    }
    expect(standings[0]).toEqual(standings[1]);
    expect(standings[0]).toMatchObject({ currentStage: "fulfillment" });
  });
});

test("an order's report from 2099 doesn't keep out what is reported later", async () => {
  const customer = (first_name: string, at: string) => ({
    customer: {
      id: 77,
      email: "kim@shoppers.example",
      first_name,
      last_name: "Oh",
      updated_at: at,
    },
  });
  const placed = hours(-3);
  await sayShopify(
    shop,
    shopifyOrder(9401, placed, {
      name: "#wrong",
      updated_at: IN_2099,
      ...customer("Old", IN_2099),
    }),
    shopifyOrder(9401, placed, {
      name: "#right",
      updated_at: hours(0.01),
      ...customer("New", hours(0.01)),
    }),
  );
  expect((await shop.api.get("/orders/shopify:9401")).body).toMatchObject({
    orderNumber: "#right",
  });
  const [member] = await shop.sql(
    "select name, reported_at from members where member_id = 'shopify:77'",
  );
  expect(member).toMatchObject({ name: "New Oh" });
});

describe("a backend's order.placed from 2099", () => {
  const NOTHING = { total: { amount: 4_200, currency: "EUR" }, items: [] };

  const placeFrom2099 = (orderId: string) => placeAt(orderId, IN_2099, "wrong");

  async function placeAt(orderId: string, timestamp: string, name: string): Promise<void> {
    const email = `${name}@shoppers.example`;
    const order = { orderNumber: name, memberId: orderId, email, ...NOTHING };
    const member = { memberId: orderId, email, name };
    const data = { orderId, order, member };
    const body = JSON.stringify({ type: "order.placed", timestamp, data });
    await deliverTo(shop.app, "standard", body, signStandard(body, { id: `${orderId}-${name}` }));
    await shop.workInbox();
  }

  test.each([
    ["the next message", (id: string) => placeAt(id, hours(0.01), "right")],
    [
      "a request",
      async (id: string) => {
        const email = "right@shoppers.example";
        const order = { orderNumber: "right", memberId: id, email, ...NOTHING };
        await shop.api.put(`/orders/${id}`, order);
        await shop.api.put(`/members/${id}`, { email, name: "right" });
      },
    ],
  ])("does not outweigh %s", async (what, correct) => {
    const orderId = what.replaceAll(" ", "-");
    await placeFrom2099(orderId);
    await correct(orderId);
    expect((await shop.api.get(`/orders/${orderId}`)).body).toMatchObject({
      orderNumber: "right",
      email: "right@shoppers.example",
    });
    const members = await shop.sql("select name, email from members where member_id = $1", [
      orderId,
    ]);
    expect(members).toEqual([{ name: "right", email: "right@shoppers.example" }]);
  });
});

describe("a local clock without a zone that is behind", () => {
  test("makes no order due before its patience is over", async () => {
    await shop.api.putOrder("behind", { placedAt: hours(0) });
    const said = { stage: "payment", status: "failed", source: "till", sourceEventId: "behind" };
    await shop.api.postEvent("behind", { ...said, occurredAt: hours(-9) });
    expect(await lastEntry("behind")).toMatchObject({ occurredAtReported: null });
    await shop.sweep();
    expect(await promptsOf(shop, "behind")).toEqual([]);
  });

  test("leaves no order without a next action", async () => {
    await shop.api.putOrder("behind-2", { placedAt: hours(-9) });
    const { nextActionAt } = await shop.api.read("behind-2");
    expect(nextActionAt).not.toBeNull();
    await shop.sweep();
    expect(await promptsOf(shop, "behind-2")).toHaveLength(1);
  });
});

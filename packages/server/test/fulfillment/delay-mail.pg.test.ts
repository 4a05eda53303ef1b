import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  makeDue,
  putOrderOf,
  standingOf,
  THREE_HOURS_AGO,
} from "../support/paid-orders.ts";
import { promptOf } from "../support/prompts.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import { minute, parcel, stage, tellFacts } from "../support/told-parcels.ts";

const DAY = 24 * 60;
const PROMISED = minute(60);
const TIMEOUTS = {
  connectionTimeoutMs: 5_000,
  greetingTimeoutMs: 5_000,
  socketTimeoutMs: 5_000,
  sendTimeoutMs: 10_000,
};

let shop: TestApp;
let sink: SmtpSink;
beforeAll(async () => {
  shop = await startTestApp();
  sink = await startSmtpSink();
});
afterEach(() =>
  shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')"),
);
afterAll(async () => {
  await expectWhole(shop);
  await sink.close();
  await shop.close();
});

/** An order that is paid, was promised by this time and is due if that is over, of a shopper with this name. */
async function putPromised(
  orderId: string,
  promisedBy: string,
  member: Readonly<Record<string, unknown>> = {},
  to: TestApp = shop,
): Promise<void> {
  await to.api.putMember(orderId, member);
  const changes = { memberId: orderId, promisedBy };
  await putOrderOf(to, { orderId, at: () => THREE_HOURS_AGO }, changes);
  await tellFacts(to, orderId, [["paid", stage("payment", "completed", 1)]]);
  if (Date.parse(promisedBy) < Date.now()) await makeDue(to, orderId);
}

/** The shop reports another day for the order. */
async function promise(orderId: string, promisedBy: string): Promise<void> {
  const changes = { memberId: orderId, promisedBy };
  await putOrderOf(shop, { orderId, at: () => THREE_HOURS_AGO }, changes);
}

async function deliver(): Promise<void> {
  const transport = createSmtpTransport({ url: sink.url, ...TIMEOUTS });
  await shop.deliver({ transport });
  await transport.close();
}

const mailsTo = (orderId: string) =>
  sink.mails.filter(({ to }) => to.includes(`${orderId}@shoppers.example`));

const textOf = (orderId: string) => mailsTo(orderId).at(-1)?.parsed.text ?? "";

describe("the mail about an order that is late", () => {
  test("goes out once, and says the promised day by the shopper's clock", async () => {
    // Half an hour before midnight in New Zealand, and noon in Berlin.
    const promised = "2026-03-05T10:30:00.000Z";
    await putPromised("south", promised, { timeZone: "Pacific/Auckland", locale: "en-NZ" });
    await putPromised("berlin", promised, { timeZone: "Europe/Berlin", locale: "de-DE" });
    await putPromised("island", "2026-03-05T10:00:00.000Z", {
      timeZone: "Pacific/Apia",
      locale: "en-GB",
    });
    await shop.sweep();
    await deliver();
    for (const orderId of ["south", "berlin", "island"]) await makeDue(shop, orderId);
    await shop.sweep();
    await deliver();

    expect(["south", "berlin", "island"].map((id) => mailsTo(id).length)).toEqual([1, 1, 1]);
    expect(mailsTo("south")[0]?.parsed.subject).toBe(
      "Order south is late: we had promised it by 5 Mar",
    );
    expect(textOf("south")).toContain("Thursday, 5 March");
    expect(textOf("island")).toContain("5 March");
    expect(mailsTo("berlin")[0]?.parsed.subject).toBe(
      "Bestellung berlin verspätet sich: zugesagt war 5. März",
    );
    expect(textOf("berlin")).toContain("bis Donnerstag, 5. März");
    expect((await standingOf(shop, "berlin")).escalations).toEqual(["late"]);
  });

  test("asks for nothing and is no reminder, but leads to the order", async () => {
    await putPromised("calm", PROMISED);
    await shop.api.put("/members/calm/loyalty-steps/calm", {
      kind: "redemption",
      status: "pending",
      title: "Confirm the points",
    });
    await shop.sweep();
    await deliver();
    const text = textOf("calm");
    expect(text).toContain("There is nothing that you have to do");
    expect(text).toContain("Fulfillment: late");
    expect(text).toContain("/checkout/resume?order=calm");
    for (const word of ["Reminder", "needs you", "left off", "Confirm the points", "we look at"]) {
      expect(text).not.toContain(word);
    }
  });

  test("is sent by the next sweep if the order is paid after the day, whatever is reported before that", async () => {
    await shop.api.putMember("overtaken");
    const changes = { memberId: "overtaken", promisedBy: PROMISED };
    await putOrderOf(shop, { orderId: "overtaken", at: () => THREE_HOURS_AGO }, changes);
    await tellFacts(shop, "overtaken", [
      ["paid", stage("payment", "completed", 170)],
      ["packed", stage("fulfillment", "in_progress", 175)],
    ]);
    await shop.sweep();
    await deliver();
    expect(mailsTo("overtaken")).toHaveLength(1);
    await tellFacts(shop, "overtaken", [["sorted", stage("fulfillment", "in_progress", 178)]]);
    await shop.sweep();
    await deliver();
    expect(mailsTo("overtaken")).toHaveLength(1);
  });

  test("is sent as soon as the address is corrected", async () => {
    const story = { orderId: "corrected", at: () => THREE_HOURS_AGO };
    const guest = { memberId: null, promisedBy: PROMISED };
    await putOrderOf(shop, story, { ...guest, email: "corrected@" });
    await tellFacts(shop, "corrected", [["paid", stage("payment", "completed", 1)]]);
    await makeDue(shop, "corrected");
    await shop.sweep();
    expect((await standingOf(shop, "corrected")).escalations).toEqual(["late"]);
    await putOrderOf(shop, story, { ...guest, email: "corrected@shoppers.example" });
    await shop.sweep();
    await deliver();
    expect(mailsTo("corrected")).toHaveLength(1);
  });

  test("is not sent before the day", async () => {
    await putPromised("early", new Date(Date.now() + 5 * 60_000).toISOString());
    await shop.sweep();
    await deliver();
    expect(mailsTo("early")).toEqual([]);
    expect((await standingOf(shop, "early")).escalations).toEqual([]);
  });

  test("is not sent to who opted out, and an operator hears of the delay", async () => {
    await putPromised("silent", PROMISED);
    await shop.api.putOrderUpdates("silent", false);
    await shop.sweep();
    await deliver();
    expect(mailsTo("silent")).toEqual([]);
    expect((await standingOf(shop, "silent")).escalations).toContain("late");
  });

  test("is not sent if it has arrived before the mail leaves", async () => {
    await putPromised("arrived", PROMISED);
    await shop.sweep();
    await tellFacts(shop, "arrived", [["done", stage("fulfillment", "completed", 100)]]);
    await deliver();
    expect(mailsTo("arrived")).toEqual([]);
    expect((await standingOf(shop, "arrived")).escalations).toEqual([]);
  });

  test("is not sent if another day is promised before it leaves, but when that one is over, too", async () => {
    await putPromised("moved", PROMISED);
    await shop.sweep();
    await promise("moved", minute(10 * DAY));
    await deliver();
    expect(mailsTo("moved")).toEqual([]);
    expect(await promptOf(shop, "moved")).toMatchObject({ state: "cancelled" });
    expect((await standingOf(shop, "moved")).escalations).toEqual([]);

    await promise("moved", minute(90));
    await makeDue(shop, "moved");
    await shop.sweep();
    await deliver();
    expect(mailsTo("moved")).toHaveLength(1);
    expect((await standingOf(shop, "moved")).escalations).toEqual(["late"]);
  });

  test("is not sent again if the promise is taken back and given again", async () => {
    await putPromised("again", PROMISED);
    await shop.sweep();
    await deliver();
    await putOrderOf(shop, { orderId: "again", at: () => THREE_HOURS_AGO }, { memberId: "again" });
    await promise("again", PROMISED);
    await makeDue(shop, "again");
    await shop.sweep();
    await deliver();
    expect(mailsTo("again")).toHaveLength(1);
  });

  test("is sent if the promise was taken back and given again before it left", async () => {
    await putPromised("wavers", PROMISED);
    await shop.sweep();
    await putOrderOf(
      shop,
      { orderId: "wavers", at: () => THREE_HOURS_AGO },
      { memberId: "wavers" },
    );
    await promise("wavers", PROMISED);
    await makeDue(shop, "wavers");
    await shop.sweep();
    await deliver();
    expect(mailsTo("wavers")).toHaveLength(1);
  });

  test("is sent after a detail was asked for, and the question that waits is not sent in its place", async () => {
    await putPromised("answered", minute(170));
    const asks = stage("fulfillment", "waiting", 50, { waitingOn: "member" });
    await tellFacts(shop, "answered", [["asks", { ...asks, nextActionAt: minute(60) }]]);
    await makeDue(shop, "answered");
    await shop.sweep();
    await tellFacts(shop, "answered", [["got", stage("fulfillment", "in_progress", 175)]]);
    await deliver();
    expect(mailsTo("answered")).toEqual([]);

    for (let round = 0; round < 3; round += 1) {
      await makeDue(shop, "answered");
      await shop.sweep();
      await deliver();
    }
    expect(mailsTo("answered").map(({ parsed }) => parsed.subject)).toEqual([
      expect.stringContaining("answered is late"),
    ]);
  });

  test("does not become a question if a detail is missing before it leaves", async () => {
    await putPromised("turned", PROMISED);
    await shop.sweep();
    const asks = stage("fulfillment", "waiting", 100, { waitingOn: "member" });
    await tellFacts(shop, "turned", [["asks", asks]]);
    await deliver();
    expect(mailsTo("turned")).toEqual([]);
    expect(await promptOf(shop, "turned")).toMatchObject({ state: "cancelled" });
  });

  test("is sent although its shopper completed a later order that is alike", async () => {
    const judging = await startTestApp({
      ...PLAIN_POLICY,
      judgment: { asksAboutLaterOrder: true, waitsForAssignee: true },
    });
    await putPromised("loyal", PROMISED, {}, judging);
    const later = { orderId: "loyal-2", at: () => THREE_HOURS_AGO + 600_000 };
    await putOrderOf(judging, later, { memberId: "loyal" });
    await tellFacts(judging, "loyal-2", [
      ["paid", stage("payment", "completed", 12)],
      ["sent", stage("fulfillment", "completed", 15)],
    ]);
    await judging.sweep();
    await judging.deliver();
    expect(judging.mails.map(({ subject }) => subject)).toEqual([
      expect.stringContaining("Order loyal is late"),
    ]);
    await judging.close();
  });

  test("is not sent to who has all parcels, and the order is not late", async () => {
    await putPromised("has-it", PROMISED);
    await tellFacts(shop, "has-it", [
      ["a", parcel("a", "delivered", 50)],
      ["b", parcel("b", "cancelled", 51)],
    ]);
    await makeDue(shop, "has-it");
    await shop.sweep();
    await deliver();
    expect(mailsTo("has-it")).toEqual([]);
    expect((await standingOf(shop, "has-it")).escalations).not.toContain("late");
  });

  test.each([
    ["the last parcel arrives", "delivered", 0],
    ["only one of two parcels arrives", "shipped", 1],
  ])("before it leaves: %s", async (what, state, mails) => {
    const orderId = what.replaceAll(" ", "-");
    await putPromised(orderId, PROMISED);
    await tellFacts(shop, orderId, [["a", parcel("a", "shipped", 5)]]);
    await makeDue(shop, orderId);
    await shop.sweep();
    await tellFacts(shop, orderId, [
      ["b", parcel("b", state, 100)],
      ["c", parcel("a", "delivered", 101)],
    ]);
    await deliver();
    expect(mailsTo(orderId)).toHaveLength(mails);
    const { escalations } = await standingOf(shop, orderId);
    expect(escalations.includes("late")).toBe(mails > 0);
  });

  test("gives way to the question for a detail that only the shopper knows", async () => {
    await putPromised("detail", PROMISED);
    const asks = stage("fulfillment", "waiting", 50, { waitingOn: "member" });
    await tellFacts(shop, "detail", [["asks", { ...asks, nextActionAt: PROMISED }]]);
    await shop.sweep();
    await deliver();
    expect(mailsTo("detail")).toHaveLength(1);
    expect(mailsTo("detail")[0]?.parsed.subject).toContain("We need a detail from you");
  });

  test("waits for the end of the quiet hours", async () => {
    const now = new Date();
    const from = now.getUTCHours() * 60 + now.getUTCMinutes();
    const night = await startTestApp({
      ...PLAIN_POLICY,
      quietHours: {
        fromMinute: (from + 1430) % 1440,
        toMinute: (from + 120) % 1440,
        timeZone: "UTC",
      },
    });
    await putPromised("night", PROMISED, { timeZone: "UTC" }, night);
    await night.sweep();
    await night.sweep();
    await night.deliver();
    expect(night.mails).toEqual([]);
    const { escalations, nextActionAt } = await standingOf(night, "night");
    expect(escalations).toEqual(["late"]);
    expect(Date.parse(String(nextActionAt)) - Date.now()).toBeLessThan(121 * 60_000);
    await night.close();
  });

  test("covers other orders of the shopper as news, not as a reminder", async () => {
    const folding = await startTestApp({ ...PLAIN_POLICY, foldsOrders: true });
    await putPromised("news", PROMISED, {}, folding);
    const changes = { memberId: "news" };
    await putOrderOf(folding, { orderId: "open", at: () => THREE_HOURS_AGO }, changes);
    await makeDue(folding, "news");
    await folding.sweep();
    await folding.deliver();
    expect(folding.mails.map(({ subject }) => subject)).toEqual(["News about 2 of your orders"]);
    const [mail] = folding.mails;
    expect(mail?.text).toContain("Order news: Your order is late");
    expect(mail?.text).toContain("Payment is still open");
    expect(mail?.text).not.toContain("waiting for you");
    await folding.close();
  });
});

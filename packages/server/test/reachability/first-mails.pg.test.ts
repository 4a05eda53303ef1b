import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { takeMailboxNews } from "../../src/intake/take-mailbox-news.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { makeDue, putOrderOf, THREE_HOURS_AGO } from "../support/paid-orders.ts";
import { promptsOf, putPrompted } from "../support/prompts.ts";
import { minute, stage, tellFacts } from "../support/told-parcels.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterEach(async () => {
  await shop.sql("update orchestrations set next_action_at = now() + interval '99 d'");
  await shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')");
});
afterAll(() => shop.close());

const FIRST = "The payment for order 1042 is still open";
const DETAIL = (order: string) => `We need a detail from you to send order ${order}`;

function subjectsTo(address: string): string[] {
  return shop.mails.filter(({ envelope }) => envelope.to === address).map(({ subject }) => subject);
}

async function nextMail(orderId: string): Promise<void> {
  await makeDue(shop, orderId);
  await shop.sweep();
  await shop.deliver();
}

test("the first request after a mail about a delay is no reminder, and gets the whole cadence", async () => {
  await shop.api.putMember("delayed");
  const story = { orderId: "delayed", at: () => THREE_HOURS_AGO };
  await putOrderOf(shop, story, { memberId: "delayed", promisedBy: minute(60) });
  await tellFacts(shop, "delayed", [["paid", stage("payment", "completed", 1)]]);
  await nextMail("delayed");
  const asks = stage("fulfillment", "waiting", 170, { waitingOn: "member" });
  await tellFacts(shop, "delayed", [["asks", asks]]);
  for (let mail = 0; mail < 5; mail += 1) await nextMail("delayed");

  const [late, first, second, ...others] = subjectsTo("delayed@shoppers.example");
  expect(late).toMatch(/ is late/);
  expect(first).toBe(DETAIL("delayed"));
  expect(second).toBe(`Reminder: ${DETAIL("delayed")}`);
  expect(others).toHaveLength(2);
});

test("another member gets a first mail at once, whatever the former one got", async () => {
  for (const name of ["former", "latter"]) await shop.api.putMember(name);
  await putPrompted(shop, "handed-on", { memberId: "former" });
  await shop.deliver();
  await nextMail("handed-on");
  await shop.api.putOrder("handed-on", { memberId: "latter" });

  await shop.sweep();
  await shop.deliver();

  expect(subjectsTo("latter@shoppers.example")).toEqual([FIRST]);
  expect((await promptsOf(shop, "handed-on"))[0]).toMatchObject({ step: 0 });
  await nextMail("handed-on");
  expect(subjectsTo("latter@shoppers.example")[1]).toMatch(/^Reminder: /);
});

test("another member with the same mailbox has had the mails that went there", async () => {
  for (const name of ["one", "two"]) await shop.api.putMember(name, { email: "both@x.example" });
  await putPrompted(shop, "same-box", { memberId: "one" });
  await shop.deliver();
  await shop.api.putOrder("same-box", { memberId: "two" });
  await shop.sweep();
  expect(await promptsOf(shop, "same-box")).toHaveLength(1);
  await shop.deliver();
  await nextMail("same-box");
  const [first, second] = subjectsTo("both@x.example");
  expect(first).toBe(FIRST);
  expect(second).toMatch(/^Reminder: /);
});

test.each([
  ["after a bounce that came later", "bounced"],
  ["although the mail was accepted there", "accepted"],
])("an address that is corrected %s gets a first mail", async (_, what) => {
  const typo = `${what}-typo@x.example`;
  const right = `${what}@x.example`;
  await putPrompted(shop, what, { memberId: null, email: typo });
  await shop.deliver();
  if (what === "bounced") {
    const news = { news: "bounced", addresses: [typo], messageId: null } as const;
    await takeMailboxNews(shop.context, news, "postmark");
    await shop.sweep();
  }
  await shop.api.putOrder(what, { memberId: null, email: right });
  await nextMail(what);
  await nextMail(what);

  expect(subjectsTo(typo)).toEqual([FIRST]);
  const [first, second] = subjectsTo(right);
  expect(first).toBe(FIRST);
  expect(second).toMatch(/^Reminder: /);
});

test("mails of an earlier visit to the stage make no reminder, also after a prompt that was given up", async () => {
  await shop.api.putMember("visits");
  await putPrompted(shop, "visits", { memberId: "visits" });
  await shop.deliver();
  await nextMail("visits");
  await shop.api.postEvent("visits", { stage: "payment", status: "completed" });
  const back = { stage: "payment", status: "failed", reopens: true, waitingOn: "member" };
  await shop.api.postEvent("visits", back);
  await makeDue(shop, "visits");
  await shop.sweep();
  await shop.sql(
    "update prompts set state = 'dead' where order_id = 'visits' and state = 'pending'",
  );
  await nextMail("visits");
  expect((await promptsOf(shop, "visits"))[0]).toMatchObject({ step: 1, state: "sent" });
  expect(subjectsTo("visits@shoppers.example")[2]).not.toMatch(/^Reminder/);
});

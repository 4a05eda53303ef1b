import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { takeMailboxNews } from "../../src/intake/take-mailbox-news.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { type ConsoleClient, signInAs } from "../support/console.ts";
import { openEscalations } from "../support/escalations.ts";
import { promptsOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
let bo: ConsoleClient;
beforeAll(async () => {
  shop = await startTestApp(PLAIN_POLICY);
  bo = await signInAs(shop, "operator", "Bo Lind");
});
afterAll(() => shop.close());

const mailboxOf = (memberId: string) => `${memberId}@shoppers.example`;
const elsewhere = (memberId: string) => `${memberId}@elsewhere.example`;

/** A member with two orders that were prompted: one goes to their mailbox, the other to an address of its own. */
async function putMemberWithTwoOrders(memberId: string): Promise<void> {
  await shop.api.putMember(memberId);
  await putPrompted(shop, `${memberId}-own`, { memberId, email: elsewhere(memberId) });
  await putPrompted(shop, memberId, { memberId });
}

/** Uses the unsubscribe link of the latest mail to the member's mailbox. */
async function press(memberId: string, choice: string): Promise<void> {
  const mail = shop.mails.findLast(({ envelope }) => envelope.to === mailboxOf(memberId));
  const raw = mail?.raw.toString("latin1").replace(/\r\n[ \t]+/g, "") ?? "";
  const { pathname, search } = new URL(/^List-Unsubscribe:\s*<([^>]+)>/m.exec(raw)?.[1] ?? "");
  const answer = await shop.app.inject({
    method: "POST",
    url: `${pathname}${search}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: String(new URLSearchParams({ choice })),
  });
  expect(answer.statusCode).toBe(200);
}

async function isDue(orderId: string): Promise<boolean> {
  const { nextActionAt } = await shop.api.read(orderId);
  return nextActionAt !== null && Date.parse(nextActionAt) <= Date.now();
}

async function stop(memberId: string, reason: string) {
  return shop.api.post("/suppressions", { address: mailboxOf(memberId), reason });
}

interface Choice {
  readonly how: string;
  make(memberId: string): Promise<unknown>;
}

const STOPS: readonly Choice[] = [
  { how: "a click in a mail", make: (id) => press(id, "all") },
  { how: "an unsubscription by the API", make: (id) => stop(id, "unsubscribed") },
  { how: "a complaint by the API", make: (id) => stop(id, "complained") },
  {
    how: "a complaint that a mail service reports",
    make: (id) => {
      const report = { news: "complained", addresses: [mailboxOf(id)], messageId: null } as const;
      return takeMailboxNews(shop.context, report, "mail");
    },
  },
  {
    how: "an operator",
    make: (id) => bo.send("PUT", `/members/${id}/mail`, { isSuppressed: true }),
  },
];

const LIFTS: readonly Choice[] = [
  { how: "a click in a mail", make: (id) => press(id, "undo_all") },
  {
    how: "the API",
    make: (id) => shop.api.post("/suppressions/lift", { address: mailboxOf(id), reason: "Asked" }),
  },
  {
    how: "an operator",
    make: (id) =>
      bo.send("PUT", `/members/${id}/mail`, { isSuppressed: false, reason: "A mistake" }),
  },
];

describe("the choice of a mailbox holds at once for its members' orders at other addresses", () => {
  test.each(STOPS)("when $how stops mail", async ({ how, make }) => {
    const id = `stops-${STOPS.findIndex((each) => each.how === how)}`;
    await putMemberWithTwoOrders(id);
    await shop.deliver();
    expect(await isDue(`${id}-own`)).toBe(false);

    await make(id);
    expect([await isDue(id), await isDue(`${id}-own`)]).toEqual([true, true]);
    await shop.sweep();

    expect(await openEscalations(shop, id)).toEqual(["unreachable"]);
    expect(await openEscalations(shop, `${id}-own`)).toEqual(["unreachable"]);
  });

  test.each(LIFTS)("when $how lets it go again", async ({ how, make }) => {
    const id = `lifts-${LIFTS.findIndex((each) => each.how === how)}`;
    await putMemberWithTwoOrders(id);
    await shop.deliver();
    await press(id, "all");
    await shop.sweep();
    expect(await openEscalations(shop, `${id}-own`)).toEqual(["unreachable"]);

    await make(id);
    expect([await isDue(id), await isDue(`${id}-own`)]).toEqual([true, true]);
    await shop.sweep();

    expect(await openEscalations(shop, id)).toEqual([]);
    expect(await openEscalations(shop, `${id}-own`)).toEqual([]);
  });

  test("also for a prompt that was not sent yet, which is then with an operator", async () => {
    await shop.api.putMember("waits");
    await putPrompted(shop, "waits-own", { memberId: "waits", email: elsewhere("waits") });

    await stop("waits", "unsubscribed");
    await shop.deliver();
    await shop.sweep();

    expect(await promptsOf(shop, "waits-own")).toMatchObject([{ state: "suppressed" }]);
    expect(await openEscalations(shop, "waits-own")).toEqual(["unreachable"]);
  });

  test("but a bounce holds for its address only", async () => {
    await putMemberWithTwoOrders("bounces");
    await shop.deliver();

    await stop("bounces", "bounced");

    expect([await isDue("bounces"), await isDue("bounces-own")]).toEqual([true, false]);
  });
});

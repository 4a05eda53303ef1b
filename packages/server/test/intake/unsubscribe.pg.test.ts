import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { subscriberSubject } from "../../src/intake/subscriber.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { promptOf, promptsOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const DAY_MS = 24 * 60 * 60_000;

/** The address in the `List-Unsubscribe` header of the mail about this order. */
function linkFor(orderId: string): string {
  const mail = shop.mails.find(({ text }) => text.includes(`order=${orderId}&`));
  const raw = mail?.raw.toString("latin1").replace(/\r\n[ \t]+/g, "") ?? "";
  const link = /^List-Unsubscribe:\s*<([^>]+)>/m.exec(raw)?.[1];
  if (link === undefined) throw new Error(`No mail about ${orderId} with an unsubscribe link`);
  const { pathname, search } = new URL(link);
  return `${pathname}${search}`;
}

/** What a mail program sends when its user presses "unsubscribe" (RFC 8058). */
function oneClick(url: string) {
  return shop.app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: "List-Unsubscribe=One-Click",
  });
}

function choices() {
  return shop.sql(
    `select member_id as who, order_updates::text as choice from notification_preferences
    union all select address, reason from address_suppressions order by 1`,
  );
}

describe("the unsubscribe link of a mail", () => {
  test("stops mail about orders with one POST, without a login", async () => {
    await shop.api.putMember("leaver");
    await putPrompted(shop, "left-1", { memberId: "leaver" });
    await shop.deliver();

    const answer = await oneClick(linkFor("left-1"));

    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    await putPrompted(shop, "left-2", { memberId: "leaver" });
    expect(await promptsOf(shop, "left-2")).toEqual([]);
    expect((await shop.api.read("left-2")).events.at(-1)?.payload).toMatchObject({
      decision: "suppress",
      reason: "opted_out",
    });
  });

  test("gets the same answer when used again and changes nothing more", async () => {
    const before = await choices();
    const answer = await oneClick(linkFor("left-1"));
    expect(answer.statusCode).toBe(200);
    expect(await choices()).toEqual(before);
  });

  test("only shows a question when it is opened: a GET changes nothing, however often a scanner comes", async () => {
    await shop.api.putMember("scanned");
    await putPrompted(shop, "scanned-1", { memberId: "scanned" });
    await shop.deliver();
    const before = await choices();

    for (const method of ["GET", "HEAD", "GET"] as const) {
      const { statusCode } = await shop.app.inject({ method, url: linkFor("scanned-1") });
      expect(statusCode).toBe(200);
    }

    expect(await choices()).toEqual(before);
    const { body } = await shop.app.inject({ url: linkFor("scanned-1") });
    expect(body).toContain('<form method="post"');
  });

  test("of a guest stops mail to that address, in any letter case", async () => {
    const guest = { memberId: null, email: "Some.Guest@Shoppers.example" };
    await putPrompted(shop, "guest-1", guest);
    await shop.deliver();
    await putPrompted(shop, "guest-2", guest);

    await oneClick(linkFor("guest-1"));
    await shop.deliver();

    expect(await choices()).toContainEqual({
      who: "some.guest@shoppers.example",
      choice: "unsubscribed",
    });
    expect(await promptOf(shop, "guest-2")).toMatchObject({ state: "suppressed" });
    await putPrompted(shop, "guest-3", guest);
    expect((await shop.api.read("guest-3")).events.at(-1)?.payload).toMatchObject({
      decision: "suppress",
      reason: "unsubscribed",
    });
  });

  test("that is forged, expired or made for something else is refused and changes nothing", async () => {
    const before = await choices();
    const promptId = "00000000-0000-4000-8000-000000000000";
    const address = "scanned@shoppers.example";
    const subject = subscriberSubject({ address, promptId, locale: null });
    const now = Date.now();
    const { token } = await shop.links.issue("unsubscribe", subject, DAY_MS, now);
    const other = await shop.links.issue("unsubscribe", "member:leaver", DAY_MS, now);
    const [head, , signature] = token.split(".");
    const tokens = [
      "nonsense",
      [head, other.token.split(".")[1], signature].join("."),
      (await shop.links.issue("unsubscribe", subject, DAY_MS, now - 2 * DAY_MS)).token,
      (await shop.links.issue("order", subject, DAY_MS, now)).token,
    ];

    const answers = await Promise.all(tokens.map((each) => oneClick(`/unsubscribe?token=${each}`)));

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401]);
    expect(await choices()).toEqual(before);
  });
});

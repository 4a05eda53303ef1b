import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { promptOf, promptsOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp({ ...PLAIN_POLICY, foldsOrders: true });
});
afterAll(() => shop.close());

const LONG_AGO = "2026-01-01T00:00:00Z";
const DAY_MS = 24 * 60 * 60_000;

/** The address in the `List-Unsubscribe` header of the latest mail about this order. */
function linkFor(orderId: string): string {
  const mail = shop.mails.findLast(({ text }) => text.includes(`order=${orderId}&`));
  const raw = mail?.raw.toString("latin1").replace(/\r\n[ \t]+/g, "") ?? "";
  const link = /^List-Unsubscribe:\s*<([^>]+)>/m.exec(raw)?.[1];
  if (link === undefined) throw new Error(`No mail about ${orderId} with an unsubscribe link`);
  const { pathname, search } = new URL(link);
  return `${pathname}${search}`;
}

function open(url: string, headers: Readonly<Record<string, string>> = {}) {
  return shop.app.inject({ url, headers });
}

/** Presses a button of the page. */
function choose(url: string, choice: string) {
  return shop.app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: String(new URLSearchParams({ choice })),
  });
}

/** What the page's buttons send. */
function buttonsOf({ body }: { readonly body: string }): string[] {
  return [...body.matchAll(/<button name="choice" value="([^"]+)"/g)].map(
    ([, value = ""]) => value,
  );
}

function stopped() {
  return shop.sql(
    `select member_id as who, order_updates::text as choice from notification_preferences
    union all select address, reason from address_suppressions
    union all select mailbox || ' ' || order_id, 'order' from order_unsubscriptions order by 1`,
  );
}

type Changes = Readonly<Record<string, unknown>>;

async function mailed(orderId: string, order: Changes, member: Changes | null = {}) {
  if (member !== null) await shop.api.putMember(orderId, member);
  await putPrompted(shop, orderId, {
    ...(member === null ? {} : { memberId: orderId }),
    orderNumber: `#${orderId}`,
    ...order,
  });
  await shop.deliver();
  return linkFor(orderId);
}

describe("one click", () => {
  const MULTIPART = [
    "--edge",
    'Content-Disposition: form-data; name="List-Unsubscribe"',
    "",
    "One-Click",
    "--edge--",
    "",
  ].join("\r\n");

  test.each([
    ["a form", "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"],
    ["a multipart form", "multipart/form-data; boundary=edge", MULTIPART],
    ["no body", undefined, undefined],
    ["an empty form", "application/x-www-form-urlencoded", ""],
    ["a body without a type", undefined, "List-Unsubscribe=One-Click"],
    ["a body with an empty type", "", "List-Unsubscribe=One-Click"],
    ["a body with a type that is none", "form", "List-Unsubscribe=One-Click"],
    ["broken JSON", "application/json", "{"],
    ["bytes that are no text", "application/octet-stream", Buffer.from([0xff, 0x00, 0xfe])],
    ["a form of somebody else's", "application/x-www-form-urlencoded", "choice=%zz&a"],
  ])("stops all mail with %s, without a cookie or a redirect", async (name, type, payload) => {
    const id = `click-${name.toLowerCase().replaceAll(/\W/g, "-")}`;
    const link = await mailed(id, {});

    const answer = await shop.app.inject({
      method: "POST",
      url: `${link}&utm_source=mail&utm_campaign=a%20b&mc_eid=1#top`,
      headers: type === undefined ? {} : { "content-type": type },
      ...(payload === undefined ? {} : { payload }),
    });

    expect([answer.statusCode, answer.headers.location, answer.headers["set-cookie"]]).toEqual([
      200,
      undefined,
      undefined,
    ]);
    expect(await stopped()).toEqual(
      expect.arrayContaining([
        { who: id, choice: "false" },
        { who: `${id}@shoppers.example`, choice: "unsubscribed" },
      ]),
    );
  });

  test("is what the mail's headers offer", async () => {
    await mailed("headers", {});
    const mail = shop.mails.at(-1)?.raw.toString("latin1") ?? "";
    expect(mail).toMatch(/^List-Unsubscribe: ?\r?\n? ?<https:/m);
    expect(mail).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  });

  test("of a member also stops their guest orders, and of a guest also the member's", async () => {
    await shop.api.putMember("both-1", { email: "Both@ways.example" });
    await shop.api.putMember("both-2", { email: "other@ways.example" });
    const link = await mailed("both-1", { memberId: "both-1" }, null);
    await choose(link, "all");
    const guest = { memberId: null, email: "both@ways.example" };
    await putPrompted(shop, "both-guest", guest);
    const other = { memberId: null, email: "OTHER@ways.example" };
    await choose(await mailed("other-guest", other, null), "all");
    await putPrompted(shop, "both-2", { memberId: "both-2" });

    expect(await promptsOf(shop, "both-guest")).toEqual([]);
    expect(await promptsOf(shop, "both-2")).toEqual([]);
  });
});

describe("the page", () => {
  test("offers each order of the mail, all orders, and after the change a way back", async () => {
    const guest = { memberId: null, email: "page@shoppers.example", placedAt: LONG_AGO };
    await shop.api.putOrder("page-1", { ...guest, orderNumber: "#1" });
    const link = await mailed("page-2", guest, null);

    expect(buttonsOf(await open(link))).toEqual(["all", "order:page-1", "order:page-2"]);
    const one = await choose(link, "order:page-1");
    expect(one.body).toContain("<h1>No more mail about this order</h1>");
    expect(one.body).toContain("will not write to you any more about order <bdi>#1</bdi>");
    expect(buttonsOf(one)).toEqual(["all", "undo_order:page-1", "order:page-2"]);
    const back = await choose(link, "undo_order:page-1");
    expect(buttonsOf(back)).toEqual(["all", "order:page-1", "order:page-2"]);
    const all = await choose(link, "all");
    expect(buttonsOf(all)).toEqual(["undo_all"]);
    expect(buttonsOf(await open(link))).toEqual(["undo_all"]);
    expect(buttonsOf(await choose(link, "undo_all"))).toEqual(buttonsOf(back));
  });

  test("stops one order only: others are still mailed, and undoing sends at once", async () => {
    const guest = { memberId: null, email: "only@shoppers.example" };
    const link = await mailed("only-1", guest, null);
    await choose(link, "order:only-1");
    const due = "update orchestrations set next_action_at = now() where order_id = 'only-1'";
    await shop.sql(due);
    await putPrompted(shop, "only-2", guest);
    expect(await promptsOf(shop, "only-1")).toHaveLength(1);
    expect(await promptsOf(shop, "only-2")).toHaveLength(1);

    await choose(link, "undo_order:only-1");
    await shop.sweep();

    expect(await promptsOf(shop, "only-1")).toHaveLength(2);
  });

  test("undoes without a login: members and guests of the mailbox are decided again at once", async () => {
    const link = await mailed("undone", {});
    await choose(link, "all");
    const guest = { memberId: null, email: "UNDONE@shoppers.example" };
    await putPrompted(shop, "undone-guest", guest);
    expect(await promptsOf(shop, "undone-guest")).toEqual([]);

    await choose(link, "undo_all");
    await shop.sweep();
    await putPrompted(shop, "undone-2", { memberId: "undone" });

    expect(await promptsOf(shop, "undone-guest")).toHaveLength(1);
    expect(await promptsOf(shop, "undone-2")).toHaveLength(1);
  });

  test("can't undo a complaint, and says so", async () => {
    const link = await mailed("complainer", {});
    const body = { address: "complainer@shoppers.example", reason: "complained" };
    await shop.api.post("/suppressions", body);

    const answer = await choose(link, "undo_all");

    expect(buttonsOf(answer)).toEqual([]);
    expect(answer.body).toContain("was reported as spam");
    await putPrompted(shop, "complainer-2", { memberId: "complainer" });
    expect(await promptsOf(shop, "complainer-2")).toEqual([]);
  });

  test("of a mail about one order changes no other order", async () => {
    const link = await mailed("mine", {});
    await mailed("theirs", {});
    const before = await stopped();

    for (const choice of ["order:theirs", "undo_order:theirs"]) {
      const { statusCode, body } = await choose(link, choice);

      expect(statusCode).toBe(200);
      expect(body).toContain("<h1>No more mail about your orders?</h1>");
      expect(await stopped()).toEqual(before);
    }
  });

  test("changes nothing when it is opened, with whatever was added to its link", async () => {
    const link = await mailed("opened", {});
    const before = await stopped();

    const { statusCode } = await open(`${link}&choice=all&utm_medium=email&token=another`);

    expect(statusCode).toBe(200);
    expect(await stopped()).toEqual(before);
  });

  test("speaks the mail's language, carries the shop's name, and knows no account", async () => {
    const link = await mailed("german", {}, { locale: "de-AT" });
    const guest = { memberId: null, email: "english@shoppers.example" };
    const guestLink = await mailed("english", guest, null);

    const pages = [
      await open(link, { "accept-language": "fr" }),
      await choose(link, "all"),
      await choose(link, "undo_all"),
    ];
    for (const { body } of pages) {
      expect(body).toContain('<html lang="de-AT" dir="ltr">');
      expect(body).toContain("<bdi>Hearth &#38; Oak</bdi>");
      // cspell:disable-next-line
      expect(body).toMatch(/Mails (mehr )?zu|abgemeldet/);
    }
    const english = [await open(guestLink), await choose(guestLink, "all")];
    for (const { body } of english) {
      expect(body).toContain('<html lang="en" dir="ltr">');
      expect(body).not.toMatch(/account/i);
    }
  });

  test("of a link that is too old speaks the browser's language", async () => {
    const answers = await Promise.all(
      ["de-CH,de;q=0.9", "xx", "*"].map((language) =>
        open("/unsubscribe?token=old", { "accept-language": language }),
      ),
    );

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
    expect(answers.map(({ body }) => /lang="([^"]+)"/.exec(body)?.[1])).toEqual([
      "de-CH",
      "en",
      "en",
    ]);
    expect((await open("/unsubscribe")).statusCode).toBe(401);
  });
});

describe("a link of an earlier version", () => {
  const issue = (subject: string) =>
    `/unsubscribe?token=${shop.links.issue("unsubscribe", subject, DAY_MS, Date.now()).token}`;

  test("of a member stops their mailbox and themselves, and undoes it", async () => {
    await shop.api.putMember("elder", { email: "Elder@shoppers.example" });
    const link = issue("member:elder");

    expect(buttonsOf(await choose(link, "all"))).toEqual(["undo_all"]);
    expect(await stopped()).toEqual(
      expect.arrayContaining([
        { who: "elder", choice: "false" },
        { who: "elder@shoppers.example", choice: "unsubscribed" },
      ]),
    );
    expect(buttonsOf(await choose(link, "undo_all"))).toEqual(["all"]);
    await putPrompted(shop, "elder-1", { memberId: "elder" });
    expect(await promptOf(shop, "elder-1")).toMatchObject({ state: "pending" });
  });

  test("of a member who is not known keeps their choice", async () => {
    const link = issue("member:nobody-yet");
    expect(buttonsOf(await choose(link, "all"))).toEqual(["undo_all"]);
    expect(await stopped()).toContainEqual({ who: "nobody-yet", choice: "false" });
    expect(buttonsOf(await choose(link, "undo_all"))).toEqual(["all"]);
  });

  test("of a guest stops their mailbox", async () => {
    await choose(issue("address:Old.Guest@shoppers.example"), "all");
    expect(await stopped()).toContainEqual({
      who: "old.guest@shoppers.example",
      choice: "unsubscribed",
    });
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { promptsOf } from "../support/prompts.ts";

const HOUR_MS = 60 * 60_000;
const LONG_AGO = "2026-01-01T00:00:00Z";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp({ ...PLAIN_POLICY, foldsOrders: true, frequencyCapMs: 6 * HOUR_MS });
});
afterEach(() =>
  shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')"),
);
afterAll(() => shop.close());

/** An order whose prompt has failed once and waits to be tried again. */
async function putInRetry(orderId: string, order: object): Promise<void> {
  await shop.api.putOrder(orderId, { placedAt: LONG_AGO, ...order });
  await shop.sweep();
  await shop.sql(
    "update prompts set state = 'retry', attempts = 1, last_error = '421 later' where order_id = $1",
    [orderId],
  );
}

/** Sweeps and delivers, as the schedule would. */
async function sweepAndDeliver(): Promise<void> {
  await shop.sweep();
  await shop.deliver();
}

function mailAbout(orderId: string) {
  const mail = shop.mails.find(({ text }) => text.includes(`order=${orderId}&`));
  const raw = mail?.raw.toString("latin1").replace(/\r\n[ \t]+/g, "") ?? "";
  const link = /^List-Unsubscribe:\s*<([^>]+)>/m.exec(raw)?.[1] ?? "";
  const { pathname, search } = new URL(link);
  return { to: mail?.envelope.to, text: mail?.text ?? "", way: `${pathname}${search}` };
}

describe("an order that names another member while its prompt is tried again", () => {
  test.each([
    ["mailbox", { email: "ONE@mailbox.example" }],
    ["address", { email: "one@mailbox.example" }],
  ])("of the same %s is mailed to that member only", async (what, changes) => {
    for (const name of ["Nan", "Pat"])
      await shop.api.putMember(`${name}-${what}`, {
        ...changes,
        email: `${what}-${changes.email}`,
        name,
      });
    await putInRetry(`kept-${what}`, { memberId: `Nan-${what}` });
    await shop.api.putOrder(`kept-${what}`, { memberId: `Pat-${what}` });

    await sweepAndDeliver();

    expect(mailAbout(`kept-${what}`).text).toContain("Pat");
    expect(mailAbout(`kept-${what}`).text).not.toContain("Nan");
  });

  test("is mailed to that member: their name, language, address and way out", async () => {
    await shop.api.putMember("cleo", { name: "Cleo", locale: "en" });
    await shop.api.putMember("dee", { name: "Dee", locale: "de" });
    await putInRetry("swapped", { memberId: "cleo" });
    await shop.api.putOrder("swapped", { memberId: "dee" });

    await sweepAndDeliver();
    const { to, text, way } = mailAbout("swapped");
    const answer = await shop.app.inject({ method: "POST", url: way });

    expect(to).toBe("dee@shoppers.example");
    // cspell:disable-next-line
    expect(text).toContain("Guten Tag Dee");
    expect(text).not.toContain("Cleo");
    expect(answer.body).toContain('lang="de"');
    expect(await promptsOf(shop, "swapped")).toMatchObject([
      { state: "sent", memberId: "dee", step: 0 },
      { state: "cancelled", memberId: "cleo", step: 0 },
    ]);
    expect(
      await shop.sql(
        `select member_id from notification_preferences where not order_updates
        union all select address from address_suppressions order by 1`,
      ),
    ).toEqual([{ member_id: "dee" }, { member_id: "dee@shoppers.example" }]);
  });

  test.each([
    ["has opted out", () => shop.api.putOrderUpdates("eve", false)],
    [
      "shares a mailbox with somebody who opted out",
      async () => {
        await shop.api.putMember("eve-2", { email: "EVE@shoppers.example" });
        await shop.api.putOrderUpdates("eve-2", false);
      },
    ],
    [
      "complained",
      () =>
        shop.api.post("/suppressions", { address: "eve@shoppers.example", reason: "complained" }),
    ],
  ])("is not mailed if that member %s", async (why, stop) => {
    const orderId = `withdrawn-${why.replaceAll(" ", "-")}`;
    await shop.api.post("/suppressions/lift", { address: "eve@shoppers.example", reason: "test" });
    await shop.api.putMember(orderId);
    await shop.api.putMember("eve");
    await shop.api.putOrderUpdates("eve", true);
    await putInRetry(orderId, { memberId: orderId });
    await stop();
    await shop.api.putOrder(orderId, { memberId: "eve" });

    await sweepAndDeliver();

    expect(await promptsOf(shop, orderId)).toMatchObject([{ state: "cancelled" }]);
    expect(shop.mails.filter(({ text }) => text.includes(`order=${orderId}&`))).toEqual([]);
  });

  test("and was unsubscribed by the former one is mailed all the same", async () => {
    await shop.api.putMember("former");
    await shop.api.putMember("latter");
    await putInRetry("handed-on", { memberId: "former" });
    await shop.api.post("/suppressions", {
      address: "former@shoppers.example",
      reason: "unsubscribed",
      orderId: "handed-on",
    });
    await shop.api.putOrder("handed-on", { memberId: "latter" });

    await sweepAndDeliver();

    expect(mailAbout("handed-on").to).toBe("latter@shoppers.example");
  });
});

describe("a mail to one mailbox", () => {
  test("greets by the name that its members share, in the language that one of them has", async () => {
    await shop.api.putMember("fay", { name: "Fay", locale: "de", email: "fay@one.example" });
    const guest = { memberId: null, email: "FAY@one.example" };
    await shop.api.putOrder("fay-a", { ...guest, placedAt: LONG_AGO });
    await shop.api.putOrder("fay-b", { memberId: "fay", placedAt: LONG_AGO });
    await shop.sweep();
    await shop.deliver();

    const { text } = mailAbout("fay-a");
    expect(text).toContain("order=fay-b&");
    // cspell:disable-next-line
    expect(text).toContain("Guten Tag Fay");
  });

  test("greets nobody by name if its members have different names", async () => {
    await shop.api.putMember("gus", { name: "Gus", email: "home@one.example" });
    await shop.api.putMember("hal", { name: "Hal", email: "Home@one.example" });
    await shop.api.putOrder("gus-1", { memberId: "gus", placedAt: LONG_AGO });
    await shop.api.putOrder("hal-1", { memberId: "hal", placedAt: LONG_AGO });
    await shop.sweep();
    await shop.deliver();

    const { text } = mailAbout("gus-1");
    expect(text).toContain("order=hal-1&");
    expect(text).not.toMatch(/Gus|Hal/);
  });
});

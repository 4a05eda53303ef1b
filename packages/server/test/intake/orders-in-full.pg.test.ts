import { Order } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type ConsoleClient, signInAs } from "../support/console.ts";
import { openEscalations } from "../support/escalations.ts";
import { promptOf, putPrompted } from "../support/prompts.ts";

const PLACED = { placedAt: "2026-01-01T00:00:00Z" };
const GUEST = { memberId: null, ...PLACED };
const STATUS_URL = "https://checkout.example/orders/1042/authenticate?key=8f3a&lang=de";

let shop: TestApp;
let bo: ConsoleClient;
beforeAll(async () => {
  shop = await startTestApp();
  bo = await signInAs(shop, "operator", "Bo Lind");
});
afterAll(() => shop.close());

async function readOrder(orderId: string): Promise<Order> {
  return Order.parse((await shop.api.get(`/orders/${orderId}`)).body);
}

/** The text of the mail about a new order. */
async function mailAbout(orderId: string, changes: Readonly<Record<string, unknown>>) {
  await putPrompted(shop, orderId, changes);
  const before = shop.mails.length;
  await shop.deliver();
  const [mail, ...others] = shop.mails.slice(before);
  if (mail === undefined || others.length > 0) throw new Error("There is not exactly one mail");
  return { ...mail, text: mail.text.replaceAll("\u00a0", " ") };
}

describe("an order is answered as it was reported", () => {
  const FULL = {
    items: [
      { title: "Linen", quantity: 2.35, unitPrice: { amount: 4_200, currency: "EUR" } },
      { title: "Old stool", quantity: 1, unitPrice: { amount: -500, currency: "EUR" } },
    ],
    moreItems: { count: 3, amount: null },
    discount: 0,
    shipping: 600,
    tax: { amount: 1_600, included: true },
    email: "ada@shoppers.example",
    locale: "de-AT",
    timeZone: "Europe/Vienna",
    statusUrl: STATUS_URL,
    channel: "pos",
    attributes: { gift: true, boxes: 2, campaign: "spring" },
  };

  test("with all that it says", async () => {
    const { status, body } = await shop.api.putOrder("full", FULL);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...FULL, emailProblem: null });
    expect(await readOrder("full")).toEqual(body);
  });

  test("and as the next report has it, which replaces all of it", async () => {
    await shop.api.putOrder("replaced", FULL);
    await shop.api.putOrder("replaced", { shipping: 0 });
    expect(await readOrder("replaced")).toMatchObject({
      moreItems: null,
      discount: null,
      shipping: 0,
      tax: null,
      email: null,
      locale: null,
      timeZone: null,
      statusUrl: null,
      channel: null,
      attributes: {},
    });
  });

  test("with its first 500 lines, and the count and the sum of the others", async () => {
    const items = Array.from({ length: 620 }, (_, at) => ({
      title: `Screw ${at}`,
      quantity: 0.5,
      unitPrice: { amount: 200, currency: "EUR" },
    }));
    const { status } = await shop.api.putOrder("many", { items });
    expect(status).toBe(201);
    const order = await readOrder("many");
    expect(order.items).toHaveLength(500);
    expect(order.moreItems).toEqual({ count: 120, amount: 12_000 });
  });

  test("or refused by the place of what is wrong", async () => {
    const answer = await shop.api.putOrder("wrong", {
      items: [{ title: "Linen", quantity: 0, unitPrice: { amount: 1, currency: "EUR" } }],
    });
    expect(codeOf(answer)).toBe("validation_failed");
    expect(JSON.stringify(answer.body)).toContain("items/0/quantity");
  });

  test("or refused for a line in another currency than the total, as nobody could add it up", async () => {
    const line = (currency: string) => ({
      title: "Linen",
      quantity: 1,
      unitPrice: { amount: 1, currency },
    });
    const total = { amount: 2, currency: "EUR" };
    const answer = await shop.api.putOrder("mixed", { total, items: [line("EUR"), line("USD")] });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            field: "/items/1/unitPrice/currency",
            message: "must be in the currency of the total",
          },
        ],
      },
    });
  });
});

describe("an address that can't be used", () => {
  test.each([
    ["ada@@shoppers.example", "malformed"],
    [`${"a".repeat(65)}@shoppers.example`, "too_long"],
    ["ada@shoppers.example\r\nBcc: eve@evil.example", "malformed"],
  ])("%j loses the address, not the order, and an operator is asked", async (email, problem) => {
    const orderId = `unusable-${problem}-${email.length}`;
    const { status, body } = await shop.api.putOrder(orderId, { ...GUEST, email });
    expect(status).toBe(201);
    expect(body).toMatchObject({ email: null, emailProblem: problem });
    await shop.sweep();
    expect(await openEscalations(shop, orderId)).toEqual(["missing_address"]);
    const page = (await bo.get(`/orders/${orderId}`)).body;
    expect(page).toMatchObject({ order: { emailProblem: problem } });
  });

  test("of a member loses the address, not the member", async () => {
    const { status, body } = await shop.api.putMember("eve", { email: "eve@" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ email: null, emailProblem: "malformed", name: "Ada Voss" });
    await shop.api.putOrder("of-eve", { memberId: "eve", ...PLACED });
    await shop.sweep();
    expect(await openEscalations(shop, "of-eve")).toEqual(["missing_address"]);
  });

  test("leaves the member's, if the order's own is the wrong one", async () => {
    await shop.api.putMember("own");
    const mail = await mailAbout("own-wrong", { memberId: "own", email: "own@" });
    expect(mail.envelope.to).toBe("own@shoppers.example");
  });

  test("is no problem any more once the shop corrects it", async () => {
    await shop.api.putOrder("corrected", { memberId: null, email: "ada@" });
    await shop.api.putOrder("corrected", { memberId: null, email: "ada@shoppers.example" });
    expect(await readOrder("corrected")).toMatchObject({
      email: "ada@shoppers.example",
      emailProblem: null,
    });
  });
});

test("an order of a member with neither address nor name is a case for an operator", async () => {
  await shop.api.putMember("phone-only", { email: null, name: null, locale: "de" });
  await shop.api.putOrder("by-phone", { memberId: "phone-only", ...PLACED });
  await shop.sweep();
  expect(await openEscalations(shop, "by-phone")).toEqual(["missing_address"]);
  expect((await bo.get("/members/phone-only")).body).toMatchObject({
    shopper: { state: "known", member: { email: null, name: null } },
  });
  expect((await bo.get("/members?text=phone-only")).body).toMatchObject({
    items: [{ memberId: "phone-only", name: null, email: null }],
  });
});

describe("mail about an order", () => {
  test("is in the language of a guest's order, or of their country", async () => {
    const said = { ...GUEST, email: "g1@shoppers.example" };
    const byLocale = await mailAbout("in-german", { ...said, locale: "de-AT" });
    // cspell:disable-next-line
    expect(byLocale.text).toContain("Guten Tag,");
    const place = { ...GUEST, email: "g2@shoppers.example", address: { country: "DE" } };
    const byCountry = await mailAbout("from-germany", place);
    // cspell:disable-next-line
    expect(byCountry.text).toContain("Guten Tag,");
    expect(byCountry.html).toContain('lang="de-DE"');
  });

  test("is in a member's own language, and in the order's where the member has none", async () => {
    await shop.api.putMember("lena", { locale: "en-GB" });
    const own = await mailAbout("of-lena", { memberId: "lena", locale: "de-DE", ...PLACED });
    expect(own.html).toContain('lang="en-GB"');
    await shop.api.putMember("mia");
    const orders = await mailAbout("of-mia", { memberId: "mia", locale: "de-DE", ...PLACED });
    expect(orders.html).toContain('lang="de-DE"');
    // cspell:disable-next-line
    expect(orders.text).toContain("Guten Tag Ada Voss,");
  });

  test("goes to the order's own address", async () => {
    await shop.api.putMember("two-boxes");
    const own = { memberId: "two-boxes", email: "office@shoppers.example", ...PLACED };
    expect((await mailAbout("own-box", own)).envelope.to).toBe("office@shoppers.example");
  });

  test("leads to the page that the shop named for the order, exactly as given", async () => {
    const said = { ...GUEST, email: "g3@shoppers.example", statusUrl: STATUS_URL };
    const mail = await mailAbout("own-page", said);
    expect(mail.text).toContain(`\n${STATUS_URL}\n`);
    expect(mail.html).toContain(STATUS_URL.replaceAll("&", "&amp;"));
    expect(mail.text).not.toContain("/checkout/resume");
    const { version } = await shop.api.read("own-page");
    const link = await bo.act("own-page", version, {
      action: "issue_resume_link",
      reason: "Asked",
    });
    expect(link.body).toMatchObject({ resumeUrl: STATUS_URL });
  });

  test("is kept for operators without the key in that page's address", async () => {
    const said = { ...GUEST, email: "g4@shoppers.example", statusUrl: STATUS_URL };
    await mailAbout("kept-page", said);
    const { messageId } = await promptOf(shop, "kept-page");
    const copy = (await bo.get(`/messages/${encodeURIComponent(messageId)}`)).body;
    expect(JSON.stringify(copy)).toContain("https://checkout.example/-");
    expect(JSON.stringify(copy)).not.toContain("8f3a");
  });

  test("names a fraction, and lines and amounts that the shop gave only as sums", async () => {
    const mail = await mailAbout("in-parts", {
      ...GUEST,
      email: "g5@shoppers.example",
      items: [{ title: "Linen", quantity: 2.35, unitPrice: { amount: 4_200, currency: "EUR" } }],
      moreItems: { count: 120, amount: 5_000 },
      discount: 500,
      shipping: 600,
      tax: { amount: 1_600, included: true },
      total: { amount: 14_970, currency: "EUR" },
    });
    expect(mail.text).toMatch(/2\.35 × Linen +€98\.70\n/);
    expect(mail.text).toContain("and 120 more items");
    expect(mail.text).toMatch(
      /Discount +-€5\.00\n +Delivery +€6\.00\n +Total +€149\.70\n +Tax included +€16\.00\n/,
    );
    expect(mail.text).not.toContain("Other amounts");
  });
});

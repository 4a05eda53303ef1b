import { STAGES } from "@followthrough/core/domain";
import { LANGUAGES } from "@followthrough/core/words";
import { describe, expect, test } from "vitest";
import type { RecoveryPromptInput } from "../../src/delivery/mail/recovery-prompt-input.ts";
import { renderRecoveryPrompt } from "../../src/delivery/mail/render-recovery-prompt.ts";

const eur = (amount: number) => ({ amount, currency: "EUR" });
const STOOL = { title: "Alder stool", quantity: 2, unitPrice: eur(12_900) };

function mailOf(changes: Partial<RecoveryPromptInput> = {}) {
  const { html, text } = renderRecoveryPrompt({
    shopName: "Hearth & Oak",
    orderNumber: "1042",
    items: [STOOL],
    moreItems: null,
    discount: null,
    shipping: null,
    tax: null,
    total: eur(25_800),
    memberName: "Ada",
    locale: "en-GB",
    timeZone: "Europe/Berlin",
    stage: "payment",
    status: "waiting",
    money: { kind: "none" },
    stages: STAGES.map((stage) => ({ stage, status: "waiting", required: true })),
    pendingSteps: [],
    points: null,
    otherOrders: [],
    step: 0,
    resumeUrl: "https://shop.test/resume",
    unsubscribeUrl: "https://shop.test/unsubscribe",
    nextActionAt: null,
    ...changes,
  });
  const plain = (body: string) => body.replace(/[\u00a0\u202f]/g, " ");
  return { html: plain(html), text: plain(text) };
}

/** The rows of the order's table in the text, as label and amount. */
function rowsOf(changes: Partial<RecoveryPromptInput>): string[] {
  const { text } = mailOf(changes);
  const [, table = ""] = text.split("Order 1042\n");
  return (table.split("\n\n")[0] ?? "")
    .split("\n")
    .map((row) => row.trim().replace(/ {2,}/, " | "));
}

describe("the way from the items to the total", () => {
  test("is what the shop says of it, in this order", () => {
    const changes = {
      discount: 1_000,
      shipping: 495,
      tax: { amount: 5_059, included: false },
      total: eur(30_354),
    };
    expect(rowsOf(changes)).toEqual([
      "2 × Alder stool | €258.00",
      "Discount | -€10.00",
      "Delivery | €4.95",
      "Tax | €50.59",
      "Total | €303.54",
    ]);
    const { html } = mailOf(changes);
    for (const shown of ["Discount", "-€10.00", "Delivery", "€4.95", "Tax", "€50.59"])
      expect(html).toContain(shown);
  });

  test("names points that were redeemed", () => {
    expect(rowsOf({ pointsOff: 5_000, total: eur(20_800) })).toEqual([
      "2 × Alder stool | €258.00",
      "Points | -€50.00",
      "Total | €208.00",
    ]);
  });

  test("names tax that the prices contain after the total, which it does not change", () => {
    expect(rowsOf({ tax: { amount: 4_119, included: true } }).slice(1)).toEqual([
      "Total | €258.00",
      "Tax included | €41.19",
    ]);
  });

  test.each([
    [20_800, "-€50.00"],
    [28_300, "€25.00"],
  ])("is not guessed: a total of %d differs from the items by a neutral line", (amount, shown) => {
    expect(rowsOf({ total: eur(amount) })[1]).toBe(`Other amounts | ${shown}`);
    expect(rowsOf({ total: eur(amount) })).toHaveLength(3);
  });

  test("has no neutral line where the lines are incomplete, or in several currencies", () => {
    const total = eur(99_900);
    expect(rowsOf({ total, moreItems: { count: 2, amount: null } }).join()).not.toContain("Other");
    expect(rowsOf({ total, items: [] }).join()).not.toContain("Other");
    const dollars = { ...STOOL, unitPrice: { amount: 1, currency: "USD" } };
    expect(rowsOf({ total, items: [STOOL, dollars] }).join()).not.toContain("Other");
  });

  test("names delivery that is free, and no other amount of nothing", () => {
    expect(rowsOf({ discount: 0, shipping: 0, tax: { amount: 0, included: true } })).toEqual([
      "2 × Alder stool | €258.00",
      "Delivery | €0.00",
      "Total | €258.00",
    ]);
  });

  test("is in words in every language", () => {
    for (const locale of LANGUAGES) {
      const of = (changes: Partial<RecoveryPromptInput>) => mailOf({ locale, ...changes }).text;
      const neutral = of({ total: eur(28_300) });
      for (const changes of [
        { discount: 2_500 },
        { shipping: 2_500 },
        { tax: { amount: 2_500, included: false } },
        { tax: { amount: 2_500, included: true } },
      ])
        expect(of({ ...changes, total: eur(28_300) })).not.toBe(neutral);
    }
  });
});

describe("the lines of an order", () => {
  test("may be a fraction of a unit, written as people of the language do", () => {
    const items = [{ title: "Linen", quantity: 2.355, unitPrice: eur(4_200) }];
    expect(rowsOf({ items, total: eur(9_891) })[0]).toBe("2.355 × Linen | €98.91");
    expect(mailOf({ items, locale: "de" }).text).toContain("2,355 × Linen");
  });

  test("may lower the total", () => {
    const items = [STOOL, { title: "Voucher SPRING", quantity: 1, unitPrice: eur(-800) }];
    expect(rowsOf({ items, total: eur(25_000) })).toEqual([
      "2 × Alder stool | €258.00",
      "1 × Voucher SPRING | -€8.00",
      "Total | €250.00",
    ]);
  });

  test("of 620 are eight, and the number of the others", () => {
    const items = Array.from({ length: 500 }, () => ({ ...STOOL, quantity: 1 }));
    const rows = rowsOf({
      items,
      moreItems: { count: 120, amount: 120 * 12_900 },
      total: eur(620 * 12_900),
    });
    expect(rows.slice(8)).toEqual(["and 612 more items | €78,948.00", "Total | €79,980.00"]);
  });

  test("that are only counted have their sum if it is known, and the mail adds up", () => {
    const of = (amount: number | null) =>
      mailOf({
        items: [{ title: "Linen", quantity: 2.35, unitPrice: eur(4_200) }],
        moreItems: { count: 120, amount },
        discount: 500,
        shipping: 600,
        total: eur(14_970),
      });
    expect(of(5_000).text).toMatch(/and 120 more items +€50\.00\n/);
    expect(of(5_000).html).toContain("€50.00");
    expect(of(null).text).toMatch(/and 120 more items\n/);
  });

  test("are in minor units of currencies with three decimals and with none", () => {
    const of = (currency: string, amount: number) =>
      rowsOf({
        items: [{ title: "Linen", quantity: 0.5, unitPrice: { amount, currency } }],
        shipping: amount,
        total: { amount: Math.round(amount * 1.5), currency },
      });
    expect(of("JPY", 1_001)).toEqual([
      "0.5 × Linen | JP¥501",
      "Delivery | JP¥1,001",
      "Total | JP¥1,502",
    ]);
    expect(of("KWD", 1_001)).toEqual([
      "0.5 × Linen | KWD 0.501",
      "Delivery | KWD 1.001",
      "Total | KWD 1.502",
    ]);
    expect(of("HUF", 100_000).at(-1)).toBe("Total | HUF 1,500.00");
  });
});

describe("a shopper without a name", () => {
  test.each([[null], [""], ["ada@shoppers.example"], [" \u200f "]])(
    "(%j) is greeted without one",
    (memberName) => {
      expect(mailOf({ memberName }).text).toContain("\n\nHello,\n\n");
      expect(mailOf({ memberName, locale: "de" }).text).toContain("\n\nGuten Tag,\n\n");
    },
  );
});

test("a Thai item keeps its columns and its words", () => {
  // cspell:disable-next-line
  const title = "เก้าอี้ไม้โอ๊คทำมือสำหรับห้องนั่งเล่นและห้องทานอาหาร".repeat(2);
  const { text } = mailOf({ items: [{ ...STOOL, title }] });
  const lines = text.split("\n").filter((line) => /\p{sc=Thai}/u.test(line));
  expect(lines.map((line) => line.replace("2 ×", "").replace("€258.00", "").trim()).join("")).toBe(
    title,
  );
  for (const line of lines) expect(line.trim()).not.toMatch(/^\p{M}/u);
});

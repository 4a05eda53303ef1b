import type { EntryPayment, PreviewItem } from "@followthrough/core/contract";
import { describe, expect, test } from "vitest";
import { moneyText } from "../src/parts/money.tsx";
import { webUrl } from "../src/parts/outward-link.tsx";
import { exactTime } from "../src/parts/time.tsx";
import { changeSentence, paymentsSentence } from "../src/words/payment-sentences.ts";
import { previewSentences } from "../src/words/preview.ts";

const eur = (amount: number) => ({ amount, currency: "EUR" });
const text = (amount: number, currency = "EUR") => moneyText({ amount, currency });
const DUE_AT = "2026-03-09T10:00:00.000Z";

describe("an entry about a change of what is to be paid", () => {
  test.each([
    [
      { total: eur(10_000), terms: null },
      { total: eur(13_000), terms: null },
      `Total ${text(10_000)} → ${text(13_000)}`,
    ],
    [
      { total: eur(10_000), terms: null },
      { total: { amount: 10_000, currency: "JPY" }, terms: null },
      `Total ${text(10_000)} → ${text(10_000, "JPY")}`,
    ],
    [
      { total: eur(10_000), terms: null },
      { total: eur(10_000), terms: { kind: "invoice", dueAt: DUE_AT } },
      `To be paid at once → by invoice, until ${exactTime(DUE_AT)}`,
    ],
    [
      { total: eur(10_000), terms: { kind: "on_delivery", dueAt: null } },
      { total: eur(12_000), terms: null },
      `Total ${text(10_000)} → ${text(12_000)}; to be paid on delivery → at once`,
    ],
    [
      null,
      { total: eur(10_000), terms: null },
      `Total not known → ${text(10_000)}; to be paid not known → at once`,
    ],
    [
      { total: eur(10_000), terms: null },
      { total: eur(10_000), terms: null },
      "What counts as paid has changed",
    ],
  ])("%j → %j", (before, after, sentence) => {
    expect(changeSentence({ payload: { before, after } })).toBe(sentence);
  });

  test("with a payload of another shape still says what it is", () => {
    expect(changeSentence({ payload: null })).toBe("What is to be paid has changed");
    expect(changeSentence({ payload: { after: { total: "much" } } })).toBe(
      "What is to be paid has changed",
    );
  });
});

describe("an entry about payments", () => {
  const payment: EntryPayment = {
    reference: "pay-1",
    state: null,
    currency: null,
    authorised: 0,
    captured: 0,
    refunds: [],
    disputes: [],
  };
  const refund = { reference: "re-1", amount: 900, currency: null, state: "pending" } as const;

  test("names the payment's state with its amount, in the order's currency if it names none", () => {
    const say = (said: Partial<EntryPayment>) =>
      paymentsSentence({ payments: [{ ...payment, ...said }] }, "EUR");
    expect(say({ state: "captured", captured: 18_900 })).toBe(`Payment: captured ${text(18_900)}`);
    expect(say({ state: "authorised", authorised: 5_000, currency: "JPY" })).toBe(
      `Payment: authorized ${text(5_000, "JPY")}`,
    );
    expect(say({ state: "failed" })).toBe("Payment: failed");
  });

  test("names refunds and disputes, and never the stage's status", () => {
    const dispute = { reference: "dp-1", amount: 9_800, currency: "EUR", state: "open" } as const;
    const payments = [{ ...payment, refunds: [refund], disputes: [dispute] }];
    expect(paymentsSentence({ payments }, "EUR")).toBe(
      `Refund of ${text(900)}: under way; Dispute of ${text(9_800)}: open`,
    );
  });

  test("stays short, and says how much it leaves out", () => {
    const payments = [{ ...payment, refunds: Array.from({ length: 5 }, () => refund) }];
    expect(paymentsSentence({ payments }, "EUR")).toMatch(/under way; and 2 more$/);
  });

  test("without payments says nothing of them", () => {
    expect(paymentsSentence({ payments: [] }, "EUR")).toBeNull();
  });
});

describe("a preview", () => {
  const nothing: PreviewItem = {
    orderId: "ord-1",
    orderNumber: null,
    verdict: "does",
    code: null,
    detail: null,
    status: "cancelled",
    withdraws: 0,
    mailsTo: null,
    heldBack: null,
    escalations: 0,
    opens: [],
    toRefund: null,
    released: null,
    foreign: [],
    underWay: 0,
    disputed: null,
    paid: null,
    added: null,
    pointsBack: 0,
  };

  test("says what is held, what is not charged, and what operators get", () => {
    const item = { ...nothing, toRefund: eur(98_000), released: eur(5_000) };
    expect(previewSentences({ ...item, opens: ["refund_due"] })).toEqual([
      `${text(98_000)} was paid and will have to be refunded.`,
      expect.stringMatching(/^\S*50\S* is authorized and will not be charged/),
      "Operators get: “Refund due”.",
    ]);
    expect(previewSentences({ ...nothing, paid: eur(100) })).toEqual([
      expect.stringContaining(text(100)),
    ]);
    expect(previewSentences(nothing)).toEqual([]);
    const dollars = { amount: 12_900, currency: "USD" };
    expect(
      previewSentences({ ...nothing, foreign: [dollars], underWay: 1, disputed: eur(700) }),
    ).toEqual([
      expect.stringContaining(text(12_900, "USD")),
      expect.stringContaining("A payment is still under way"),
      expect.stringContaining(`${text(700)} is in an open dispute`),
    ]);
  });
});

test("only web pages are linked", () => {
  expect(webUrl("https://dashboard.pay.example/pi_1")).toBe("https://dashboard.pay.example/pi_1");
  expect(webUrl("http://127.0.0.1:12111/pi_1")).toBe("http://127.0.0.1:12111/pi_1");
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "/orders/1",
    "",
    null,
  ]) {
    expect(webUrl(text), String(text)).toBeNull();
  }
});

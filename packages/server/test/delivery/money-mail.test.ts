import { type MoneySituation, STAGES, type TermsKind } from "@followthrough/core/domain";
import { LANGUAGES } from "@followthrough/core/words";
import { describe, expect, test } from "vitest";
import type {
  PromptedOrder,
  RecoveryPromptInput,
} from "../../src/delivery/mail/recovery-prompt-input.ts";
import { renderRecoveryPrompt } from "../../src/delivery/mail/render-recovery-prompt.ts";

const RESUME = "https://shop.test/checkout/success?order=o1&resume=token";
const PAGE = "https://pay.example/voucher?id=1&lang=pt";
const UNTIL = "2026-03-05T02:59:00.000Z";
const VOUCHER: MoneySituation = { kind: "voucher", amount: 12_900, url: PAGE, until: UNTIL };
const PART: MoneySituation = { kind: "partly_paid", amount: 9_000 };

const ORDER: PromptedOrder = {
  orderNumber: "1042",
  total: { amount: 12_900, currency: "EUR" },
  stage: "payment",
  status: "waiting",
  money: VOUCHER,
  points: null,
  resumeUrl: RESUME,
};

function mail(changes: Partial<RecoveryPromptInput> = {}) {
  const { subject, html, text } = renderRecoveryPrompt({
    ...ORDER,
    shopName: "Hearth & Oak",
    items: [{ title: "Alder stool", quantity: 1, unitPrice: ORDER.total }],
    moreItems: null,
    discount: null,
    shipping: null,
    tax: null,
    memberName: "Ada",
    locale: "en-GB",
    timeZone: "America/Sao_Paulo",
    stages: STAGES.map((stage) => ({ stage, status: "waiting", required: true })),
    pendingSteps: [],
    otherOrders: [],
    step: 0,
    unsubscribeUrl: "https://shop.test/unsubscribe/token",
    nextActionAt: null,
    ...changes,
  });
  const plain = (body: string) => body.replace(/[\u00a0\u202f]/g, " ");
  return { subject: plain(subject), html, text: plain(text), lines: plain(text).split("\n") };
}

function buttonOf(html: string): string | undefined {
  return /<a[^>]*class="button"[^>]*>/.exec(html)?.[0];
}

describe("a mail about a voucher", () => {
  test("has the provider's page as its button, and the order's own page as a second link", () => {
    const { html, lines } = mail();
    expect(buttonOf(html)).toContain(`href="${PAGE.replace("&", "&amp;")}"`);
    expect(html.match(/class="button"/g)).toHaveLength(1);
    expect(html).toContain(`href="${RESUME.replace("&", "&amp;")}"`);
    expect(lines).toEqual(expect.arrayContaining(["Show the voucher:", PAGE, RESUME]));
    expect(lines.indexOf(PAGE)).toBeLessThan(lines.indexOf(RESUME));
  });

  test("says in its subject and its text until when it is valid, by the shopper's clock", () => {
    const { subject, text } = mail();
    expect(subject).toBe("Your voucher for order 1042 is valid until 4 Mar, 23:59 GMT-3");
    expect(text).toContain("The voucher is valid until Wednesday 4 March at 23:59");
    expect(text).toContain("Your order is waiting for €129.00.");
  });

  test("has no date where the provider gave none", () => {
    const { subject, text } = mail({ money: { ...VOUCHER, until: null } });
    expect(subject).toBe("Your voucher for order 1042 is still to be paid");
    expect(text).not.toContain("valid until");
  });

  test.each([null, "https://a b"])("leads to the order where the page is %j", (url) => {
    const { html, text } = mail({ money: { ...VOUCHER, url } });
    expect(buttonOf(html)).toContain(`href="${RESUME.replace("&", "&amp;")}"`);
    expect(text).toContain("Your voucher is still to be paid");
    expect(text.match(/resume=token/g)).toHaveLength(1);
  });

  test("speaks of a transfer in its own words, in each language", () => {
    for (const locale of LANGUAGES) {
      const transfer = mail({ locale, money: { ...VOUCHER, kind: "bank_transfer" } });
      expect(transfer.subject).not.toBe(mail({ locale }).subject);
      expect(transfer.subject + transfer.text).not.toMatch(/[{}]|undefined/);
      expect(transfer.lines).toContain(PAGE);
    }
  });

  test("fills nothing into an order's number that looks like a gap", () => {
    expect(mail({ orderNumber: "{time}" }).subject).toContain("for order {time} is valid");
  });
});

describe("a mail about an order that is paid in part", () => {
  test("names the open amount in its subject, its heading and under the total", () => {
    const { subject, text, html } = mail({ money: PART });
    expect(subject).toBe("€90.00 is still open for order 1042");
    expect(text).toMatch(/^€90\.00 is still open$/m);
    expect(text).toMatch(/Total\s+€129\.00\n\s+Still open\s+€90\.00/);
    expect(html).toContain("Still open");
    expect(buttonOf(html)).toContain(`href="${RESUME.replace("&", "&amp;")}"`);
  });

  test("names it when the last attempt failed too", () => {
    const { subject, text } = mail({ money: PART, status: "failed" });
    expect(subject).toBe("The payment for order 1042 didn’t go through");
    expect(text).toMatch(/Still open\s+€90\.00/);
  });

  test("names what the voucher is for, if that is not the total", () => {
    const { text } = mail({ money: { ...VOUCHER, amount: 9_000 } });
    expect(text).toContain("Your order is waiting for €90.00.");
    expect(text).toMatch(/Still open\s+€90\.00/);
    expect(mail().text).not.toContain("Still open");
  });
});

describe("a mail about terms of payment", () => {
  const dueAt = "2026-12-06T02:00:00.000Z";
  const agreed = (kind: TermsKind, until: string | null) => ({
    kind: "terms" as const,
    amount: 12_900,
    terms: { kind, dueAt: until },
  });

  test.each([
    ["bank_transfer", "en", "Order 1042: €129.00 is to be paid by transfer until 5 Dec"],
    ["prepaid_invoice", "en", "Order 1042: €129.00 is to be paid by invoice until 5 Dec"],
    ["bank_transfer", "de", "Bestellung 1042: 129,00 € sind bis 5. Dez. zu überweisen"],
    [
      "prepaid_invoice",
      "de",
      "Bestellung 1042: 129,00 € sind bis 5. Dez. auf Rechnung zu bezahlen",
    ],
  ] as const)("names how and until when to pay: %s, %s", (kind, locale, subject) => {
    const told = mail({ locale: locale === "en" ? "en-GB" : locale, money: agreed(kind, dueAt) });
    expect(told.subject).toBe(subject);
    expect(told.text).toContain(subject.slice(subject.indexOf(": ") + 2));
    const undated = mail({ locale, money: agreed(kind, null) });
    expect(undated.subject).not.toMatch(/until|bis|[{}]/);
  });

  test("shows no payment as done that comes after the delivery", () => {
    const stages = STAGES.map((stage) => ({ stage, status: "completed", required: true }) as const);
    const unpaid = { stage: "fulfillment", stages } as const;
    const paidLine = "Payment ✓";
    expect(mail({ ...unpaid, money: { kind: "none" } }).text).toContain(paidLine);
    expect(mail({ ...unpaid, money: agreed("invoice", dueAt) }).text).not.toContain(paidLine);
  });
});

test("a mail about a voucher that ran out of time says so, and blames no bank", () => {
  const expired = { kind: "voucher_expired", amount: 12_900 } as const;
  for (const locale of LANGUAGES) {
    const { subject, text } = mail({ locale, status: "failed", money: expired });
    expect(subject).toMatch(/expired|abgelaufen/);
    expect(text).not.toMatch(/bank|limit|[{}]/i);
  }
});

test.each<MoneySituation>([
  { kind: "none" },
  { kind: "authorised", amount: 12_900 },
  { kind: "disputed", amount: 100 },
])("a mail says nothing of money that asks nothing of the shopper: $kind", (money) => {
  expect(mail({ money }).text).toBe(mail({ money: { kind: "none" } }).text);
  expect(mail({ stage: "verification", money: VOUCHER }).text).not.toContain(PAGE);
});

describe("a mail for several orders", () => {
  const others = [
    { ...ORDER, orderNumber: "2001", resumeUrl: "https://shop.test/2001" },
    { ...ORDER, orderNumber: "2002", resumeUrl: "https://shop.test/2002", money: PART },
  ];

  test("links each voucher, and each order after it", () => {
    const { lines, html } = mail({ money: { kind: "none" }, otherOrders: others });
    expect(lines.indexOf(PAGE)).toBeGreaterThan(0);
    expect(lines.indexOf(PAGE)).toBeLessThan(lines.indexOf("https://shop.test/2001"));
    expect(html).toContain('aria-label="Show the voucher, Order 2001"');
    expect(lines.join(" ")).toContain("A voucher is still to be paid. The voucher is valid until");
  });

  test("names the open amounts in place of the totals, for the first order too", () => {
    const { lines } = mail({ money: PART, otherOrders: others });
    expect(lines).toContain("Order 1042: €90.00 is still open");
    expect(lines).toContain("Order 2001 · €129.00");
    expect(lines).toContain("Order 2002 · €90.00");
  });
});

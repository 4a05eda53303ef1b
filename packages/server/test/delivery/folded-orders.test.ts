import { STAGES } from "@followthrough/core/domain";
import type { PromptStep } from "@followthrough/core/words";
import { describe, expect, test } from "vitest";
import type { RecoveryPromptInput } from "../../src/delivery/mail/recovery-prompt-input.ts";
import { renderRecoveryPrompt } from "../../src/delivery/mail/render-recovery-prompt.ts";

type OtherOrder = RecoveryPromptInput["otherOrders"][number];

const RESUME = "https://shop.test/checkout/resume?order=o1";

function other(index: number, changes: Partial<OtherOrder> = {}): OtherOrder {
  return {
    orderNumber: `${2000 + index}`,
    stage: "payment",
    status: "waiting",
    total: { amount: 4_500, currency: "EUR" },
    money: { kind: "none" },
    points: null,
    resumeUrl: `https://shop.test/checkout/resume?order=other-${index}`,
    ...changes,
  };
}

function render(otherOrders: readonly OtherOrder[], changes: Partial<RecoveryPromptInput> = {}) {
  return renderRecoveryPrompt({
    shopName: "Hearth & Oak",
    orderNumber: "1042",
    items: [{ title: "Alder stool", quantity: 2, unitPrice: { amount: 12_900, currency: "EUR" } }],
    moreItems: null,
    discount: null,
    shipping: null,
    tax: null,
    total: { amount: 25_800, currency: "EUR" },
    memberName: "Ada",
    locale: "en-GB",
    timeZone: "Europe/Berlin",
    stage: "verification",
    status: "waiting",
    stages: STAGES.map((stage) => ({ stage, status: "waiting", required: true })),
    pendingSteps: [],
    money: { kind: "none" },
    points: null,
    otherOrders,
    step: 0,
    resumeUrl: RESUME,
    unsubscribeUrl: "https://shop.test/unsubscribe/token",
    nextActionAt: null,
    ...changes,
  });
}

const three = [other(1), other(2)];

describe("a mail for several orders", () => {
  test.each([
    ["en", 0, "3 of your orders are waiting for you"],
    ["en", 1, "Reminder: 3 of your orders are waiting for you"],
    ["en", 3, "Still waiting for you: 3 of your orders"],
    ["de", 0, "3 Ihrer Bestellungen warten auf Sie"],
    ["de", 2, "Erinnerung: 3 Ihrer Bestellungen warten auf Sie"],
    ["de", 3, "Warten weiter auf Sie: 3 Ihrer Bestellungen"],
  ] as const satisfies [string, PromptStep, string][])(
    "says in %s, at step %d, how many orders wait",
    (locale, step, subject) => {
      const { text, html, ...mail } = render(three, { locale, step });
      expect(mail.subject).toBe(subject);
      for (const body of [text, html]) expect(body).toMatch(/3 (of your|Ihrer Best)/);
    },
  );

  test("presents the first order as usual, under its number, with the only button", () => {
    const { text, html } = render(three);
    expect(text).toContain("\n\nOrder 1042: Please confirm that it is you\n\n");
    expect(text).toContain(`\n\nConfirm your identity:\n${RESUME}\n\n`);
    expect(text).toContain("Where order 1042 stands:");
    expect(text).toMatch(/^ {2}Total +€258\.00$/m);
    expect(html.match(/class="button"/g)).toHaveLength(1);
    expect(html.indexOf("Order 1042: Please confirm")).toBeLessThan(html.indexOf("Also waiting"));
  });

  test("lists each other order with what is open, its total, and its own link", () => {
    const { text, html } = render([
      other(1),
      other(2, {
        stage: "verification",
        status: "failed",
        total: { amount: 99_000, currency: "JPY" },
      }),
    ]);
    expect(text).toContain(
      [
        "Also waiting:",
        "",
        "Order 2001 · €45.00",
        "Payment is still open",
        "Go to the payment:",
        "https://shop.test/checkout/resume?order=other-1",
        "",
        "Order 2002 · JP¥99,000",
        "Identity check needs another try",
        "Confirm your identity:",
        "https://shop.test/checkout/resume?order=other-2",
        "",
      ].join("\n"),
    );
    for (const part of ["2001", "€45.00", "Payment is still open", "order=other-1"])
      expect(html).toContain(part);
    for (const part of ["2002", "JP¥99,000", "Identity check needs another try", "order=other-2"])
      expect(html).toContain(part);
    expect(html).toContain('aria-label="Go to the payment, Order 2001"');
  });

  test("has words for every stage, open and failed, in both languages", () => {
    for (const locale of ["en", "de"]) {
      const orders = STAGES.flatMap((stage, index) => [
        other(2 * index, { stage }),
        other(2 * index + 1, { stage, status: "failed" }),
      ]);
      const { text } = render(orders, { locale });
      expect(text).not.toMatch(/!|undefined|null|NaN|[{}[\]]/);
      const words = text.split("\n").filter((_line, at, lines) => / · /.test(lines[at - 1] ?? ""));
      expect(new Set(words).size).toBeGreaterThanOrEqual(orders.length);
    }
  });

  test.each([
    [8, null],
    [9, "and 1 more order"],
    [30, "and 22 more orders"],
  ])("shows eight of %d other orders, and says how many more there are", (count, more) => {
    const { text, html, subject } = render(Array.from({ length: count }, (_, at) => other(at)));
    expect(subject).toContain(`${count + 1} of your orders`);
    expect(text.match(/order=other-/g)).toHaveLength(8);
    expect(html.match(/href="[^"]*order=other-/g)).toHaveLength(8);
    if (more === null) expect(text + html).not.toMatch(/and \d+ more/);
    else for (const body of [text, html]) expect(body).toContain(more);
  });

  test("says why it was sent without claiming that it is about one order", () => {
    expect(render(three).text.replaceAll("\n", " ")).toContain(
      "because these orders were placed at Hearth & Oak with this address",
    );
  });

  test("keeps the columns, and no order number can forge a line or a tag", () => {
    const hostile = `</a><script>alert(1)</script>\r\nBcc: all@shop.test\u202e${"9".repeat(90)}`;
    const { text, html } = render([other(1, { orderNumber: hostile })], { orderNumber: hostile });
    expect(html).not.toContain("<script");
    expect(text).not.toMatch(/^Bcc:/m);
    expect(text + html).not.toContain("\u202e");
    for (const line of text.split("\n"))
      if (!line.startsWith("https://")) expect(line.length).toBeLessThanOrEqual(78);
  });

  test("is not built unless its links are web addresses", () => {
    expect(() => render([other(1, { resumeUrl: "javascript:alert(1)" })])).toThrow("http");
  });
});

test("a mail for one order does not mention others", () => {
  const { subject, text, html } = render([]);
  expect(subject).toBe("Please confirm your identity for order 1042");
  for (const body of [text, html]) {
    expect(body).not.toContain("Also waiting");
    expect(body).toContain("Where your order stands");
  }
});

describe("a mail for several orders with a late one", () => {
  test.each([
    [
      "en-GB",
      "News about 2 of your orders",
      "Late: we had promised it by 5 Mar",
      "Your other orders",
    ],
    [
      "de",
      "Neues zu 2 Ihrer Bestellungen",
      "Verspätet: zugesagt war 5. März",
      "Ihre anderen Bestellungen",
    ],
  ])("is news in %s, whichever of them it is", (locale, subject, late, title) => {
    const lateSince = new Date("2026-03-05T17:00:00Z");
    const mail = render([other(1, { stage: "fulfillment", lateSince })], { locale, step: 3 });
    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(late);
    expect(mail.text).toContain(title);
    const first = render([other(1)], { locale, step: 3, stage: "fulfillment", lateSince });
    expect(first.subject).toBe(subject);
  });
});

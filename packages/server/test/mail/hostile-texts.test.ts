import { describe, expect, test } from "vitest";
import type { RecoveryPromptInput } from "../../src/delivery/mail/recovery-prompt-input.ts";
import { renderRecoveryPrompt } from "../../src/delivery/mail/render-recovery-prompt.ts";
import { toCsv } from "../../src/platform/http/csv.ts";
import { html, page } from "../../src/platform/http/html-page.ts";
import { HOSTILE_TEXTS } from "../support/hostile-texts.ts";

test("there are 150 different ones", () => {
  expect(new Set(HOSTILE_TEXTS).size).toBeGreaterThanOrEqual(150);
});

function mailOf(text: string): ReturnType<typeof renderRecoveryPrompt> {
  const total = { amount: 25_800, currency: "EUR" };
  const input: RecoveryPromptInput = {
    shopName: text,
    orderNumber: text,
    items: [{ title: text, quantity: 2, unitPrice: total }],
    moreItems: null,
    discount: null,
    shipping: null,
    tax: null,
    total,
    memberName: text,
    locale: "en",
    timeZone: "UTC",
    money: { kind: "none" },
    points: null,
    stage: "loyalty_hold",
    status: "waiting",
    stages: [
      { stage: "payment", status: "completed", required: true },
      { stage: "verification", status: "completed", required: true },
      { stage: "loyalty_hold", status: "waiting", required: true },
      { stage: "fulfillment", status: "not_started", required: true },
    ],
    pendingSteps: [{ title: text, expiresAt: null }],
    otherOrders: [
      {
        orderNumber: text,
        total,
        stage: "payment",
        status: "waiting",
        money: { kind: "partly_paid", amount: 1_000 },
        points: null,
        resumeUrl: "https://shop.test/r",
      },
    ],
    step: 0,
    resumeUrl: "https://shop.test/resume",
    unsubscribeUrl: "https://shop.test/unsubscribe",
    nextActionAt: null,
  };
  return renderRecoveryPrompt(input);
}

/** Every element with its attributes' names, in order: the page as a browser parses it, without its words. */
function structure(markup: string): string[] {
  return [...markup.matchAll(/<[!/a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/gi)].map(([tag]) =>
    tag.replace(/"[^"]*"/g, '""'),
  );
}

/** Characters that change the direction of text or control a terminal. */
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]|(?![\n\r\t])\p{Cc}/u;

const harmless = structure(mailOf("harmless").html);

describe.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text), text]))("%s", (_, text) => {
  test("in every field of a mail does not change its structure, and stays within its header line", () => {
    const mail = mailOf(text);
    expect(structure(mail.html)).toEqual(harmless);
    expect(mail.subject).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect(mail.html).not.toMatch(CONTROLS);
    expect(mail.text).not.toMatch(CONTROLS);
  });

  test("in an HTML page of the server does not change its structure", () => {
    const of = (words: string) => structure(page(words, html`<p title="${words}">${words}</p>`));
    expect(of(text)).toEqual(of("harmless"));
  });

  test("in a CSV file is not a formula, and stays in its cell", () => {
    const csv = toCsv([["first", text, "last"]]);
    const cells = /^\ufeff"first","((?:[^"]|"")*)","last"\r\n$/.exec(csv);
    expect(cells).not.toBeNull();
    const shown = (cells?.[1] ?? "").replaceAll('""', '"');
    expect([text, `'${text}`]).toContain(shown);
    expect(shown.replace(/^[\s\p{Cc}\p{Cf}]+/u, "")).not.toMatch(/^[=+\-@|%＝＋－＠]/u);
  });
});

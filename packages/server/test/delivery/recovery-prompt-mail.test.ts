import { STAGES, type StageStatus } from "@followthrough/core/domain";
import {
  IDENTITY_REASONS,
  LANGUAGES,
  type PromptStep,
  SHOPPER_WORDS,
} from "@followthrough/core/words";
import { describe, expect, test } from "vitest";
import type { RecoveryPromptInput } from "../../src/delivery/mail/recovery-prompt-input.ts";
import { renderRecoveryPrompt } from "../../src/delivery/mail/render-recovery-prompt.ts";

const RESUME = "https://shop.test/checkout/success?order=o1&resume=token";
const WAY_OUT = "https://shop.test/unsubscribe/token";

function input(changes: Partial<RecoveryPromptInput> = {}): RecoveryPromptInput {
  return {
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
    stages: [
      { stage: "payment", status: "completed", required: true },
      { stage: "verification", status: "waiting", required: true },
      { stage: "loyalty_hold", status: "not_started", required: true },
      { stage: "fulfillment", status: "not_started", required: true },
    ],
    pendingSteps: [],
    money: { kind: "none" },
    points: null,
    otherOrders: [],
    step: 0,
    resumeUrl: RESUME,
    unsubscribeUrl: WAY_OUT,
    nextActionAt: null,
    ...changes,
  };
}

const STEPS = [0, 1, 2, 3] as const satisfies readonly PromptStep[];
const STATUSES = ["not_started", "in_progress", "waiting", "failed"] as const;
const EVERY_MAIL = LANGUAGES.flatMap((locale) =>
  STAGES.flatMap((stage) =>
    STATUSES.flatMap((status) =>
      STEPS.map((step) => ({
        locale,
        step,
        stage,
        status,
        mail: renderRecoveryPrompt(input({ locale, stage, status, step })),
      })),
    ),
  ),
);

describe("every mail of every stage, status, step and language", () => {
  test("names the order, and has one button to continue and one unsubscribe link, in both bodies", () => {
    for (const { mail } of EVERY_MAIL) {
      expect(mail.subject).toContain("1042");
      expect(mail.html.match(/class="button"/g)).toHaveLength(1);
      expect(mail.html).toContain(WAY_OUT);
      expect(mail.html).toContain(RESUME.replace("&", "&amp;"));
      expect(mail.text.split("\n")).toEqual(expect.arrayContaining([RESUME, WAY_OUT]));
    }
  });

  test("is calm: no exclamation mark, no empty placeholder", () => {
    for (const { mail } of EVERY_MAIL) {
      expect(mail.subject + mail.text).not.toMatch(/!|undefined|null|NaN|[{}[\]]/);
    }
  });

  test("has text of at most 78 columns, except for links on their own line", () => {
    for (const { mail } of EVERY_MAIL) {
      for (const line of mail.text.split("\n")) {
        if (!line.startsWith("https://")) expect(line.length).toBeLessThanOrEqual(78);
      }
    }
  });

  test("loads nothing: no image, no script, no style sheet", () => {
    for (const { mail } of EVERY_MAIL) {
      expect(mail.html).not.toMatch(/<img|<script|<link|url\(|@import/i);
    }
  });

  test("declares in its markup its language and its support of dark mode", () => {
    for (const { mail, locale } of EVERY_MAIL) {
      expect(mail.html).toMatch(/^<!DOCTYPE html><html[^>]*>/);
      expect(mail.html).toContain(`lang="${locale}"`);
      expect(mail.html).toContain('dir="ltr"');
      expect(mail.html).toContain('<meta name="color-scheme" content="light dark"/>');
      expect(mail.html).toContain("prefers-color-scheme:dark");
    }
  });

  test("differs from the step before", () => {
    for (const language of LANGUAGES) {
      expect(new Set(Object.values(SHOPPER_WORDS[language].mail.urgency)).size).toBe(STEPS.length);
    }
  });
});

describe("the track", () => {
  test("reads as text", () => {
    expect(renderRecoveryPrompt(input()).text).toContain(
      "Payment ✓ · Identity: needs you · Points · Fulfillment",
    );
  });

  test("reads the same in the HTML without its styles", () => {
    const words = renderRecoveryPrompt(input())
      .html.replace(/<style>.*?<\/style>/s, "")
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ");
    expect(words).toContain("Payment ✓ Identity: needs you Points Fulfillment");
  });

  test("says that a stage failed, and that one is not needed", () => {
    const stages = [
      { stage: "payment", status: "failed", required: true },
      { stage: "verification", status: "completed", required: false },
      { stage: "loyalty_hold", status: "completed", required: false },
      { stage: "fulfillment", status: "not_started", required: true },
    ] as const;
    const status: StageStatus = "failed";
    const { text } = renderRecoveryPrompt(input({ stage: "payment", status, stages }));
    expect(text).toContain(
      "Payment: needs another try · Identity: not needed · Points: not needed ·\nFulfillment",
    );
  });
});

describe("money", () => {
  test.each([
    ["en-GB", "EUR", 25_800, "€258.00"],
    ["de-DE", "EUR", 123_456_789, "1.234.567,89 €"],
    ["en", "JPY", 25_800, "¥25,800"],
    ["en", "KWD", 25_800, "KWD 25.800"],
    ["en", "CLF", 25_800, "CLF 2.5800"],
    // Written without minor digits, but counted in minor units: the runtime's own digits would give Ft 25,800.
    ["en", "HUF", 25_800, "HUF 258.00"],
    ["en", "COP", 25_800, "COP 258.00"],
    ["en", "IQD", 25_800, "IQD 25.800"],
    ["en", "USD", 1e15, "$10,000,000,000,000.00"],
    ["en", "USD", 999_999_999_999_999, "$9,999,999,999,999.99"],
  ])("in %s and %s, %d minor units are %s", (locale, currency, amount, shown) => {
    const mail = renderRecoveryPrompt(input({ locale, total: { amount, currency } }));
    expect(mail.text.replace(/[\u00a0\u202f]/g, " ")).toContain(shown);
    expect(mail.html.replace(/[\u00a0\u202f]/g, " ")).toContain(shown);
  });

  test("is in the order's own currency, whatever the member's language", () => {
    expect(
      renderRecoveryPrompt(input({ locale: "de", total: { amount: 500, currency: "SEK" } })).text,
    ).toMatch(/5,00\s(SEK|kr)/);
  });
});

describe("the member's language and time", () => {
  test.each([
    [null, "en"],
    ["fr-FR", "en"],
    ["not a tag", "en"],
    ["", "en"],
    ["en-AU", "en-AU"],
    ["de-AT", "de-AT"],
    ["de-Latn-CH-u-nu-thai", "de-CH"],
  ])("%s is served as %s", (locale, lang) => {
    expect(renderRecoveryPrompt(input({ locale })).html).toContain(`lang="${lang}"`);
  });

  test.each([
    ["Europe/Berlin", "Friday 6 March at 10:00 CET"],
    ["America/New_York", "Friday 6 March at 04:00 GMT-5"],
    ["Mars/Olympus", "Friday 6 March at 09:00 UTC"],
    [null, "Friday 6 March at 09:00 UTC"],
  ])("in %s it is %s", (timeZone, shown) => {
    const nextActionAt = new Date("2026-03-06T09:00:00Z");
    expect(renderRecoveryPrompt(input({ timeZone, nextActionAt })).html).toContain(shown);
  });
});

describe("values from outside", () => {
  const HOSTILE = `</title><script>alert(1)</script>"'&amp;\r\nBcc: all@shop.test\u0000`;

  test("stay text, wherever they are", () => {
    const { html, subject, text } = renderRecoveryPrompt(
      input({
        shopName: HOSTILE,
        orderNumber: HOSTILE,
        memberName: HOSTILE,
        items: [{ title: HOSTILE, quantity: 1, unitPrice: { amount: 1, currency: "EUR" } }],
        pendingSteps: [{ title: HOSTILE, expiresAt: null }],
      }),
    );
    expect(html).not.toContain("<script");
    expect(html.match(/<\/title>/g)).toHaveLength(1);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(subject).not.toMatch(/\p{Cc}/u);
    expect(text).not.toMatch(/^Bcc:/m);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  test("can't change the direction of the text that follows", () => {
    const marks = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
    const { html, subject, text } = renderRecoveryPrompt(
      input({ memberName: `Ada${marks}x`, orderNumber: `10${marks}42`, shopName: `H${marks}O` }),
    );
    for (const part of [html, subject, text])
      for (const mark of marks) expect(part).not.toContain(mark);
    expect(html).toContain("<bdi>Hello Ada x,</bdi>");
  });

  test("may be half a character, or a name of only spaces", () => {
    const { text } = renderRecoveryPrompt(
      input({ memberName: " \u200f ", orderNumber: "a\ud800b" }),
    );
    expect(text).toContain("\n\nHello,\n\n");
    expect(text.isWellFormed()).toBe(true);
  });

  test("keep the columns when they are very long, and a replacement pattern stays unchanged", () => {
    const title = "𝕏".repeat(200);
    const { text, subject } = renderRecoveryPrompt(
      input({
        orderNumber: "$&$1",
        items: [{ title, quantity: 99_999, unitPrice: { amount: 1e15, currency: "EUR" } }],
      }),
    );
    expect(subject).toContain("$&$1");
    for (const line of text.split("\n"))
      if (!line.startsWith("https://")) {
        expect([...line].length).toBeLessThanOrEqual(78);
        expect(line.isWellFormed()).toBe(true);
      }
  });

  test("must be web addresses if they are links", () => {
    expect(() => renderRecoveryPrompt(input({ resumeUrl: "javascript:alert(1)" }))).toThrow("http");
    expect(() => renderRecoveryPrompt(input({ unsubscribeUrl: "mailto:a@b" }))).toThrow("http");
  });
});

test("a long order is shortened and says by how much", () => {
  const items = Array.from({ length: 500 }, (_, index) => ({
    title: `Item ${index}`,
    quantity: 1,
    unitPrice: { amount: 100, currency: "EUR" },
  }));
  const { html, text } = renderRecoveryPrompt(input({ items }));
  expect(text).toContain("and 492 more items");
  expect(html.length).toBeLessThan(20_000);
});

test("open loyalty steps are listed with their deadlines", () => {
  const pendingSteps = [
    { title: "Redeem 1,200 points", expiresAt: new Date("2026-03-08T17:00:00Z") },
    { title: "Share your link", expiresAt: null },
  ];
  const { text } = renderRecoveryPrompt(input({ pendingSteps }));
  expect(text).toContain("- Redeem 1,200 points (until Sunday 8 March at 18:00 CET)");
  expect(text).toContain("- Share your link\n");
});

test("the same input gives the same bytes", () => {
  expect(renderRecoveryPrompt(input())).toEqual(renderRecoveryPrompt(input()));
});

describe("points that the order redeems", () => {
  const heldUntil = new Date("2026-03-06T09:00:00Z");

  test.each(LANGUAGES)("are shown with the time of their release, in %s", (locale) => {
    const { html, text } = renderRecoveryPrompt(
      input({ locale, points: { points: 1500, heldUntil } }),
    );
    for (const mail of [html, text]) {
      expect(mail).toMatch(/1[.,]500/);
      expect(mail).toMatch(/10:00/);
    }
  });

  test("are shown as back if they were released, and are not mentioned if there are none", () => {
    const back = renderRecoveryPrompt(input({ points: { points: 60, heldUntil: null } }));
    expect(back.text).toContain("60 points that were set aside for this order are back");
    expect(renderRecoveryPrompt(input({})).text).not.toMatch(/points are|points that/);
  });
});

describe("a mail about an identity check that failed", () => {
  const CASES = LANGUAGES.flatMap((locale) =>
    IDENTITY_REASONS.map((identityReason) => ({ locale, identityReason })),
  );
  const textOf = (changes: Partial<RecoveryPromptInput>) =>
    renderRecoveryPrompt(input(changes)).text.replace(/\s+/g, " ");

  test.each(CASES)("says why, and that it can be done again: %j", ({ locale, identityReason }) => {
    const text = textOf({ locale, identityReason, status: "failed" });
    expect(text).toContain(SHOPPER_WORDS[locale].identity[identityReason]);
    expect(text).toContain(SHOPPER_WORDS[locale].mail.checkAgain);
  });

  test.each([{ identityReason: "a_code_of_the_future" }, { identityReason: null }, {}])(
    "says what often helps where it knows no more: %j",
    (changes) => {
      const { body } = SHOPPER_WORDS.en.mail.stages.verification;
      expect(textOf({ ...changes, status: "failed" })).toContain(body.failed);
    },
  );

  test("does not say so of another stage, or of a check that still waits", () => {
    const identityReason = "document_expired";
    const said = SHOPPER_WORDS.en.identity[identityReason];
    expect(textOf({ identityReason, status: "waiting" })).not.toContain(said);
    expect(textOf({ identityReason, stage: "payment", status: "failed" })).not.toContain(said);
  });
});

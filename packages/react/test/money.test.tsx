import type { ShopperOrchestration } from "@followthrough/core/contract";
import { TERMS_KINDS } from "@followthrough/core/domain";
import { LANGUAGES, SHOPPER_WORDS } from "@followthrough/core/words";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { CheckoutRecoveryBannerView, type englishCopy } from "../src/index.ts";
import { minutesFromNow, money, NOW, order, voucher } from "./support/orders.ts";

type Look = {
  readonly now?: number | null;
  readonly locale?: string;
  readonly timeZone?: string;
  readonly copy?: typeof englishCopy;
};

function draw(orchestration: ShopperOrchestration, { now = NOW, ...look }: Look = {}): string {
  return renderToStaticMarkup(
    <CheckoutRecoveryBannerView
      state={{ phase: "shown", orchestration, link: "live", checkedAt: NOW }}
      now={now}
      resumeHref="/resume"
      timeZone="UTC"
      {...look}
    />,
  );
}

function textOf(html: string): string {
  return html
    .replace(/<[^>]+>/g, " ")
    .replace(/[\s\u00a0]+/g, " ")
    .trim();
}

function paymentStop(html: string): string {
  return /<li class="ft-banner-stop".*?<\/li>/.exec(html)?.[0] ?? "";
}

const paid = (said: Partial<ShopperOrchestration["money"]> = {}) =>
  money({ captured: 12_900, ...said });
const givenBack = paid({ refunded: 12_900 });
const onItsWay = paid({ refunded: 12_900, refundPending: 12_900 });
const PAGE = "https://pay.example/voucher/1";

describe("an order that waits for its money", () => {
  test("names the open amount, and who has the next move", () => {
    const part = money({ captured: 3_900 });
    const yours = textOf(draw(order({ money: part })));
    expect(yours).toContain("€90.00 is open");
    expect(yours).toContain("Once the rest is paid too, it moves on.");
    const ours = textOf(draw(order({ money: part, waitingOn: "operator" })));
    expect(ours).toContain("our team is looking at the rest");
  });

  test("links the voucher first, with its date, and the shop's own payment after it", () => {
    const html = draw(order({ payments: [voucher()] }));
    expect(
      [...html.matchAll(/<a class="ft-banner-button"[^>]*href="([^"]*)"/g)].map(([, to]) => to),
    ).toEqual([PAGE, "/resume"]);
    expect(textOf(html)).toContain("€129.00 is open. Pay it with the voucher");
    expect(textOf(html)).toContain("To be paid by 4 Mar, 12:00 UTC in 2 days");
  });

  test("links no voucher whose date is over, or before the browser knows the time", () => {
    const late = order({ payments: [voucher({ actBy: minutesFromNow(-1) })] });
    expect(draw(late)).not.toContain(PAGE);
    expect(textOf(draw(late))).toContain("Continue to payment");
    const early = draw(order({ payments: [voucher()] }), { now: null });
    expect(early).not.toContain(PAGE);
    expect(textOf(early)).toContain("Show the voucher");
    expect(textOf(early)).toContain("To be paid by 4 Mar, 12:00 UTC");
  });

  test("links no page that is not on the web", () => {
    const nextStep = { kind: "voucher", url: "javascript:alert(1)" } as const;
    expect(draw(order({ payments: [voucher({ nextStep })] }))).not.toContain("javascript");
  });

  test("shows no voucher where the next move is somebody else's", () => {
    const html = draw(order({ payments: [voucher()], waitingOn: "provider" }));
    expect(html).not.toContain(PAGE);
    expect(textOf(html)).toContain("Your bank is still confirming the payment");
  });

  test("says after everything else that a payment is reserved", () => {
    const held = money({ authorised: 12_900 });
    const text = textOf(draw(order({ money: held, currentStage: "verification" })));
    expect(text).toContain("Your identity is not confirmed yet");
    expect(text).toContain("Payment reserved. It is charged when your order ships.");
  });
});

describe("an order with terms of payment", () => {
  const dueAt = "2026-03-05T23:30:00.000Z";
  const changeOf = (html: string) => /<dd>(.*?)<\/dd>/.exec(html)?.[1];

  test.each([
    ["on_delivery", "€129.00 is still to be paid. You pay it on delivery, as agreed."],
    ["invoice", "€129.00 is still to be paid. You pay it by invoice until 5 Mar, as agreed."],
  ] as const)("is delivered before it is paid: %s", (kind, told) => {
    const unpaid = money({ terms: { kind, dueAt } });
    for (const currentStage of ["fulfillment", "completed"] as const) {
      const html = draw(order({ currentStage, status: "waiting", money: unpaid }));
      expect(textOf(html)).toContain(told);
      expect(textOf(html)).not.toContain("Every step");
      expect(textOf(paymentStop(html))).toBe("Payment Comes later");
    }
    const next = { currentStage: "verification", status: "not_started", money: unpaid } as const;
    expect(changeOf(draw(order(next)))).toBe("Order placed");
  });

  test.each([
    ["bank_transfer", dueAt, "€129.00 is to be paid by transfer until 5 Mar"],
    ["bank_transfer", null, "€129.00 is to be paid by transfer"],
    ["prepaid_invoice", dueAt, "€129.00 is to be paid by invoice until 5 Mar"],
  ] as const)("waits for its money: %s, %s", (kind, until, headline) => {
    const html = draw(order({ money: money({ terms: { kind, dueAt: until } }) }));
    expect(textOf(html)).toContain(`${headline} Live`);
    expect(textOf(html)).not.toContain("approving it with your bank");
    expect(changeOf(html)).toBe("Order placed");
  });

  test("names the day of the reader's calendar", () => {
    const late = { kind: "bank_transfer", dueAt: "2026-04-05T22:30:00.000Z" } as const;
    const unpaid = money({ terms: late });
    const html = draw(order({ money: unpaid }), { locale: "de-DE", timeZone: "Europe/Berlin" });
    expect(textOf(html)).toContain("until 6. Apr.");
  });

  test("names what came in or is reserved as the latest change", () => {
    expect(changeOf(draw(order({ money: money({ captured: 4_000 }) })))).toBe("€40.00 received");
    const next = { currentStage: "verification", status: "not_started" } as const;
    const after = (sums: Partial<ShopperOrchestration["money"]>) =>
      changeOf(draw(order({ ...next, money: money(sums) })));
    expect(after({ authorised: 12_900 })).toBe("Payment reserved");
    expect(after({ total: 0 })).toBe("Order placed");
    expect(after({ captured: 12_900 })).toBe("Payment received");
  });
});

test("a cancelled order names a payment in another currency, and a voucher that was paid already", () => {
  const inDollars = voucher({
    counts: false,
    state: "captured",
    currency: "USD",
    captured: 12_900,
  });
  const cancelled = (payment: typeof inDollars) =>
    textOf(draw(order({ status: "cancelled", payments: [payment] })));
  expect(cancelled(inDollars)).toContain(
    "A payment of US$129.00 is in another currency. Our team is looking at it.",
  );
  expect(cancelled(voucher())).toContain("If you have paid it already, it will be refunded.");
});

describe("money that goes back", () => {
  const failed = { status: "failed", waitingOn: "operator" } as const;

  test.each([
    [onItsWay, "The refund of €129.00 is under way", "Refund under way"],
    [givenBack, "€129.00 was refunded", "Given back"],
    [paid({ disputed: 12_900 }), "€129.00 is in a dispute", "In a dispute"],
  ])("heads the banner of an open order and names its stop: %#", (sums, headline, stop) => {
    const html = draw(order({ ...failed, money: sums }));
    expect(textOf(html)).toContain(headline);
    expect(textOf(html)).not.toContain("did not go through");
    expect(textOf(paymentStop(html))).toBe(`Payment ${stop}`);
    expect(html).not.toContain('data-tone="failed"');
  });

  test.each([
    [paid(), "€129.00 will be refunded. It goes back the way you paid.", "Will be refunded"],
    [onItsWay, "The refund of €129.00 is under way.", "Refund under way"],
    [givenBack, "€129.00 was refunded.", "Given back"],
  ])("follows the sentence of a cancelled order: %#", (sums, sentence, stop) => {
    const cancelled = order({ status: "cancelled", currentStage: "fulfillment", money: sums });
    const html = draw(cancelled);
    expect(textOf(html)).toContain(`Your order was cancelled`);
    expect(textOf(html)).toContain(sentence);
    expect(textOf(paymentStop(html))).toBe(`Payment ${stop}`);
  });

  test("is said of a part while the order goes on, and leaves its stop done", () => {
    const part = paid({ refunded: 900, refundPending: 900 });
    const html = draw(order({ currentStage: "fulfillment", money: part }));
    expect(textOf(html)).toContain("A refund of €9.00 is under way.");
    expect(textOf(paymentStop(html))).toContain("Payment Done");
  });

  test("is not mentioned where there was none", () => {
    const text = textOf(draw(order({ status: "cancelled" })));
    expect(text).not.toMatch(/refund|charged/);
  });
});

describe("amounts", () => {
  test.each([
    ["de-DE", "EUR", "129,00 €"],
    ["en-GB", "JPY", "JP¥12,900"],
    ["en-GB", "KWD", "KWD 12.900"],
    ["en-GB", "HUF", "HUF 129.00"],
  ])(
    "are written for the page's locale, with the currency's own digits: %s %s",
    (locale, currency, shown) => {
      const sums = paid({ currency, refunded: 12_900 });
      expect(
        textOf(draw(order({ money: sums, currentStage: "fulfillment" }), { locale })),
      ).toContain(shown);
    },
  );

  test("do not turn a sentence of the other direction", () => {
    const html = draw(order({ money: givenBack, currentStage: "fulfillment" }), { locale: "ar" });
    expect(html).toMatch(/<bdi>\u2068[^<]*\u2069 was refunded/);
  });

  test.each(LANGUAGES)("are filled in everywhere: %s", (language) => {
    const copy = SHOPPER_WORDS[language].banner;
    const sums = [paid(), onItsWay, givenBack, money({ authorised: 1 }), money({ captured: 1 })];
    const agreed = TERMS_KINDS.map((kind) => money({ terms: { kind, dueAt: minutesFromNow(1) } }));
    for (const each of [...sums, ...agreed]) {
      for (const status of ["waiting", "failed", "cancelled"] as const) {
        expect(draw(order({ money: each, status }), { copy })).not.toMatch(/[{}]|undefined/);
      }
    }
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type MoneyInPlace,
  moneySituation,
  NEXT_STEPS,
  PAYMENT_STATES,
  TERMS_KINDS,
} from "../../src/domain/index.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const LATER = "2026-03-04T12:00:00.000Z";
const PAST = "2026-03-02T11:59:59.000Z";
const PAGE = "https://pay.example/voucher/1";

type Payment = MoneyInPlace["payments"][number];
type Place = MoneyInPlace["place"];

function moneyOf(said: Partial<MoneyInPlace["money"]>): MoneyInPlace["money"] {
  const none = { captured: 0, authorised: 0, refunded: 0, refundPending: 0, disputed: 0 };
  const sums = { currency: "EUR", total: 12_900, terms: null, ...none, ...said };
  const kept = sums.captured - sums.refunded - sums.disputed;
  const open = Math.max(0, sums.total - (sums.captured - sums.disputed) - sums.authorised);
  return { ...sums, kept, open };
}

function voucher(said: Partial<Payment> = {}): Payment {
  const nextStep = { kind: "voucher", url: PAGE } as const;
  const money = { currency: "EUR", authorised: 0, captured: 0 };
  return { counts: true, state: "requires_action", ...money, actBy: LATER, nextStep, ...said };
}

function read(
  place: Place,
  said: Partial<MoneyInPlace["money"]>,
  payments: readonly Payment[] = [],
  now: number | null = NOW,
) {
  return moneySituation({ place, money: moneyOf(said), payments }, now);
}

const PROCESSING = voucher({ state: "processing", nextStep: null });

describe("an open order's money", () => {
  test.each(["on_delivery", "invoice"] as const)("is paid later with the terms %s", (kind) => {
    const terms = { kind, dueAt: LATER };
    const later = { kind: "terms", amount: 12_900, terms };
    for (const place of ["open", "completed"] as const) {
      expect(read(place, { terms }, [voucher()])).toEqual(later);
      expect(read(place, { terms, captured: 3_900 })).toMatchObject({ amount: 9_000 });
      expect(read(place, { terms, captured: 12_900 })).toEqual({ kind: "none" });
      const back = { terms, captured: 12_900, refunded: 12_900 };
      expect(read(place, back)).toMatchObject({ kind: "refunded" });
    }
    expect(read("cancelled", { terms })).toEqual({ kind: "none" });
  });

  test.each(["bank_transfer", "prepaid_invoice"] as const)(
    "is paid before anything else with the terms %s",
    (kind) => {
      const terms = { kind, dueAt: null };
      const agreed = { kind: "terms", amount: 12_900, terms };
      expect(read("open", { terms })).toEqual(agreed);
      expect(read("open", { terms }, [voucher()])).toMatchObject({ kind: "voucher" });
      expect(read("open", { terms }, [PROCESSING])).toEqual({ kind: "none" });
      expect(read("open", { terms, captured: 3_900 })).toMatchObject({ kind: "partly_paid" });
    },
  );

  test("is not worth a word while nothing is paid, or all of it", () => {
    expect(read("open", {})).toEqual({ kind: "none" });
    expect(read("open", { captured: 12_900 })).toEqual({ kind: "none" });
    expect(read("open", { total: 0 })).toEqual({ kind: "none" });
  });

  test("is the open amount once a part is paid or reserved, or the total was raised", () => {
    expect(read("open", { captured: 3_900 })).toEqual({ kind: "partly_paid", amount: 9_000 });
    expect(read("open", { authorised: 3_900 })).toEqual({ kind: "partly_paid", amount: 9_000 });
    expect(read("open", { captured: 12_900, total: 15_000 })).toMatchObject({ amount: 2_100 });
  });

  test("is reserved while it is authorized, until the order is complete", () => {
    expect(read("open", { authorised: 12_900 })).toEqual({ kind: "authorised", amount: 12_900 });
    expect(read("completed", { authorised: 12_900 })).toEqual({ kind: "none" });
  });

  test.each(["voucher", "bank_transfer"] as const)(
    "is the %s that is to be paid, with its page and its date",
    (kind) => {
      const payment = voucher({ nextStep: { kind, url: PAGE } });
      const shown = { kind, amount: 12_900, url: PAGE, until: LATER };
      expect(read("open", {}, [payment])).toEqual(shown);
    },
  );

  test("is the rest that a voucher is for", () => {
    expect(read("open", { captured: 3_900 }, [voucher()])).toMatchObject({
      kind: "voucher",
      amount: 9_000,
    });
  });

  test("is the latest voucher that can still be paid", () => {
    const late = voucher({ actBy: PAST, nextStep: { kind: "voucher", url: `${PAGE}0` } });
    const older = voucher({ actBy: null });
    expect(read("open", {}, [late, older])).toMatchObject({ url: PAGE, until: null });
  });

  test.each([
    ["its date is over", voucher({ actBy: PAST })],
    ["it was paid", voucher({ state: "captured" })],
    ["it was called off", voucher({ state: "cancelled" })],
    ["it doesn't count", voucher({ counts: false })],
    ["it is a page to pay on", voucher({ nextStep: { kind: "pay", url: PAGE } })],
    ["it is the bank's approval", voucher({ nextStep: { kind: "authenticate", url: PAGE } })],
  ])("is no voucher when %s", (_why, payment) => {
    expect(read("open", {}, [payment])).toEqual({ kind: "none" });
  });

  test("is no voucher and no open amount while a payment is in progress", () => {
    expect(read("open", { captured: 3_900 }, [voucher(), PROCESSING])).toEqual({ kind: "none" });
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "ftp://pay.example", "https://", ""])(
    "never links %j",
    (url) => {
      const payment = voucher({ nextStep: { kind: "voucher", url } });
      expect(read("open", {}, [payment])).toMatchObject({ kind: "voucher", url: null });
    },
  );

  test("links no step with a date before the time is known", () => {
    expect(read("open", {}, [voucher()], null)).toMatchObject({ url: null, until: LATER });
    expect(read("open", {}, [voucher({ actBy: null })], null)).toMatchObject({ url: PAGE });
  });
});

describe("money that goes back", () => {
  test("will be refunded once a paid order is cancelled", () => {
    expect(read("cancelled", { captured: 12_900 })).toEqual({ kind: "to_refund", amount: 12_900 });
    const part = { captured: 12_900, refunded: 2_900, refundPending: 2_900 };
    expect(read("cancelled", part)).toEqual({ kind: "to_refund", amount: 10_000 });
  });

  test.each(["open", "completed", "cancelled"] as const)(
    "is under way, and then given back, for an order that is %s",
    (place) => {
      const pending = { captured: 12_900, refunded: 12_900, refundPending: 12_900 };
      expect(read(place, pending)).toEqual({ kind: "refund_pending", amount: 12_900 });
      const done = { ...pending, refundPending: 0 };
      expect(read(place, done)).toEqual({ kind: "refunded", amount: 12_900 });
    },
  );

  test("is a part while the shop keeps the rest", () => {
    const part = { captured: 12_900, refunded: 900, refundPending: 900 };
    expect(read("open", part)).toEqual({ kind: "part_refund_pending", amount: 900 });
    expect(read("open", { ...part, refundPending: 0 })).toEqual({ kind: "none" });
  });

  test("is in a dispute when a bank took it, and not given back", () => {
    const disputed = { captured: 12_900, disputed: 12_900 };
    for (const place of ["open", "completed", "cancelled"] as const) {
      expect(read(place, disputed)).toEqual({ kind: "disputed", amount: 12_900 });
    }
  });

  test("of a cancelled order was only reserved, or may still arrive", () => {
    expect(read("cancelled", { authorised: 12_900 })).toEqual({
      kind: "to_release",
      amount: 12_900,
    });
    expect(read("cancelled", {}, [PROCESSING])).toMatchObject({ kind: "arriving" });
    expect(read("cancelled", {}, [voucher({ actBy: PAST })])).toEqual({
      kind: "not_to_pay",
      amount: 12_900,
    });
    expect(read("cancelled", {}, [voucher({ state: "expired" })])).toEqual({ kind: "none" });
    expect(read("cancelled", {})).toEqual({ kind: "none" });
  });

  test("of a cancelled order may be in another currency", () => {
    const inDollars = voucher({ counts: false, state: "captured", currency: "USD" });
    const held = { ...inDollars, captured: 12_900 };
    const about = { kind: "foreign", amount: 12_900, currency: "USD" };
    expect(read("cancelled", {}, [held])).toEqual(about);
    expect(read("cancelled", {}, [{ ...inDollars, authorised: 12_900 }])).toEqual(about);
    expect(read("cancelled", {}, [{ ...held, state: "processing" }])).toMatchObject({
      kind: "arriving",
    });
    const test = { ...held, currency: "EUR" };
    expect(read("cancelled", {}, [inDollars, test])).toEqual({ kind: "none" });
  });
});

const amount = fc.constantFrom(0, 0, 0, 0, 1, 3_900, 12_900, 20_000);
const time = fc.option(fc.constantFrom(LATER, PAST, "2026-03-02T12:00:00.000Z"));
const url = fc.option(fc.constantFrom(PAGE, "http://pay.example", "javascript:alert(1)", ""));
const payment = fc.record({
  counts: fc.boolean(),
  state: fc.option(fc.constantFrom(...PAYMENT_STATES)),
  currency: fc.constantFrom(null, "EUR", "USD"),
  authorised: amount,
  captured: amount,
  actBy: time,
  nextStep: fc.option(fc.record({ kind: fc.constantFrom(...NEXT_STEPS), url })),
});
const inPlace = fc.record({
  place: fc.constantFrom("open", "completed", "cancelled"),
  payments: fc.array(payment, { maxLength: 4 }),
  money: fc
    .record({
      total: amount,
      terms: fc.option(fc.record({ kind: fc.constantFrom(...TERMS_KINDS), dueAt: time })),
      captured: amount,
      authorised: amount,
      refunded: amount,
      disputed: amount,
      part: fc.constantFrom(0, 0, 50, 100),
    })
    .map(({ part, ...sums }) =>
      moneyOf({ ...sums, refundPending: Math.floor((sums.refunded * part) / 100) }),
    ),
}) satisfies fc.Arbitrary<MoneyInPlace>;

test("whatever the money, there is one situation, its amount is never negative, and no link is too late", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(inPlace, fc.option(fc.constant(NOW)), (input, now) => {
      const situation = moneySituation(input, now);
      seen.add(situation.kind);
      if (situation.kind === "none") return;
      expect(situation.amount).toBeGreaterThanOrEqual(0);
      if (!("until" in situation)) return;
      const { url: link, until } = situation;
      if (until !== null && now !== null) expect(Date.parse(until)).toBeGreaterThan(now);
      if (until !== null && now === null) expect(link).toBeNull();
      if (link !== null) expect(link).toMatch(/^https?:\/\/./);
      expect(input.place).toBe("open");
    }),
    { numRuns: 20_000 },
  );
  // The examples above meet each of them; chance meets most.
  expect(seen.size).toBeGreaterThan(9);
});

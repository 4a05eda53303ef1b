import { describe, expect, test } from "vitest";
import {
  givingBack,
  ORDER,
  paymentsIn,
  refundWith,
  reportOfOrder,
  reportOfShopify,
} from "../support/shopify-bodies.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The order's total, and what its body says of its payment, in one line. */
function sums(changes: Fields): string {
  const report = reportOfOrder(changes);
  const { total } = report.order ?? {};
  const snapshot = paymentsIn(report).find((each) => each.snapshot !== null)?.snapshot;
  const { state, authorised, captured, currency } = snapshot ?? {};
  return `${total?.amount} ${total?.currency}: ${state} ${authorised} ${captured} ${currency}`;
}

const PAID = { financial_status: "paid", total_outstanding: "0.00" };
const BACK_25 = [refundWith(givingBack(1, "25.00"))];

describe("the sums of an order", () => {
  test.each([
    ["is pending", {}, "10000 EUR: requires_action 0 0 EUR"],
    [
      "is pending, though nothing is outstanding: the money may be on its way",
      { total_outstanding: "0.00" },
      "10000 EUR: requires_action 0 0 EUR",
    ],
    [
      "is authorized",
      { financial_status: "authorized", total_outstanding: "0.00" },
      "10000 EUR: authorised 10000 0 EUR",
    ],
    ["is paid", PAID, "10000 EUR: captured 0 10000 EUR"],
    [
      "is partly paid: a deposit",
      { financial_status: "partially_paid", total_outstanding: "70.00" },
      "10000 EUR: captured 0 3000 EUR",
    ],
    [
      "is paid, and then something was added",
      {
        financial_status: "partially_paid",
        current_total_price: "120.00",
        total_outstanding: "20.00",
      },
      "12000 EUR: captured 0 10000 EUR",
    ],
    [
      "is paid, and then something was removed that is still to be given back",
      { ...PAID, current_total_price: "80.00", total_outstanding: "-20.00" },
      "8000 EUR: captured 0 10000 EUR",
    ],
    [
      "had an item returned and refunded",
      {
        financial_status: "partially_refunded",
        current_total_price: "75.00",
        total_outstanding: "0.00",
        refunds: BACK_25,
      },
      "10000 EUR: captured 0 10000 EUR",
    ],
    [
      "had its price adjusted, and Shopify counts the refund as outstanding: nobody owes it again",
      {
        financial_status: "partially_refunded",
        total_outstanding: "25.00",
        refunds: BACK_25,
      },
      "10000 EUR: captured 0 10000 EUR",
    ],
    [
      "has a refund on its way, which is not in Shopify's balance yet",
      {
        financial_status: "partially_refunded",
        current_total_price: "75.00",
        total_outstanding: "-25.00",
        refunds: [refundWith(givingBack(1, "25.00", { status: "pending" }))],
      },
      "7500 EUR: captured 0 10000 EUR",
    ],
    [
      "is refunded in full, with all items removed",
      {
        financial_status: "refunded",
        current_total_price: "0.00",
        total_outstanding: "0.00",
        refunds: [refundWith(givingBack(1, "60.00"), givingBack(2, "40.00"))],
      },
      "10000 EUR: captured 0 10000 EUR",
    ],
    [
      "is refunded in full, and a part of it is still on its way",
      {
        financial_status: "refunded",
        current_total_price: "0.00",
        total_outstanding: "-40.00",
        refunds: [
          refundWith(givingBack(1, "60.00"), givingBack(2, "40.00", { status: "pending" })),
        ],
      },
      "10000 EUR: captured 0 10000 EUR",
    ],
    [
      "is refunded in full by a transaction that can't be read",
      { financial_status: "refunded", current_total_price: "0.00", refunds: [{}] },
      "10000 EUR: captured 0 10000 EUR",
    ],
    [
      "is cancelled after it was paid, and nothing was given back",
      {
        ...PAID,
        cancelled_at: "2026-03-02T10:00:00Z",
        current_total_price: "0.00",
        total_outstanding: "-100.00",
      },
      "10000 EUR: captured 0 10000 EUR",
    ],
    ["is voided", { financial_status: "voided" }, "10000 EUR: cancelled 0 0 EUR"],
    ["is expired", { financial_status: "expired" }, "10000 EUR: expired 0 0 EUR"],
    [
      "costs nothing",
      { ...PAID, total_price: "0.00", current_total_price: "0.00" },
      "0 EUR: captured 0 0 EUR",
    ],
    [
      "is of an API version without the present total",
      { ...PAID, current_total_price: undefined, total_outstanding: undefined },
      "10000 EUR: captured 0 10000 EUR",
    ],
  ])("that %s", (_name, changes, expected) => {
    expect(sums(changes)).toBe(expected);
  });

  test.each([
    ["HUF", "12900.00", 1_290_000],
    ["JPY", "12900.00", 12_900],
    ["KWD", "12.900", 12_900],
    ["IQD", "12900.000", 12_900_000],
  ])("are counted in the minor unit of %s", (currency, total, amount) => {
    const changes = {
      ...PAID,
      currency,
      presentment_currency: currency,
      current_total_price: total,
    };
    expect(sums({ ...changes, total_price: total })).toBe(
      `${amount} ${currency}: captured 0 ${amount} ${currency}`,
    );
  });

  test("are not said if a partly paid order has nothing outstanding: the rest may be reserved", () => {
    const changes = { financial_status: "partially_paid", total_outstanding: "0.00" };
    const { facts } = reportOfOrder(changes);
    expect(facts).toMatchObject([{ stage: "payment", status: "waiting" }]);
    expect(facts[0]?.payments).toEqual([]);
  });
});

describe("an order in another currency than the shop's", () => {
  const money = (amount: string) => ({
    shop_money: { amount: "100.00", currency_code: "EUR" },
    presentment_money: { amount, currency_code: "JPY" },
  });
  const YEN = {
    presentment_currency: "JPY",
    total_price_set: money("16000"),
    current_total_price_set: money("16000"),
    line_items: [{ title: "Stool", quantity: 1, price: "100.00", price_set: money("16000") }],
  };

  test("is counted in what the shopper pays", () => {
    expect(sums({ ...YEN, ...PAID })).toBe("16000 JPY: captured 0 16000 JPY");
    expect(reportOfOrder(YEN).order?.items[0]?.unitPrice).toEqual({
      amount: 16_000,
      currency: "JPY",
    });
  });

  test("has its open part converted, and its refunds as they are", () => {
    const half = { financial_status: "partially_paid", total_outstanding: "50.00" };
    expect(sums({ ...YEN, ...half })).toBe("16000 JPY: captured 0 8000 JPY");
    const back = refundWith(givingBack(1, "4000", { currency: "JPY" }));
    const returned = {
      financial_status: "partially_refunded",
      total_outstanding: "0.00",
      current_total_price: "75.00",
      current_total_price_set: money("12000"),
      refunds: [back],
    };
    expect(sums({ ...YEN, ...returned })).toBe("16000 JPY: captured 0 16000 JPY");
  });

  test("is counted in the shop's currency if the body is not complete in the shopper's", () => {
    const { current_total_price_set: _missing, ...partial } = YEN;
    expect(sums({ ...partial, ...PAID })).toBe("10000 EUR: captured 0 10000 EUR");
  });
});

describe("who acts on an order that is pending", () => {
  const who = (changes: Fields) => {
    const { order, facts } = reportOfOrder(changes);
    return [facts[0]?.status, facts[0]?.waitingOn, order?.terms?.kind ?? null];
  };
  const net = (terms: Fields) => ({ payment_terms: terms });

  // cspell:disable
  test.each([
    [[], ["waiting", "member", null]],
    [["shopify_payments"], ["in_progress", "provider", null]],
    [
      ["gift_card", "Klarna"],
      ["in_progress", "provider", null],
    ],
    [["przelewy24"], ["in_progress", "provider", null]],
    [["Cash on Delivery (COD)"], ["waiting", "operator", "on_delivery"]],
    [
      ["gift_card", "Cash On Delivery"],
      ["waiting", "operator", "on_delivery"],
    ],
    [["Nachnahme"], ["waiting", "operator", "on_delivery"]],
    [["Utánvét"], ["waiting", "operator", "on_delivery"]],
    [["Kapıda Ödeme"], ["waiting", "operator", "on_delivery"]],
    [["代金引換"], ["waiting", "operator", "on_delivery"]],
    [["Bar an der Haustür"], ["waiting", "operator", "on_delivery"]],
    [["fizetés a futárnak"], ["waiting", "operator", "on_delivery"]],
    [["Bank Deposit"], ["waiting", "operator", "bank_transfer"]],
    [["Money Order"], ["waiting", "operator", "bank_transfer"]],
    [["manual"], ["waiting", "operator", "bank_transfer"]],
    [["unser konto"], ["waiting", "operator", "bank_transfer"]],
  ])("with the gateways %j: %j", (gateways, expected) => {
    expect(who({ payment_gateway_names: gateways })).toEqual(expected);
  });

  // cspell:enable
  test("nobody but the shop, once it is archived", () => {
    const changes = { closed_at: "2026-03-09T10:00:00Z" };
    expect(who(changes)).toEqual(["waiting", "operator", null]);
    expect(sums(changes)).toContain("cancelled");
  });

  const DUE = Date.parse("2026-03-31T10:00:00Z");
  const PLACED = Date.parse(ORDER.processed_at);
  const schedule = (fields: Fields) => ({ payment_schedules: [fields] });
  const dueAt = "2026-03-31T10:00:00Z";

  test.each([
    ["net", { payment_terms_type: "net", ...schedule({ due_at: dueAt }) }, "invoice", DUE],
    ["fixed", { payment_terms_type: "FIXED", ...schedule({ due_at: dueAt }) }, "invoice", DUE],
    [
      "net without a date, but with days",
      { payment_terms_type: "net", due_in_days: 30, ...schedule({ issued_at: ORDER.created_at }) },
      "invoice",
      PLACED + 30 * 86_400_000,
    ],
    [
      "net with one part paid",
      {
        payment_terms_type: "net",
        payment_schedules: [
          { due_at: "2026-03-05T10:00:00Z", completed_at: "2026-03-04T10:00:00Z" },
          { due_at: dueAt, completed_at: null },
        ],
      },
      "invoice",
      DUE,
    ],
    ["due on receipt", { payment_terms_type: "receipt" }, "prepaid_invoice", PLACED],
    ["due on fulfillment", { payment_terms_type: "fulfillment" }, "invoice", null],
    ["unknown", { payment_terms_type: "unknown" }, "invoice", null],
  ])("by payment terms that are %s", (_name, terms, kind, due) => {
    const { order, facts } = reportOfOrder(net(terms));
    expect(order?.terms).toEqual({ kind, dueAt: due });
    expect(facts).toMatchObject([{ status: "waiting", waitingOn: "operator" }]);
  });

  test("the shopper has the order's page to pay on", () => {
    expect(paymentsIn(reportOfOrder())[0]?.snapshot?.nextStep).toEqual({
      kind: "pay",
      url: ORDER.order_status_url,
    });
    const script = paymentsIn(reportOfOrder({ order_status_url: "javascript:alert(1)" }));
    expect(script[0]?.snapshot?.nextStep).toEqual({ kind: "pay", url: null });
  });
});

describe("the facts of an order's body", () => {
  const ids = (changes: Fields) =>
    reportOfOrder(changes).facts.map(({ sourceEventId }) => sourceEventId);

  test("are the same after a tag was edited", () => {
    const later = { updated_at: "2026-03-08T10:00:00Z", tags: "vip" };
    expect(ids({ ...PAID, ...later })).toEqual(ids(PAID));
    expect(ids(later)).toEqual(ids({}));
  });

  test("say once that the order is paid, and not again when a part is given back", () => {
    const back = refundWith(givingBack(1, "25.00"));
    const returned = { financial_status: "partially_refunded", total_outstanding: "0.00" };
    const [paid, ...others] = ids({ ...returned, current_total_price: "75.00", refunds: [back] });
    expect([paid]).toEqual(ids(PAID));
    expect(others).toEqual(["7001/refund/1/succeeded"]);
  });

  test("are others when money moves", () => {
    const more = { financial_status: "partially_paid", total_outstanding: "60.00" };
    const states = [
      {},
      { financial_status: "authorized" },
      { ...more },
      { ...more, total_outstanding: "40.00" },
      PAID,
      { financial_status: "voided" },
    ];
    expect(new Set(states.map((each) => ids(each)[0])).size).toBe(states.length);
  });

  test("name each refund once, as the refund's own message does", () => {
    const refund = refundWith(givingBack(1, "25.00"));
    const returned = { ...PAID, financial_status: "partially_refunded", refunds: [refund] };
    const [, ofOrder] = reportOfOrder({ ...returned, current_total_price: "75.00" }).facts;
    expect(reportOfShopify(refund).facts).toEqual([ofOrder]);
    expect(reportOfShopify(givingBack(1, "25.00")).facts).toEqual([ofOrder]);
  });

  test("say that all was given back, even if no transaction of the refund can be read", () => {
    const [payment] = paymentsIn(reportOfOrder({ financial_status: "refunded", refunds: [{}] }));
    expect(payment?.refundedTotal).toBe(payment?.snapshot?.captured);
    expect(paymentsIn(reportOfOrder(PAID))[0]?.refundedTotal).toBeNull();
  });

  test("say that it is a test", () => {
    const report = reportOfOrder({ test: true });
    expect(report.order?.isTest).toBe(true);
    expect(paymentsIn(report)[0]?.snapshot?.isTest).toBe(true);
    expect(reportOfOrder().order?.isTest).toBe(false);
  });
});

test("an order's items are those that are left of it", () => {
  const line_items = [
    { title: "Stool", quantity: 3, current_quantity: 1, price: "50.00" },
    { title: "Removed", quantity: 1, current_quantity: 0, price: "50.00" },
    { title: "Older API", quantity: 2, price: "10.00" },
    { title: null, quantity: 1, price: "10.00" },
  ];
  const { order } = reportOfOrder({ line_items });
  expect(order?.items.map(({ title, quantity }) => [title, quantity])).toEqual([
    ["Stool", 1],
    ["Older API", 2],
  ]);
});

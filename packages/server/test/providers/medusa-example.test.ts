import { minorDigits } from "@followthrough/core/contract";
import type { PaymentReport, ProviderReport } from "@followthrough/core/domain";
import { describe, expect, test } from "vitest";
import type { PlacedReport } from "../../src/providers/connectors/connector.ts";
import { translateStandard } from "../../src/providers/connectors/standard/translate.ts";

type Fields = Readonly<Record<string, unknown>>;
interface Message {
  readonly id: string;
  readonly body: { readonly type: string; readonly timestamp: string };
}

/** A module of the example. It is CommonJS of a Medusa store, which the server's compiler can't read. */
async function exampleOf<Module>(name: string): Promise<Module> {
  const folder = new URL("../../../../examples/medusa/src/followthrough/", import.meta.url);
  const module: Module = await import(new URL(`${name}.ts`, folder).href);
  return module;
}

const { placed, edited } = await exampleOf<{
  placed(order: Fields): Message;
  edited(order: Fields): Message;
}>("messages");
const { payments } = await exampleOf<{ payments(order: Fields): Message[] }>("payments");
const { minorUnits } = await exampleOf<{ minorUnits(amount: unknown, currency: string): number }>(
  "minor-units",
);

const PAYMENT = {
  id: "pay_1",
  amount: 129,
  currency_code: "eur",
  provider_id: "pp_stripe_stripe",
  created_at: "2026-03-01T10:00:00.000Z",
  updated_at: "2026-03-01T10:00:00.000Z",
  captured_at: null,
  canceled_at: null,
  captures: [],
  refunds: [],
};
const CAPTURED = {
  captured_at: "2026-03-02T10:00:00.000Z",
  captures: [{ amount: 129, created_at: "2026-03-02T10:00:00.000Z" }],
};
const REFUND = { id: "ref_1", amount: 29, created_at: new Date("2026-03-03T10:00:00.000Z") };

function orderWith(payment: Fields, order: Fields = {}): Fields {
  return {
    id: "order_1",
    display_id: 1,
    email: "ada@example.com",
    currency_code: "eur",
    total: 129,
    created_at: "2026-03-01T10:00:00.000Z",
    items: [{ title: "Stool", quantity: 1, unit_price: 129 }],
    payment_collections: [{ payments: [{ ...PAYMENT, ...payment }] }],
    payment_status: "authorized",
    ...order,
  };
}

/** The order that Followthrough reads in a message. */
function orderOf({ id, body }: Message): PlacedReport["placed"] {
  const bytes = Buffer.from(JSON.stringify(body));
  const said = translateStandard({ body: bytes, eventId: id, signedAt: null, receivedAt: 0 });
  if (!("placed" in said)) throw new Error("There is no order in this message");
  return said.placed;
}

/** What Followthrough reads in a message. */
function reportOf({ id, body }: Message): ProviderReport {
  const bytes = Buffer.from(JSON.stringify(body));
  const said = translateStandard({ body: bytes, eventId: id, signedAt: null, receivedAt: 0 });
  if (said.kind !== "report") throw new Error(JSON.stringify(said));
  return said;
}

function onlyMessage(messages: readonly Message[]): Message {
  const [message, ...others] = messages;
  if (message === undefined || others.length > 0) throw new Error("There is not one message");
  return message;
}

function paymentOf(payment: Fields, order: Fields = {}): PaymentReport | undefined {
  return reportOf(onlyMessage(payments(orderWith(payment, order)))).facts[0]?.payments?.[0];
}

describe("a payment of Medusa", () => {
  test("is authorized when the order is placed: the shopper is done, and the shop captures it", () => {
    const { facts } = reportOf(onlyMessage(payments(orderWith({}))));
    expect(facts).toMatchObject([{ status: "in_progress", waitingOn: "operator" }]);
    expect(facts[0]?.payments).toMatchObject([
      {
        reference: "pay_1",
        refundedTotal: 0,
        snapshot: { state: "authorised", authorised: 12_900, captured: 0, currency: "EUR" },
      },
    ]);
  });

  test("is captured in whole or in part", () => {
    expect(paymentOf(CAPTURED)?.snapshot).toMatchObject({
      state: "captured",
      authorised: 0,
      captured: 12_900,
    });
    const part = { captures: [{ amount: 100, created_at: "2026-03-02T10:00:00.000Z" }] };
    expect(paymentOf(part)?.snapshot).toMatchObject({
      state: "captured",
      authorised: 2900,
      captured: 10_000,
    });
  });

  test("has its refunds by their ids, and stays captured", () => {
    const report = paymentOf({ ...CAPTURED, refunds: [REFUND] });
    expect(report).toMatchObject({ refundedTotal: 2900, snapshot: { captured: 12_900 } });
    expect(report?.refunds).toMatchObject([
      { reference: "ref_1", amount: 2900, currency: "EUR", state: "succeeded" },
    ]);
  });

  test("with more refunds than a message may list has the sum of all", () => {
    const refunds = Array.from({ length: 60 }, (_, at) => ({ ...REFUND, id: `r${at}`, amount: 1 }));
    const report = paymentOf({ ...CAPTURED, refunds });
    expect([report?.refunds.length, report?.refundedTotal]).toEqual([50, 6000]);
  });

  test("is released with its order", () => {
    const report = paymentOf({ canceled_at: "2026-03-02T10:00:00.000Z" });
    expect(report?.snapshot).toMatchObject({ state: "cancelled", authorised: 0, captured: 0 });
  });

  test("of Medusa's own provider is a manual one", () => {
    expect(paymentOf({ provider_id: "pp_system_default" })?.snapshot?.method).toBe("manual");
    expect(paymentOf({})?.snapshot).toMatchObject({ method: null, methodName: "pp_stripe_stripe" });
  });

  test("has the time of its last change, whichever event brings it", () => {
    const asOf = Date.parse("2026-03-03T10:00:00.000Z");
    expect(paymentOf({ ...CAPTURED, refunds: [REFUND] })?.asOf).toBe(asOf);
    expect(paymentOf(CAPTURED)?.asOf).toBe(Date.parse(CAPTURED.captured_at));
    const updated = "2026-03-04T10:00:00.000Z";
    expect(paymentOf({ ...CAPTURED, updated_at: updated })?.asOf).toBe(Date.parse(updated));
  });

  test("is another message after each movement of money, and the same for a repeated event", () => {
    const first = { amount: 50, created_at: "2026-03-02T10:00:00.000Z" };
    const second = { amount: 30, created_at: "2026-03-03T10:00:00.000Z" };
    const canceled_at = "2026-03-04T10:00:00.000Z";
    const course = [
      {},
      { captures: [first] },
      { captures: [first, second] },
      { captures: [first, second], canceled_at },
      { captures: [first, second], canceled_at, refunds: [REFUND] },
      { captures: [first, second], canceled_at, refunds: [REFUND, { ...REFUND, id: "ref_2" }] },
      { canceled_at },
    ];
    const ids = [...course, ...course].map((payment) => payments(orderWith(payment))[0]?.id);
    expect(new Set(ids).size).toBe(course.length);
  });

  test.each([
    ["captured", { ...CAPTURED }, "completed"],
    ["partially_captured", { captures: CAPTURED.captures }, "in_progress"],
    ["partially_refunded", { ...CAPTURED, refunds: [REFUND] }, "completed"],
    ["refunded", { ...CAPTURED, refunds: [{ ...REFUND, amount: 129 }] }, "failed"],
    ["canceled", { canceled_at: "2026-03-02T10:00:00.000Z" }, "failed"],
  ])("that makes the order %s stands so in the timeline", (payment_status, payment, status) => {
    const order = orderWith(payment, { payment_status });
    expect(reportOf(onlyMessage(payments(order))).facts).toMatchObject([{ status }]);
  });

  test("is one of several of the order", () => {
    const second = { ...PAYMENT, id: "pay_2" };
    const payment_collections = [null, { payments: [PAYMENT, null] }, { payments: [second] }, {}];
    const found = payments(orderWith({}, { payment_collections })).map(reportOf);
    expect(found.map(({ facts }) => facts[0]?.payments?.[0]?.reference)).toEqual([
      "pay_1",
      "pay_2",
    ]);
    expect(payments(orderWith({}, { payment_collections: undefined }))).toEqual([]);
  });
});

describe("an amount of Medusa", () => {
  test.each([
    ["HUF", 12_900, 1_290_000],
    ["JPY", 12_900, 12_900],
    ["KWD", 12.9, 12_900],
    ["IQD", 12_900, 12_900_000],
    ["EUR", 8.29, 829],
    ["EUR", { valueOf: (): number => 129.99 }, 12_999],
  ])("in %s of %j is %d in the minor unit", (currency, amount, expected) => {
    expect(minorUnits(amount, currency)).toBe(expected);
  });

  test("has the minor unit of ISO 4217 in every currency, as Followthrough has", () => {
    const wrong = Intl.supportedValuesOf("currency").filter(
      (currency) => minorUnits(1, currency) !== 10 ** minorDigits(currency),
    );
    expect(wrong).toEqual([]);
  });

  test("is the total and each item's price of the order", () => {
    const { order } = orderOf(placed(orderWith({}, { currency_code: "huf", total: 12_900 })));
    expect(order.total).toEqual({ amount: 1_290_000, currency: "HUF" });
    expect(order.items[0]?.unitPrice).toEqual({ amount: 12_900, currency: "HUF" });
  });
});

test("an edited order is a later message with its new total", () => {
  const changes = { total: 158, version: 2, updated_at: "2026-03-04T10:00:00.000Z" };
  const message = edited(orderWith({}, changes));
  expect(message.id).toBe("order.edited:order_1:2");
  const { order, reportedAt } = orderOf(message);
  expect(order.total.amount).toBe(15_800);
  expect(reportedAt).toBe(Date.parse(changes.updated_at));
  expect(Date.parse(order.placedAt ?? "")).toBe(orderOf(placed(orderWith({}))).reportedAt);
});

describe("an order of Medusa says how its total comes about", () => {
  const AMOUNTS = {
    tax_total: 19,
    discount_subtotal: 10,
    discount_total: 11.9,
    shipping_subtotal: 5,
    original_shipping_total: 5.95,
  };
  const detailsOf = (order: Fields) => orderOf(placed(orderWith({}, order))).order;

  test("without tax in its prices", () => {
    expect(detailsOf(AMOUNTS)).toMatchObject({
      discount: 1_000,
      shipping: 500,
      tax: { amount: 1_900, included: false },
    });
  });

  test("with tax in its prices", () => {
    const items = [{ title: "Stool", quantity: 1, unit_price: 129, is_tax_inclusive: true }];
    expect(detailsOf({ ...AMOUNTS, items })).toMatchObject({
      discount: 1_190,
      shipping: 595,
      tax: { amount: 1_900, included: true },
    });
  });

  test("or leaves it out where Medusa does not give it", () => {
    const { discount, shipping, tax, address } = detailsOf({});
    expect([discount, shipping, tax, address].every((each) => each == null)).toBe(true);
  });
});

test("an order of Medusa says where its shopper lives", () => {
  const billing_address = { country_code: "us", province: "us-ca", postal_code: "90012" };
  const { order } = orderOf(placed(orderWith({}, { billing_address })));
  expect(order.address).toEqual({ country: "US", province: "us-ca", postalCode: "90012" });
});

test("a customer of Medusa may have neither name nor address", () => {
  const message = placed(orderWith({}, { email: null, customer: { id: "cus_1", email: null } }));
  const { order } = orderOf(message);
  const { member } = reportOf(message);
  expect(order.memberId).toBe("cus_1");
  expect(order.email ?? null).toBeNull();
  expect(member).toMatchObject({ memberId: "cus_1", email: null, name: null });
});

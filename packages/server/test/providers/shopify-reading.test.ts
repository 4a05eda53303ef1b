import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  givingBack,
  ORDER,
  readShopify,
  refundWith,
  reportOfShopify,
  TRANSACTION,
} from "../support/shopify-bodies.ts";

/** A paid order with something in each of its fields. */
const FULL = {
  ...ORDER,
  financial_status: "partially_refunded",
  total_outstanding: "0.00",
  current_total_price: "75.00",
  total_price_set: set("100.00"),
  current_total_price_set: set("75.00"),
  payment_gateway_names: ["shopify_payments"],
  payment_terms: {
    payment_terms_type: "net",
    payment_terms_name: "Net 30",
    due_in_days: 30,
    payment_schedules: [{ due_at: ORDER.created_at, issued_at: null, completed_at: null }],
  },
  cancel_reason: null,
  email: "ada@example.com",
  contact_email: "ada@example.com",
  customer_locale: "en",
  customer: { id: 1, email: "ada@example.com", first_name: "Ada", last_name: "Byrne" },
  billing_address: { country_code: "US", province_code: "CA", zip: "90012" },
  shipping_address: { country_code: "DE", province_code: null, zip: "10115" },
  total_discounts_set: set("5.00"),
  current_total_discounts_set: set("5.00"),
  total_shipping_price_set: set("4.95"),
  current_shipping_price_set: set("4.95"),
  total_tax_set: set("15.97"),
  current_total_tax_set: set("15.97"),
  taxes_included: true,
  refunds: [refundWith(givingBack(1, "25.00"))],
  fulfillments: [{ created_at: ORDER.created_at }],
};
/** What we can't do without. `order_number`, `line_items` and `financial_status` only have to be there. */
const REQUIRED = ["id", "currency", "created_at", "updated_at"];
const OPTIONAL = Object.keys(FULL).filter((key) => !REQUIRED.includes(key));
// One of the two totals must stay.
const CHANGEABLE = OPTIONAL.filter((key) => key !== "current_total_price");

function set(amount: string) {
  const money = { amount, currency_code: "EUR" };
  return { shop_money: money, presentment_money: money };
}

/** Paths to every value inside an object. */
function pathsIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  const inner = Object.entries(value).flatMap(([key, each]) => pathsIn(each, [...path, key]));
  return path.length === 0 ? inner : [[...path], ...inner];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const object: Record<string, unknown> = { ...Object(value) };
  const next = replaced(object[key], rest, by);
  if (!Array.isArray(value)) return { ...object, [key]: next };
  return value.map((each, at) => (String(at) === key ? next : each));
}

function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** Whether an amount, a quantity or a time can be stored. A date of JavaScript ends there. */
function isKept(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0 && number <= 8.64e15;
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, "", "0", "-1", "1e999", "9".repeat(40), -1, 0, 1e300, [], {}, true),
);

describe("an order", () => {
  test("is read whatever shape its optional fields have", () => {
    const paths = CHANGEABLE.flatMap((key) => [[key], ...pathsIn(Object(FULL)[key], [key])]);
    const change = fc.tuple(fc.constantFrom(...paths), anything);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const body = changes.reduce<unknown>((all, [path, by]) => replaced(all, path, by), FULL);
        const message = readShopify(body);
        expect(message.kind).toBe("report");
        expect(message).toMatchObject({ order: { total: { currency: "EUR" } } });
        expect(numbersIn(message).filter((each) => !isKept(each))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(REQUIRED)("without its %s can't be read, and the reason names it", (field) => {
    const message = readShopify({ ...FULL, [field]: [] });
    expect(message).toMatchObject({ kind: "unreadable", type: "orders/*" });
    expect("reason" in message && message.reason).toContain(field);
  });

  test("without any total can't be read", () => {
    const message = readShopify({ ...FULL, current_total_price: null, total_price: "much" });
    expect(message).toEqual({
      kind: "unreadable",
      type: "orders/*",
      reason: "Its total is no amount",
    });
  });

  test("loses the items and refunds that can't be read, and only those", () => {
    const refunds = [null, refundWith(givingBack(1, "much"), givingBack(2, "5.00")), "x"];
    const line_items = [...ORDER.line_items, { title: "Half", quantity: 0.5, price: "1" }, 7];
    const { order, facts } = reportOfShopify({ ...FULL, refunds, line_items });
    expect(order?.items.map(({ title }) => title)).toEqual(["Stool"]);
    const found = facts.flatMap(({ payments }) => payments ?? []).flatMap((each) => each.refunds);
    expect(found.map(({ reference }) => reference)).toEqual(["2"]);
  });
});

test("any JSON is answered with a report or a sentence", () => {
  const keys = [...Object.keys(FULL), ...Object.keys(TRANSACTION), "order_edit", "evidence_due_by"];
  const fields = fc.dictionary(fc.constantFrom(...keys, "refund_line_items"), anything);
  fc.assert(
    fc.property(fc.oneof(fields, anything), (body) => {
      const message = readShopify(body);
      expect(message).not.toMatchObject({ reason: "" });
    }),
    { numRuns: 2000 },
  );
});

test("what is no JSON can't be read", () => {
  expect(readShopify("{")).toMatchObject({ kind: "unreadable" });
});

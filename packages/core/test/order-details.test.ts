import {
  amountOfLine,
  MOST_ITEMS,
  type OrderLine,
  summarizeLines,
  sumOfLines,
  unexplainedAmount,
} from "@followthrough/core/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

function line(amount: number, quantity = 1, currency = "EUR"): OrderLine {
  return { title: "Stool", quantity, unitPrice: { amount, currency } };
}

describe("the amount of a line", () => {
  test.each([
    [1_000, 0.35, 350],
    [1_999, 2.5, 4_998],
    [10, 0.05, 1],
    [10, 0.04, 0],
    [-1_999, 2.5, -4_998],
    [-500, 1, -500],
    // As floats 0.1 × 3 is more than 0.3, and 1.005 × 1000 less than 1005.
    [1_000, 1.005, 1_005],
    [999_999_999_999, 0.000_001, 1_000_000],
    [1_000_000_000_000_000, 1, 1_000_000_000_000_000],
  ])("of %d × %d is %d", (amount, quantity, expected) => {
    expect(amountOfLine(line(amount, quantity))).toBe(expected);
  });
});

describe("the lines of an order", () => {
  test("of 620 are the first 500, and the count and the sum of the others", () => {
    const lines = Array.from({ length: 620 }, (_, at) => line(at, 2));
    const { items, moreItems } = summarizeLines(lines, "EUR", null);
    expect(items).toEqual(lines.slice(0, 500));
    expect(moreItems).toEqual({ count: 120, amount: 2 * ((500 + 619) * 60) });
  });

  test("stay as they are up to 500", () => {
    const lines = Array.from({ length: MOST_ITEMS }, () => line(1));
    expect(summarizeLines(lines, "EUR", null)).toEqual({ items: lines, moreItems: null });
  });

  test("are added to those that the shop counted itself", () => {
    const lines = Array.from({ length: 502 }, () => line(1));
    const of = (amount: number | null) => summarizeLines(lines, "EUR", { count: 8, amount });
    expect(of(80).moreItems).toEqual({ count: 10, amount: 82 });
    expect(of(null).moreItems).toEqual({ count: 10, amount: null });
  });

  test("have no sum if one is in another currency", () => {
    expect(sumOfLines([line(1), line(1, 1, "USD")], "EUR")).toBeNull();
  });
});

describe("what a total does not explain", () => {
  const plain = { moreItems: null, discount: null, shipping: null, tax: null };
  const order = (amount: number, changes: Partial<Parameters<typeof unexplainedAmount>[0]> = {}) =>
    unexplainedAmount({
      ...plain,
      items: [line(10_000)],
      total: { amount, currency: "EUR" },
      ...changes,
    });

  test.each([
    ["a total of the items", order(10_000), 0],
    ["a fee", order(10_500), 500],
    ["points that are not named", order(9_000), -1_000],
    ["points", order(9_000, { pointsOff: 1_000 }), 0],
    ["a discount", order(9_000, { discount: 1_000 }), 0],
    [
      "delivery and tax on top",
      order(12_500, { shipping: 600, tax: { amount: 1_900, included: false } }),
      0,
    ],
    ["tax in the prices", order(10_000, { tax: { amount: 1_597, included: true } }), 0],
    ["lines that are only counted", order(30_000, { moreItems: { count: 2, amount: 20_000 } }), 0],
    ["lines of an unknown sum", order(30_000, { moreItems: { count: 2, amount: null } }), 0],
    ["no lines", order(30_000, { items: [] }), 0],
    ["a line in another currency", order(30_000, { items: [line(1, 1, "USD")] }), 0],
    ["a negative line", order(9_000, { items: [line(10_000), line(-1_000)] }), 0],
    ["another rounding of a fraction", order(3_499, { items: [line(9_999, 0.35)] }), 0],
    [
      "a cent beside a fraction with nothing to round",
      order(3_501, { items: [line(10_000, 0.35)] }),
      1,
    ],
    ["more than a rounding", order(3_498, { items: [line(9_999, 0.35)] }), -2],
  ])("with %s", (_case, amount, expected) => {
    expect(amount).toBe(expected);
  });

  test("is nothing once it is stated, whatever the amounts are", () => {
    const amount = fc.integer({ min: 0, max: 1e9 });
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1 }),
        amount,
        amount,
        amount,
        (prices, discount, shipping, tax) => {
          const items = prices.map((price) => line(price));
          const total = prices.reduce((sum, price) => sum + price, shipping + tax - discount);
          expect(
            order(total, { items, discount, shipping, tax: { amount: tax, included: false } }),
          ).toBe(0);
        },
      ),
    );
  });
});

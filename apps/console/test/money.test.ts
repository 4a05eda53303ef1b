import { describe, expect, test } from "vitest";
import { moneyText, moneyTexts } from "../src/parts/money.tsx";

/** The number as the machine's own locale writes it, so that the tests hold in each. */
function numberText(value: number, digits: number): string {
  return new Intl.NumberFormat(undefined, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

describe("an amount in minor units", () => {
  // HUF and IQD are the currencies whose digits in CLDR differ from those of ISO 4217.
  test.each([
    { currency: "EUR", value: 1_234.56, digits: 2 },
    { currency: "HUF", value: 1_234.56, digits: 2 },
    { currency: "JPY", value: 123_456, digits: 0 },
    { currency: "KWD", value: 123.456, digits: 3 },
    { currency: "CLF", value: 12.3456, digits: 4 },
    { currency: "IQD", value: 123.456, digits: 3 },
  ])("has $digits digits in $currency", ({ currency, value, digits }) => {
    const text = moneyText({ amount: 123_456, currency });
    expect(text.replace(/[^\d.,\s'’]/gu, "").trim()).toBe(numberText(value, digits));
    expect(moneyText({ amount: 123_456, currency })).toBe(text);
  });

  test("stands as it is where the code is no currency", () => {
    expect(moneyText({ amount: 250, currency: "points" })).toBe("250 points");
  });

  test("stands beside those of other currencies, and is not added up", () => {
    const texts = moneyTexts([
      { amount: 100, currency: "EUR" },
      { amount: 100, currency: "JPY" },
    ]);
    expect(texts).toBe(
      `${moneyText({ amount: 100, currency: "EUR" })} · ${moneyText({ amount: 100, currency: "JPY" })}`,
    );
    expect(moneyTexts([])).toBe("–");
  });
});

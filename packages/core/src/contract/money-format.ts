import { minorDigits } from "./minor-digits.ts";

/**
 * Writes amounts of a currency (ISO 4217) for readers of a locale (BCP 47).
 *
 * @returns a function that takes an amount in the currency's minor unit
 */
export function moneyFormat(locale: string, currency: string): (amount: number) => string {
  const digits = minorDigits(currency);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (amount) => format.format(amount / 10 ** digits);
}

import { minorDigits } from "@followthrough/core/contract";

/**
 * Where the digits that Stripe counts differ from ISO 4217: https://docs.stripe.com/currencies#special-cases. Stripe
 * takes the first two with two decimals, which must be zeros, and the third one without.
 */
const STRIPE_DIGITS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

// Beyond this, sums would not be exact.
const MOST = 1e15;

/** The ISO 4217 code in capitals; `null` if the text is none, such as `usdc`. */
export function currencyOf(currency: string | null): string | null {
  const code = currency?.toUpperCase() ?? "";
  return /^[A-Z]{3}$/.test(code) ? code : null;
}

/**
 * An amount of Stripe in the minor unit by ISO 4217. A fraction of it is cut off, so that never more counts than was
 * paid.
 *
 * @returns `null` if the amount or its currency can't be read
 */
export function amountOf(amount: number | null, currency: string | null): number | null {
  const code = currencyOf(currency);
  if (amount === null || amount < 0 || code === null) return null;
  const digits = minorDigits(code);
  const minor = Math.trunc(amount * 10 ** (digits - (STRIPE_DIGITS[code] ?? digits)));
  return minor <= MOST ? minor : null;
}

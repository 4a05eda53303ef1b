/**
 * Currencies whose decimals in the runtime's data (how people write prices) differ from ISO 4217 (what an integer
 * amount counts). Without this, HUF 12,900 would be sent as HUF 129.00.
 */
const ISO_DIGITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    "AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SOS SYP YER".split(" ").map((c) => [c, 2]),
  ),
  IQD: 3,
};

/** Medusa counts in whole units of a currency, with decimals; Followthrough in the minor unit, such as cents. */
export function minorUnits(amount: unknown, currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = ISO_DIGITS[currency] ?? format.resolvedOptions().maximumFractionDigits ?? 2;
  return Math.round(Number(amount) * 10 ** digits);
}

/**
 * Currencies whose minor digits in the runtime's data (CLDR, which says how people write prices) differ
 * from ISO 4217 (which says what an integer amount counts). Without this a Hungarian total would be a
 * hundred times too high. All of ISO 4217 was compared on Node 24.
 */
const ISO_DIGITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    "AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SOS SYP YER".split(" ").map((c) => [c, 2]),
  ),
  IQD: 3,
};

/** The digits of a currency's minor unit by ISO 4217: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  const usual = new Intl.NumberFormat("en", { style: "currency", currency });
  return ISO_DIGITS[currency] ?? usual.resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * Converts an amount as shops write it, such as `404.95`, to the currency's minor unit, without using a float.
 *
 * @returns `null` if the text is not an amount, or is finer than the minor unit
 */
export function toMinorUnits(amount: string, currency: string): number | null {
  const parts = /^(\d{1,13})(?:\.(\d{1,6}))?$/.exec(amount);
  if (parts === null) return null;
  const digits = minorDigits(currency);
  const fraction = (parts[2] ?? "").replace(/0+$/, "");
  if (fraction.length > digits) return null;
  const minor = Number(`${parts[1]}${fraction.padEnd(digits, "0")}`);
  return minor <= 1e15 ? minor : null;
}

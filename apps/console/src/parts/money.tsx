import { minorDigits } from "@followthrough/core/contract";

/** An amount in minor units of a currency. */
export interface Amount {
  readonly amount: number;
  /** An ISO 4217 code. */
  readonly currency: string;
}

type Format = (amount: number) => string;

/** One per currency: making a format takes longer than drawing a row. */
const FORMATS = new Map<string, Format>();

/** The amount in its currency, with all digits of the minor unit; a code that is no currency stands as it is. */
export function moneyText({ amount, currency }: Amount): string {
  try {
    const format = FORMATS.get(currency) ?? openFormat(currency);
    return format(amount);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** @throws RangeError where the text is no currency's code */
function openFormat(currency: string): Format {
  const digits = minorDigits(currency);
  const exact = new Intl.NumberFormat(undefined, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const format: Format = (amount) => exact.format(amount / 10 ** digits);
  FORMATS.set(currency, format);
  return format;
}

/** Amounts of several currencies side by side; they are never added up. */
export function moneyTexts(amounts: readonly Amount[]): string {
  return amounts.length === 0 ? "–" : amounts.map(moneyText).join(" · ");
}

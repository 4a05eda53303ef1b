/** An amount in minor units of a currency. */
export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

interface Format {
  readonly format: (value: number) => string;
  readonly digits: number;
}

/** One a currency: to make one takes longer than to draw a row. */
const FORMATS = new Map<string, Format>();

/** The amount as its currency is written. */
export function moneyText({ amount, currency }: Amount): string {
  try {
    const { format, digits } = FORMATS.get(currency) ?? openFormat(currency);
    return format(amount / 10 ** digits);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** @throws RangeError where the text is no currency's code */
function openFormat(currency: string): Format {
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency });
  const opened = {
    format: (value: number) => format.format(value),
    digits: format.resolvedOptions().maximumFractionDigits ?? 2,
  };
  FORMATS.set(currency, opened);
  return opened;
}

/** Amounts of several currencies side by side; they are never added up. */
export function moneyTexts(amounts: readonly Amount[]): string {
  return amounts.length === 0 ? "–" : amounts.map(moneyText).join(" · ");
}

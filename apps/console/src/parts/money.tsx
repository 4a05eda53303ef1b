/** An amount in minor units of a currency. */
export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

/** The amount as its currency is written. */
export function moneyText({ amount, currency }: Amount): string {
  try {
    const format = new Intl.NumberFormat(undefined, { style: "currency", currency });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    return format.format(amount / 10 ** digits);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** Amounts of several currencies side by side; they are never added up. */
export function moneyTexts(amounts: readonly Amount[]): string {
  return amounts.length === 0 ? "–" : amounts.map(moneyText).join(" · ");
}

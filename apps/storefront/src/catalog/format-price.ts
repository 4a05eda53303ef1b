import { moneyFormat } from "@followthrough/core/contract";

const LOCALE = "en-IE";
const EUR = moneyFormat(LOCALE, "EUR");

/** Cents as a price the way the shop writes it: `€1,480.00`. */
export function formatPrice(cents: number): string {
  return EUR(cents);
}

/** An amount in its currency's minor unit, in the shop's locale. */
export function formatMoney(amount: number, currency: string): string {
  return moneyFormat(LOCALE, currency)(amount);
}

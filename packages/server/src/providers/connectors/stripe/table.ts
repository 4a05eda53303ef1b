import { CHECK_ROWS } from "./check-rows.ts";
import { MONEY_BACK_ROWS } from "./money-back-rows.ts";
import type { StripeObject } from "./objects.ts";
import { PAYMENT_ROWS } from "./payment-rows.ts";
import type { StripeRow } from "./row.ts";

/** What Stripe's events mean. No other code says so, and `docs/providers.md` is generated from this table. */
export const STRIPE_TABLE: readonly StripeRow[] = [
  ...PAYMENT_ROWS,
  ...MONEY_BACK_ROWS,
  ...CHECK_ROWS,
];

/** Whether any row is about this type of event. */
export function isKnown(type: string): boolean {
  return STRIPE_TABLE.some((row) => isAbout(row, type));
}

/** The first row that holds for this type of event and its object. */
export function rowFor(type: string, object: StripeObject): StripeRow | undefined {
  return STRIPE_TABLE.find((row) => isAbout(row, type) && row.holds(object));
}

function isAbout({ message }: StripeRow, type: string): boolean {
  return message.endsWith(".*") ? type.startsWith(message.slice(0, -1)) : type === message;
}

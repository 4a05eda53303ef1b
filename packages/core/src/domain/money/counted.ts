import type { Bill } from "./bill.ts";
import { flowsOf } from "./flows.ts";
import { API_SOURCE, joinPayments, type OrderMoney, type Payment } from "./register.ts";

/** After everything that can be reported. */
export const ALWAYS = Number.POSITIVE_INFINITY;

/** The payments that count: in the bill's currency, and of real money unless the order may be paid by test payments. */
export function countedPayments(money: OrderMoney): readonly Payment[] {
  return realPayments(money).filter((payment) => isInCurrency(money.bill, payment));
}

/** The payments that have or had money in another currency than the order's. */
export function foreignPayments(money: OrderMoney): readonly Payment[] {
  return realPayments(money).filter((payment) => !isInCurrency(money.bill, payment));
}

/** The payments of real money, and test payments where they count. */
export function realPayments(money: OrderMoney): readonly Payment[] {
  return knownPayments(money).filter((payment) => isReal(money.bill, payment));
}

/**
 * All payments. One that the shop has reported without naming its source is the same as the one that a provider has
 * reported under the same reference.
 */
export function knownPayments({ payments }: OrderMoney): readonly Payment[] {
  const all = Object.values(payments);
  const nameless = all.filter(({ source }) => source === API_SOURCE);
  if (nameless.length === 0 || nameless.length === all.length) return all;
  const named = all.filter(({ source }) => source !== API_SOURCE);
  const joined = named.map((payment) => {
    const same = nameless.find(({ reference }) => reference === payment.reference);
    return same === undefined ? payment : joinPayments(payment, same);
  });
  const references = new Set(named.map(({ reference }) => reference));
  return [...nameless.filter(({ reference }) => !references.has(reference)), ...joined];
}

function isReal(bill: Bill | null, { snapshot }: Payment): boolean {
  return snapshot === null || !snapshot.isTest || bill === null || bill.countsTest;
}

function isInCurrency(bill: Bill | null, payment: Payment): boolean {
  const currency = currencyOf(payment);
  return bill === null || currency === null || currency === bill.currency;
}

/** The currency of a payment; while only its refunds or disputes are known, theirs. */
function currencyOf({ snapshot, refunds, disputes }: Payment): string | null {
  if (snapshot !== null) return snapshot.currency;
  const things = [...Object.values(refunds), ...Object.values(disputes)];
  return things.find(({ currency }) => currency !== null)?.currency ?? null;
}

/** What the shop still holds of a payment, or has reserved. */
export function heldBy(payment: Payment): number {
  const { snapshot } = payment;
  if (snapshot === null) return 0;
  const held = flowsOf(payment, ALWAYS).reduce(
    (sum, { kind, amount }) => sum + (kind === "capture" ? amount : -amount),
    0,
  );
  return held + snapshot.authorised;
}

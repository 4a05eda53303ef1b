import type { PaymentReport, PaymentTerms } from "./payment.ts";

/** What settles a payment: a reserved amount, or only money that was captured. */
export const SETTLED_BY = ["authorisation", "capture"] as const;

/** Who acts next when a part of an order is paid. */
export const PARTIAL_BY = ["operator", "member"] as const;

/**
 * What an order is to be paid, and what counts as paying it. A timeline entry records it whenever it has changed, so
 * that a timeline replays to the same stage even after the order or the policy has changed.
 */
export interface Bill {
  /** In the currency's minor unit. */
  readonly total: number;
  /** ISO 4217, capitals. */
  readonly currency: string;
  /** `null` if the order is to be paid before anything else happens. */
  readonly terms: PaymentTerms | null;
  /** Whether payments in a provider's test mode count: for test orders, and outside production. */
  readonly countsTest: boolean;
  readonly settledBy: (typeof SETTLED_BY)[number];
  readonly partialBy: (typeof PARTIAL_BY)[number];
}

/** What a timeline entry says about money; `null` in entries that say nothing. */
export interface EntryMoney {
  /** The bill from now on, if it has changed. */
  readonly bill?: Bill;
  /**
   * A statement that the order is paid, without a payment, is about this sum: the total at that time. With
   * `order_changed`, so are the statements from before bills.
   */
  readonly stated?: Pick<Bill, "total" | "currency">;
  readonly reports?: readonly PaymentReport[];
}

/** Whether two bills ask for the same. */
export function sameBill(a: Bill | null, b: Bill | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.total === b.total &&
    a.currency === b.currency &&
    a.terms?.kind === b.terms?.kind &&
    a.terms?.dueAt === b.terms?.dueAt &&
    a.countsTest === b.countsTest &&
    a.settledBy === b.settledBy &&
    a.partialBy === b.partialBy
  );
}

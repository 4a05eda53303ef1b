import type { NextStepKind, PaymentState, TermsKind } from "./payment.ts";
import type { Sums } from "./sums.ts";

/** The next steps whose instructions stay valid for days: the shopper pays elsewhere, by what the provider shows. */
const LASTING_STEPS = ["voucher", "bank_transfer"] as const;

/** Terms of payment. `dueAt` is ISO 8601; `null` if there is no date. */
interface ShownTerms {
  readonly kind: TermsKind;
  readonly dueAt: string | null;
}

/** What a shopper should know about an order's money. Amounts are in minor units and never negative. */
export type MoneySituation =
  | { readonly kind: "none" }
  | {
      /** A voucher or a transfer is to be paid. */
      readonly kind: (typeof LASTING_STEPS)[number];
      readonly amount: number;
      /** The provider's own page about it, http(s); `null` if there is none, or if the time is not known. */
      readonly url: string | null;
      /** Until when it can be paid (ISO 8601). */
      readonly until: string | null;
    }
  | {
      /** It is to be paid as it was agreed on. */
      readonly kind: "terms";
      readonly amount: number;
      readonly terms: ShownTerms;
    }
  | {
      /** For a cancelled order there is money in another currency than the order's. */
      readonly kind: "foreign";
      readonly amount: number;
      /** ISO 4217. */
      readonly currency: string;
    }
  | {
      /**
       * - `partly_paid`: the amount is still open
       * - `authorised`: it is reserved, and charged when the order ships
       * - `arriving`: a payment for a cancelled order is in progress; the amount is what the order has open
       * - `not_to_pay`: the shopper has a voucher or the details of a transfer for a cancelled order
       * - `to_release`: it is reserved for a cancelled order, and will not be charged
       * - `to_refund`: it was paid for a cancelled order
       * - `part_refund_pending`: it is on its way back, and the shop keeps the rest
       * - `refund_pending`: it is on its way back, and the shop keeps nothing
       * - `refunded`: it was given back, and the shop keeps nothing
       * - `disputed`: a bank took it back
       */
      readonly kind:
        | "partly_paid"
        | "authorised"
        | "arriving"
        | "not_to_pay"
        | "to_release"
        | "to_refund"
        | "part_refund_pending"
        | "refund_pending"
        | "refunded"
        | "disputed";
      readonly amount: number;
    };

/** What a situation follows from, as the API shows it. */
export interface MoneyInPlace {
  /** Ask for `cancelled` to see what a cancellation would mean. */
  readonly place: "open" | "completed" | "cancelled";
  readonly money: Omit<Sums, "disputeOpen" | "owed"> & {
    /** ISO 4217. */
    readonly currency: string;
    readonly total: number;
    readonly open: number;
    readonly terms: ShownTerms | null;
  };
  /** The latest first. */
  readonly payments: readonly {
    readonly counts: boolean;
    readonly state: PaymentState | null;
    readonly currency: string | null;
    readonly authorised: number;
    readonly captured: number;
    /** ISO 8601. */
    readonly actBy: string | null;
    readonly nextStep: { readonly kind: NextStepKind; readonly url: string | null } | null;
  }[];
}

const NONE = { kind: "none" } as const;

/**
 * What a shopper should know about an order's money: exactly one situation, the first that fits.
 *
 * @param now epoch milliseconds; `null` where the time is not known, such as before a page has its browser. A step with
 *   a date is then not linked
 */
export function moneySituation(
  { place, money, payments }: MoneyInPlace,
  now: number | null,
): MoneySituation {
  const { captured, authorised, refunded, refundPending, disputed, kept, open } = money;
  const isCancelled = place === "cancelled";
  if (isCancelled && kept > 0) return { kind: "to_refund", amount: kept };
  if (refundPending > 0) {
    return {
      kind: kept > 0 ? "part_refund_pending" : "refund_pending",
      amount: refundPending,
    };
  }
  if (disputed > 0) return { kind: "disputed", amount: disputed };
  if (captured > 0 && kept <= 0) return { kind: "refunded", amount: refunded };
  if (isCancelled) return afterCancellation(money, payments);
  const terms = termsOf(money);
  // Paid on delivery or by invoice, an order is often complete before its money comes.
  if (place === "completed") return terms ?? NONE;
  if (open <= 0) return authorised > 0 ? { kind: "authorised", amount: authorised } : NONE;
  if (terms !== null && isPaidLater(terms.terms.kind)) return terms;
  const counted = payments.filter(({ counts }) => counts);
  // While a payment is in progress nobody should pay another one.
  if (counted.some(({ state }) => state === "processing")) return NONE;
  const isPart = open < money.total;
  return (
    lastingStep(counted, open, now) ??
    (isPart ? { kind: "partly_paid", amount: open } : (terms ?? NONE))
  );
}

/** Whether an order with these terms is delivered before it is paid. */
export function isPaidLater(terms: TermsKind): boolean {
  return terms === "on_delivery" || terms === "invoice";
}

/** The order is cancelled, and none of its own money came in. */
function afterCancellation(
  { authorised, open, currency }: MoneyInPlace["money"],
  payments: MoneyInPlace["payments"],
): MoneySituation {
  if (authorised > 0) return { kind: "to_release", amount: authorised };
  const inOther = payments.filter((each) => (each.currency ?? currency) !== currency);
  const own = payments.filter(({ counts }) => counts);
  if ([...own, ...inOther].some(({ state }) => state === "processing")) {
    return { kind: "arriving", amount: open };
  }
  for (const { currency: other, captured, authorised: reserved } of inOther) {
    const amount = captured + reserved;
    if (other !== null && amount > 0) return { kind: "foreign", amount, currency: other };
  }
  const isLasting = own.some((payment) => stepOf(payment) !== undefined);
  return isLasting ? { kind: "not_to_pay", amount: open } : NONE;
}

/** What is to be paid by the terms; `null` if nothing is open, or no terms were agreed on. */
function termsOf({
  open,
  terms,
}: MoneyInPlace["money"]): Extract<MoneySituation, { readonly kind: "terms" }> | null {
  if (open <= 0 || terms === null) return null;
  return { kind: "terms", amount: open, terms };
}

function lastingStep(
  payments: MoneyInPlace["payments"],
  amount: number,
  now: number | null,
): MoneySituation | null {
  for (const payment of payments) {
    const { nextStep, actBy } = payment;
    const kind = stepOf(payment);
    const isKnown = actBy === null || now !== null;
    const isOver = actBy !== null && now !== null && Date.parse(actBy) <= now;
    if (kind === undefined || isOver) continue;
    return { kind, amount, url: isKnown ? webPage(nextStep?.url ?? null) : null, until: actBy };
  }
  return null;
}

function stepOf({ state, nextStep }: MoneyInPlace["payments"][number]) {
  if (state !== "requires_action") return undefined;
  return LASTING_STEPS.find((kind) => kind === nextStep?.kind);
}

/** A provider's page as a link; `null` for anything else, such as a script. */
function webPage(url: string | null): string | null {
  return url !== null && /^https?:\/\/[^\s/]/i.test(url) ? url : null;
}

import {
  compareText,
  earlier,
  inKeyOrder,
  later,
  laterState,
  STAMP,
  type Stamp,
  stableText,
} from "../later.ts";
import { thingKey } from "../things/order-things.ts";
import type { Bill } from "./bill.ts";
import type {
  DisputeReport,
  PaymentReport,
  PaymentSnapshot,
  PaymentState,
  RefundReport,
} from "./payment.ts";

/**
 * What we remember of one payment: the latest report of it, of each refund and of each dispute. Merging reports in any
 * order, any number of times, gives the same register.
 */
export interface Payment {
  readonly source: string;
  readonly account: string;
  readonly reference: string;
  /** `null` until a report says more than that money was given back. */
  readonly snapshot: (PaymentSnapshot & Stamp) | null;
  /** The first time that money was reserved, and the most that was. */
  readonly authorisedAt: number | null;
  readonly mostAuthorised: number;
  /** Until when a reserved amount can be captured, by the latest report that says it. */
  readonly captureBefore: ({ readonly at: number } & Stamp) | null;
  /** The first time that it was processing, reserved or captured. */
  readonly underWayAt: number | null;
  /** The first time that money was captured. */
  readonly capturedAt: number | null;
  readonly mostCaptured: number;
  readonly refundedTotal: ({ readonly amount: number } & Stamp) | null;
  readonly refunds: Readonly<Record<string, RefundReport & Stamp>>;
  readonly disputes: Readonly<Record<string, DisputeReport & Stamp>>;
}

/** The money of one order: what is to be paid, and its payments by their key. */
export interface OrderMoney {
  /** `null` while the timeline has not said it, in orders that are older than bills. */
  readonly bill: Bill | null;
  /** What the order cost before its bill changed, each until when (epoch milliseconds); absent if it never did. */
  readonly formerTotals?: readonly { readonly until: number; readonly total: number }[];
  readonly payments: Readonly<Record<string, Payment>>;
}

/** The source of payments that are reported without one. */
export const API_SOURCE = "api";

/** Nothing is known. */
export const EMPTY_MONEY: OrderMoney = { bill: null, payments: {} };

/** Of two states in the same second, the one that follows the other counts. */
const RANKS: Readonly<Record<PaymentState, number>> = {
  requires_action: 0,
  processing: 1,
  failed: 2,
  authorised: 3,
  expired: 4,
  cancelled: 5,
  captured: 6,
};

// A card tester may try hundreds of cards for one order. Attempts that never had money are remembered up to this many.
const MOST_IDLE = 50;

/** The payments after these reports of a source. Returns the same object if the reports say nothing new. */
export function mergeReports(
  payments: OrderMoney["payments"],
  source: string,
  reports: readonly PaymentReport[],
  by: string,
): OrderMoney["payments"] {
  const merged = new Map(Object.entries(payments));
  for (const report of reports) {
    const key = thingKey(source, report);
    merged.set(key, mergeReport(merged.get(key) ?? blank(source, report), report, by));
  }
  return Object.fromEntries(withoutOldest(merged));
}

/** Until when what is reserved can be captured. Not every report of a payment repeats the date. */
export function captureBeforeOf({ snapshot, captureBefore }: Payment): number | null {
  const isReserved = snapshot?.state === "authorised" || (snapshot?.authorised ?? 0) > 0;
  return isReserved ? (snapshot?.captureBefore ?? captureBefore?.at ?? null) : null;
}

/** Whether no payment is known. */
export function isEmpty(payments: OrderMoney["payments"]): boolean {
  for (const _ in payments) return false;
  return true;
}

/** Whether two registers say the same, apart from when it was last said. */
export function samePayments(a: OrderMoney["payments"], b: OrderMoney["payments"]): boolean {
  return a === b || stableText(a, STAMP) === stableText(b, STAMP);
}

function blank(source: string, { account, reference }: PaymentReport): Payment {
  return {
    source,
    account,
    reference,
    snapshot: null,
    authorisedAt: null,
    mostAuthorised: 0,
    captureBefore: null,
    underWayAt: null,
    capturedAt: null,
    mostCaptured: 0,
    refundedTotal: null,
    refunds: {},
    disputes: {},
  };
}

function mergeReport(payment: Payment, report: PaymentReport, by: string): Payment {
  const { asOf, snapshot, refundedTotal } = report;
  const stamp = { asOf, by };
  const isCaptured = snapshot !== null && snapshot.captured > 0;
  const isAuthorised = snapshot !== null && snapshot.authorised > 0;
  const captureBefore = snapshot?.captureBefore ?? null;
  return {
    ...payment,
    snapshot:
      snapshot === null
        ? payment.snapshot
        : laterState(payment.snapshot, { ...snapshot, ...stamp }, RANKS),
    authorisedAt: isAuthorised
      ? earlier(payment.authorisedAt, snapshot.since)
      : payment.authorisedAt,
    mostAuthorised: Math.max(payment.mostAuthorised, snapshot?.authorised ?? 0),
    captureBefore:
      captureBefore === null
        ? payment.captureBefore
        : later(payment.captureBefore, { at: captureBefore, ...stamp }),
    mostCaptured: Math.max(payment.mostCaptured, snapshot?.captured ?? 0),
    underWayAt: isUnderWay(snapshot)
      ? earlier(payment.underWayAt, snapshot.since)
      : payment.underWayAt,
    capturedAt: isCaptured ? earlier(payment.capturedAt, snapshot.since) : payment.capturedAt,
    refundedTotal:
      refundedTotal === null
        ? payment.refundedTotal
        : later(payment.refundedTotal, { amount: refundedTotal, ...stamp }),
    refunds: mergeEach(payment.refunds, report.refunds, stamp),
    disputes: mergeEach(payment.disputes, report.disputes, stamp),
  };
}

function isUnderWay(snapshot: PaymentSnapshot | null): snapshot is PaymentSnapshot {
  const { state } = snapshot ?? {};
  return state === "processing" || state === "authorised" || state === "captured";
}

/** The register that all reports of both would have given, under the first one's name. */
export function joinPayments(a: Payment, b: Payment): Payment {
  return {
    ...a,
    snapshot: b.snapshot === null ? a.snapshot : laterState(a.snapshot, b.snapshot, RANKS),
    authorisedAt: earliest(a.authorisedAt, b.authorisedAt),
    mostAuthorised: Math.max(a.mostAuthorised, b.mostAuthorised),
    captureBefore:
      b.captureBefore === null ? a.captureBefore : later(a.captureBefore, b.captureBefore),
    underWayAt: earliest(a.underWayAt, b.underWayAt),
    capturedAt: earliest(a.capturedAt, b.capturedAt),
    mostCaptured: Math.max(a.mostCaptured, b.mostCaptured),
    refundedTotal:
      b.refundedTotal === null ? a.refundedTotal : later(a.refundedTotal, b.refundedTotal),
    refunds: joinEach(a.refunds, b.refunds),
    disputes: joinEach(a.disputes, b.disputes),
  };
}

function joinEach<Thing extends Stamp & { readonly state?: string }>(
  a: Readonly<Record<string, Thing>>,
  b: Readonly<Record<string, Thing>>,
): Readonly<Record<string, Thing>> {
  const joined = new Map(Object.entries(a));
  for (const [key, thing] of Object.entries(b))
    joined.set(key, later(joined.get(key) ?? null, thing));
  return inKeyOrder(joined);
}

function earliest(a: number | null, b: number | null): number | null {
  return b === null ? a : earlier(a, b);
}

function mergeEach<Thing extends { readonly reference: string; readonly state: string }>(
  known: Readonly<Record<string, Thing & Stamp>>,
  reported: readonly Thing[],
  stamp: Stamp,
): Readonly<Record<string, Thing & Stamp>> {
  const merged = new Map(Object.entries(known));
  for (const thing of reported) {
    merged.set(thing.reference, later(merged.get(thing.reference) ?? null, { ...thing, ...stamp }));
  }
  return inKeyOrder(merged);
}

function withoutOldest(payments: ReadonlyMap<string, Payment>): [string, Payment][] {
  const all = [...payments].toSorted(([a], [b]) => compareText(a, b));
  if (all.length <= MOST_IDLE) return all;
  const idle = all
    .filter(([, payment]) => !hasMoney(payment))
    .toSorted(([a, one], [b, other]) => asOf(other) - asOf(one) || compareText(a, b));
  const dropped = new Set(idle.slice(MOST_IDLE).map(([key]) => key));
  return all.filter(([key]) => !dropped.has(key));
}

function asOf({ snapshot }: Payment): number {
  return snapshot?.asOf ?? 0;
}

function hasMoney(payment: Payment): boolean {
  return (
    payment.authorisedAt !== null ||
    payment.capturedAt !== null ||
    payment.refundedTotal !== null ||
    Object.keys(payment.refunds).length + Object.keys(payment.disputes).length > 0
  );
}

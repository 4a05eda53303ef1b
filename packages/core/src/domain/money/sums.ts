import { type Fact, hardFacts, type StageRegister } from "../fact.ts";
import type { Bill } from "./bill.ts";
import { ALWAYS, countedPayments } from "./counted.ts";
import { type Flow, flowsOf } from "./flows.ts";
import type { OrderMoney, Payment } from "./register.ts";

/** The money of one order at one moment, in the bill's currency and its minor unit. */
export interface Sums {
  /** What came in, before refunds and disputes. */
  readonly captured: number;
  /** Reserved and not yet captured. */
  readonly authorised: number;
  /** Given back on purpose, or on its way back. */
  readonly refunded: number;
  /** The part of `refunded` that is still on its way. */
  readonly refundPending: number;
  /** In open and lost disputes. */
  readonly disputed: number;
  /** The part of `disputed` that is not decided yet. */
  readonly disputeOpen: number;
  /** `captured - refunded - disputed`. */
  readonly kept: number;
  /** What the order costs, less what was refunded of it. A refund of money that was paid too much lowers nothing. */
  readonly owed: number;
}

/** What is known about an order's money: the payments, and what was stated about the stage without a payment. */
export interface KnownMoney {
  readonly money: OrderMoney;
  readonly register: StageRegister;
}

// The shop states that an order is paid a moment after it was, by another clock. Within this time it is the same money.
const CLOCK_SKEW_MS = 5 * 60_000;

/** The last statement about the whole sum, without a payment. */
interface Stated {
  readonly at: number;
  readonly isPaid: boolean;
  readonly total: number;
}

/**
 * The sums of an order as of a moment, by the sources' own times.
 *
 * A statement that the order is paid, or that this was taken back, is about the whole sum as of then. It includes the
 * payments that were under way by then; what happens after it adds to it.
 */
export function sumsOf({ money, register }: KnownMoney, at: number = ALWAYS): Sums {
  const stated = statedBy(money.bill, register, at);
  const payments = countedPayments(money);
  const included = payments.filter((payment) => isIncluded(payment, stated));
  const others = payments.filter((payment) => !included.includes(payment));
  const own = included.flatMap((payment) => flowsOf(payment, at));
  const flows = [
    ...others.flatMap((payment) => flowsOf(payment, at)),
    ...(stated === null ? [] : withStatement(stated, own)),
  ];
  const reserving = stated?.isPaid === true ? others : payments;
  const authorised = reserving.reduce((sum, payment) => sum + authorisedBy(payment, at), 0);
  return { ...addUp(flows), authorised, owed: owedBy(money, flows) };
}

function statedBy(bill: Bill | null, register: StageRegister, at: number): Stated | null {
  const facts = hardFacts(register).filter(({ occurredAt }) => occurredAt <= at);
  const last = facts.at(-1);
  if (last === undefined) return null;
  const paid = facts.findLast(({ status }) => status === "completed");
  return {
    at: last.occurredAt,
    isPaid: last.status === "completed",
    total: isElsewhere(bill, paid) ? 0 : (paid?.sum?.total ?? wholeSum(bill)),
  };
}

function isIncluded({ underWayAt, capturedAt }: Payment, stated: Stated | null): boolean {
  if (stated === null) return false;
  if (stated.isPaid) return underWayAt !== null && underWayAt <= stated.at + CLOCK_SKEW_MS;
  return capturedAt !== null && capturedAt <= stated.at;
}

/** The flows of the payments that a statement includes, with what it says beyond them. */
function withStatement({ at, isPaid, total }: Stated, own: readonly Flow[]): Flow[] {
  const captured = own.filter(({ kind }) => kind === "capture");
  const gone = own.filter(({ kind }) => kind !== "capture");
  const sum = (flows: readonly Flow[]) => flows.reduce((all, { amount }) => all + amount, 0);
  const said = { asOf: at, isOpen: false };
  const before = { ...said, kind: "capture", at: Number.NEGATIVE_INFINITY } as const;
  // A dispute that was decided after the statement was not yet lost when it was made.
  const goneThen = gone.filter(
    (flow) => flow.at <= at && (flow.kind === "refund" || flow.asOf <= at),
  );
  if (isPaid) {
    const unreported = Math.max(0, total + sum(goneThen) - sum(captured));
    return [{ ...before, amount: unreported }, ...own];
  }
  // All of it is gone. Later reports of these payments are about the same money.
  const whole = captured.length > 0 ? [] : [{ ...before, amount: total }];
  const left = Math.max(0, sum([...captured, ...whole]) - sum(goneThen));
  return [...captured, ...whole, ...goneThen, { ...said, kind: "refund", at, amount: left }];
}

function addUp(flows: readonly Flow[]): Omit<Sums, "authorised" | "owed"> {
  const sum = (isMeant: (flow: Flow) => boolean) =>
    flows.reduce((all, flow) => all + (isMeant(flow) ? flow.amount : 0), 0);
  const captured = sum(({ kind }) => kind === "capture");
  const refunded = sum(({ kind }) => kind === "refund");
  const disputed = sum(({ kind }) => kind === "dispute");
  return {
    captured,
    refunded,
    refundPending: sum(({ kind, isOpen }) => kind === "refund" && isOpen),
    disputed,
    disputeOpen: sum(({ kind, isOpen }) => kind === "dispute" && isOpen),
    kept: captured - refunded - disputed,
  };
}

const SEQUENCE: readonly Flow["kind"][] = ["capture", "refund", "dispute"];

/**
 * What is still owed after the refunds. A refund is the shop's own decision and lowers what is owed, except for money
 * that was paid too much. When all is given back, the sale is undone, and whatever is paid later pays from the start.
 */
function owedBy({ bill, formerTotals = [] }: OrderMoney, flows: readonly Flow[]): number {
  const total = wholeSum(bill);
  // A change of the total is often reported after the refund that belongs to it.
  const totalAt = (time: number) =>
    Math.min(total, formerTotals.find(({ until }) => time < until)?.total ?? total);
  if (bill === null || !flows.some(({ kind }) => kind === "refund")) return total;
  let [kept, lowered] = [0, 0];
  const inOrder = flows.toSorted(
    (a, b) => a.at - b.at || SEQUENCE.indexOf(a.kind) - SEQUENCE.indexOf(b.kind),
  );
  for (const { kind, amount, at } of inOrder) {
    const excess = Math.max(0, kept - (totalAt(at) - lowered));
    if (kind === "refund") lowered += Math.max(0, amount - excess);
    kept += kind === "capture" ? amount : -amount;
    if (kept <= 0) lowered = 0;
  }
  return Math.max(0, total - lowered);
}

/** Whether a statement is about money in another currency than the order's now. */
function isElsewhere(bill: Bill | null, fact: Fact | undefined): boolean {
  return bill !== null && fact?.sum !== undefined && fact.sum.currency !== bill.currency;
}

/** The last statement that the order is paid, if it is about money in another currency. */
export function statedElsewhere({ money: { bill }, register }: KnownMoney): Fact | null {
  const last = hardFacts(register).at(-1);
  return last?.status === "completed" && isElsewhere(bill, last) ? last : null;
}

/** A statement that is older than bills is about the whole sum, whatever it was. One is more than nothing. */
function wholeSum(bill: Bill | null): number {
  return bill?.total ?? 1;
}

/** Reserved from the first authorization until the capture, or until it was released. */
function authorisedBy(payment: Payment, at: number): number {
  const { snapshot, authorisedAt, capturedAt, mostAuthorised } = payment;
  if (snapshot === null || authorisedAt === null || authorisedAt > at) return 0;
  const endedAt = capturedAt ?? (snapshot.authorised > 0 ? ALWAYS : snapshot.since);
  return at < endedAt ? mostAuthorised : snapshot.authorised;
}

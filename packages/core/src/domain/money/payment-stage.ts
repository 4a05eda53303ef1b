import { countingFact, type Fact, hardFacts, type StageRegister } from "../fact.ts";
import type { StageStatus, WaitingOn } from "../stage.ts";
import { derivedFact, reopened, type StageFact, type StageFacts } from "../stage-facts.ts";
import type { Bill } from "./bill.ts";
import { countedPayments, foreignPayments, heldBy } from "./counted.ts";
import { isLastingStep } from "./payment.ts";
import { captureBeforeOf, isEmpty, type OrderMoney, type Payment } from "./register.ts";
import { type KnownMoney, type Sums, statedElsewhere, sumsOf } from "./sums.ts";

/** What the payment stage is derived from. */
export interface PaymentInputs extends KnownMoney {
  /** When the order was placed (epoch milliseconds). */
  readonly startedAt: number;
}

const DAY = 24 * 60 * 60_000;

/** How long before an authorization lapses it is time to capture it. */
export const CAPTURE_LEAD_MS = DAY;

/** The payment stage by the sums of its payments, by their states, and by what was stated without a payment. */
export function paymentFacts(inputs: PaymentInputs): StageFacts {
  const { register } = inputs;
  if (goesByStatements(inputs)) {
    return { counting: countingFact(register), hard: hardFacts(register) };
  }
  const hard = settlements(inputs);
  return { counting: presentFact(inputs, hard), hard };
}

/**
 * Whether only statements decide: no payment is known, and each statement that the order is paid covers what it costs
 * now. That is also so for orders whose timeline is older than bills.
 */
function goesByStatements({ money: { bill, payments }, register }: PaymentInputs): boolean {
  if (!isEmpty(payments)) return false;
  if (bill === null) return true;
  if (bill.total === 0 || bill.terms !== null) return false;
  const { total, currency } = bill;
  return hardFacts(register).every(({ status, waitingOn, sum }) => {
    if (status !== "completed") return waitingOn !== null;
    return sum === undefined || (sum.currency === currency && sum.total >= total);
  });
}

/** Whether the payment stage is completed by these sums. */
function isSettled(bill: Bill | null, sums: Sums): boolean {
  if (bill?.total === 0) return true;
  if (isGivenBack(sums)) return false;
  const { kept, authorised, owed } = sums;
  if (kept >= owed || goesOnUnpaid(bill)) return true;
  return bill?.settledBy !== "capture" && kept + authorised >= owed;
}

/** Whether all the money that came in is gone again. */
export function isGivenBack({ captured, kept }: Sums): boolean {
  return captured > 0 && kept <= 0;
}

/** Whether the order is delivered before it is paid. */
export function goesOnUnpaid(bill: Bill | null): boolean {
  return bill?.terms?.kind === "on_delivery" || bill?.terms?.kind === "invoice";
}

/**
 * Every moment at which the stage was completed or reopened, by the sources' own times. So an order's completion
 * doesn't depend on the order in which its facts arrive.
 */
function settlements(inputs: PaymentInputs): Fact[] {
  const { money, register, startedAt } = inputs;
  const stated = new Map(hardFacts(register).map((fact) => [fact.occurredAt, fact]));
  const facts: Fact[] = [];
  for (const moment of momentsOf(money, register, startedAt)) {
    const isDone = isSettled(money.bill, sumsOf(inputs, moment));
    const wasDone = facts.at(-1)?.status === "completed";
    const said = stated.get(moment);
    const derived = isDone ? derivedFact("completed", moment, null) : reopened(moment, null);
    const isStated = said?.status === derived.status;
    if (isDone !== wasDone || isStated) facts.push(isStated ? said : derived);
  }
  return facts;
}

function momentsOf(money: OrderMoney, register: StageRegister, startedAt: number): number[] {
  const moments = hardFacts(register).map(({ occurredAt }) => occurredAt);
  for (const payment of countedPayments(money)) {
    const { snapshot, authorisedAt, capturedAt, refundedTotal, refunds, disputes } = payment;
    const ended = authorisedAt === null ? null : (snapshot?.since ?? null);
    const lessened = payment.mostCaptured > (snapshot?.captured ?? 0) ? snapshot?.asOf : null;
    const known = [authorisedAt, capturedAt, ended, lessened ?? null, refundedTotal?.asOf ?? null];
    moments.push(...known.filter((time) => time !== null));
    moments.push(...Object.values(refunds).map(({ createdAt }) => createdAt));
    moments.push(...Object.values(disputes).flatMap(({ createdAt, asOf }) => [createdAt, asOf]));
  }
  return [...new Set([startedAt, ...moments])].toSorted((a, b) => a - b);
}

/** The first line that fits decides. `docs/money.md` has the same lines in words. */
function presentFact(inputs: PaymentInputs, hard: readonly Fact[]): StageFact | null {
  const { money, register } = inputs;
  const { bill } = money;
  const last = hard.at(-1) ?? null;
  const sums = sumsOf(inputs);
  if (isSettled(bill, sums)) return last;
  const attempts = countedPayments(money).filter(isAttempt);
  const foreign = foreignPayments(money).filter(isAttempt);
  const statement = latestStatement(register, [...attempts, ...foreign]);
  if (isGivenBack(sums)) {
    const isStated = last !== null && last === register.hard;
    const at = last?.occurredAt ?? inputs.startedAt;
    const gone = isStated
      ? { ...last, waitingOn: last.waitingOn ?? "operator" }
      : reopened(at, "operator");
    return statement !== null && statement.occurredAt > gone.occurredAt ? statement : gone;
  }
  const { kept, authorised, owed } = sums;
  if (kept + authorised >= owed) return toCapture(attempts, last);
  if (statement !== null) return statement;
  const elsewhere = statedElsewhere(inputs);
  if (elsewhere !== null) return derivedFact("waiting", elsewhere.occurredAt, "operator");
  // Money in another currency doesn't pay for the order, but its shopper must not pay again before someone has looked.
  const held = latest(
    foreign.filter((payment) => heldBy(payment) > 0),
    ["captured", "authorised"],
  );
  if (held !== null) return factOf(held, "waiting", "operator");
  // Nor when the provider says that money came in, but not how much.
  const unsaid = latest(attempts.filter(isWithoutSum), ["captured", "authorised"]);
  if (unsaid !== null) return factOf(unsaid, "waiting", "operator");
  // Nor when money was given back, and no report has said yet that it came.
  if (kept < 0) return derivedFact("waiting", inputs.startedAt, "operator");
  const processing = latest([...attempts, ...foreign], ["processing"]);
  if (processing !== null) return factOf(processing, "in_progress", "provider");
  const byTransfer = transferFact(inputs);
  if (byTransfer !== null) return byTransfer;
  // A shopper who has a voucher has a way to pay, whatever else was tried since.
  const acting =
    latest(attempts.filter(isVoucher), ["requires_action"]) ??
    latest(attempts, ["requires_action"]);
  if (acting !== null) return factOf(acting, "waiting", "member");
  if (kept + authorised > 0) {
    const at = lastMoney(attempts) ?? register.hard?.occurredAt ?? inputs.startedAt;
    // The shopper has paid what is only disputed.
    const isDisputed = kept + sums.disputed + authorised >= owed;
    return derivedFact("waiting", at, isDisputed ? "operator" : (bill?.partialBy ?? "operator"));
  }
  return endedFact(attempts);
}

interface Attempt extends Payment {
  readonly snapshot: NonNullable<Payment["snapshot"]>;
}

function isAttempt(payment: Payment): payment is Attempt {
  return payment.snapshot !== null;
}

function isVoucher({ snapshot: { nextStep } }: Attempt): boolean {
  return isLastingStep(nextStep?.kind);
}

function isWithoutSum({ snapshot }: Attempt): boolean {
  return snapshot.captured + snapshot.authorised === 0;
}

/** What was last said of the stage as a whole, if nothing was said of a payment since. */
function latestStatement({ soft, hard }: StageRegister, attempts: readonly Attempt[]): Fact | null {
  if (soft === null) return null;
  const since = Math.max(hard?.occurredAt ?? 0, ...attempts.map(({ snapshot }) => snapshot.since));
  return soft.occurredAt > since ? soft : null;
}

/** Reserved, but this shop goes on only when the money is captured. */
function toCapture(attempts: readonly Attempt[], last: Fact | null): StageFact {
  const reserved = attempts.filter(({ snapshot }) => snapshot.state === "authorised");
  const at = Math.max(last?.occurredAt ?? 0, ...reserved.map(({ snapshot }) => snapshot.since));
  const before = attempts.flatMap((attempt) => captureBeforeOf(attempt) ?? []);
  const nextActionAt = before.length === 0 ? null : Math.min(...before) - CAPTURE_LEAD_MS;
  return { ...derivedFact("in_progress", at, "operator"), nextActionAt };
}

/** Paid by a transfer that takes days: nobody is prompted before its date. Without a date, the shop watches for it. */
function transferFact({ money: { bill }, startedAt }: PaymentInputs): StageFact | null {
  if (bill === null || bill.terms === null) return null;
  const { dueAt } = bill.terms;
  const wait = { method: "bank_transfer", step: null, actBy: null } as const;
  const fact = derivedFact("waiting", startedAt, dueAt === null ? "operator" : "member");
  return dueAt === null ? { ...fact, wait } : { ...fact, nextActionAt: dueAt };
}

/** Every attempt has ended without money. An attempt that only ran out of time says less than one that was declined. */
function endedFact(attempts: readonly Attempt[]): StageFact | null {
  const ended = attempts.filter(({ snapshot }) => snapshot.waitingOn !== null);
  const attempt = latest(ended, ["failed", "cancelled"]) ?? latest(ended, ["expired"]);
  if (attempt === null) return null;
  const isLapsed = attempt.snapshot.state === "expired" && attempt.authorisedAt !== null;
  return factOf(attempt, "failed", isLapsed ? "operator" : attempt.snapshot.waitingOn);
}

function latest(attempts: readonly Attempt[], states: readonly string[]): Attempt | null {
  const found = attempts.filter(({ snapshot }) => states.includes(snapshot.state));
  return found.reduce<Attempt | null>((best, each) => {
    const difference = each.snapshot.since - (best?.snapshot.since ?? Number.NEGATIVE_INFINITY);
    // Payments are sorted by their key, so of two at the same moment it is always the same one.
    return difference > 0 ? each : best;
  }, null);
}

function lastMoney(attempts: readonly Attempt[]): number | null {
  const times = attempts.flatMap(
    ({ capturedAt, authorisedAt }) => capturedAt ?? authorisedAt ?? [],
  );
  return times.length === 0 ? null : Math.max(...times);
}

function factOf(
  { snapshot }: Attempt,
  status: StageStatus,
  waitingOn: WaitingOn | null,
): StageFact {
  const { method, nextStep, actBy, since } = snapshot;
  const fact = derivedFact(status, since, waitingOn);
  // A new attempt after a failure takes no longer than with any other method.
  return status === "failed"
    ? fact
    : { ...fact, wait: { method, step: nextStep?.kind ?? null, actBy } };
}

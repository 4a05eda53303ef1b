import type { EscalationReason, MoneyNeed } from "../escalation.ts";
import type { StageRegister } from "../fact.ts";
import type { CurrentStage, OrchestrationStatus } from "../stage.ts";
import type { Bill } from "./bill.ts";
import { countedPayments, foreignPayments, heldBy, realPayments } from "./counted.ts";
import { withBill } from "./known-bill.ts";
import { isLastingStep } from "./payment.ts";
import { CAPTURE_LEAD_MS, goesOnUnpaid, isGivenBack } from "./payment-stage.ts";
import { captureBeforeOf, isEmpty, type OrderMoney, type Payment } from "./register.ts";
import { type KnownMoney, type Sums, statedElsewhere, sumsOf } from "./sums.ts";

/** What the needs follow from. */
export interface NeedInputs {
  readonly money: OrderMoney;
  readonly registers: { readonly payment: StageRegister };
  readonly currentStage: CurrentStage;
  readonly status: OrchestrationStatus;
  /** For a cancelled order this is when it was cancelled (epoch milliseconds). */
  readonly lastTransitionAt: number;
}

/** A reason for which an operator is needed, with the money that it is about. */
export interface MoneyNeedDetail {
  readonly reason: MoneyNeed;
  /** A new cause is a new need. */
  readonly cause: string;
  /** In the currency's minor unit. */
  readonly amount: number;
  /** `null` in orders from before bills. */
  readonly currency: string | null;
  /** The provider's own date, or the one that was agreed on (epoch milliseconds). */
  readonly dueAt: number | null;
}

/** The needs whose cause is a sum in minor units. The cause of all others is what they are about. */
export const SUM_NEEDS: ReadonlySet<EscalationReason> = new Set([
  "payment_after_cancellation",
  "refund_after_completion",
  "paid_twice",
  "balance_open",
]);

/**
 * The needs for an operator that an order's money gives at a moment, each as `reason cause`. They are levels: a need
 * is there as long as its cause is.
 *
 * @param now epoch milliseconds
 */
export function moneyNeeds(order: NeedInputs, now: number): readonly string[] {
  return describeNeeds(order, now)
    .map(({ reason, cause }) => `${reason} ${cause}`)
    .toSorted();
}

/**
 * The need of one reason; `null` if the order's money doesn't give it at this moment.
 *
 * @param order what the order costs, for orders whose timeline is older than bills
 * @param now epoch milliseconds
 */
export function describeNeed(
  state: NeedInputs,
  order: Pick<Bill, "total" | "currency">,
  reason: MoneyNeed,
  now: number,
): MoneyNeedDetail | null {
  const money = withBill(state.money, order);
  return describeNeeds({ ...state, money }, now).find((need) => need.reason === reason) ?? null;
}

/** The same with their amounts and dates. */
function describeNeeds(order: NeedInputs, now: number): readonly MoneyNeedDetail[] {
  const { money, registers } = order;
  const isUntouched = isEmpty(money.payments) && registers.payment.hard === null;
  if (isUntouched && money.bill?.terms == null) return [];
  const known = { money, register: registers.payment };
  const sums = sumsOf(known);
  const found =
    order.status === "cancelled"
      ? [...afterCancellation(order, known, sums)]
      : [...whileItGoesOn(order, sums, now)];
  const currency = money.bill?.currency ?? null;
  return [...found.map((need) => ({ ...need, currency })), ...always(known)];
}

type Need = Omit<MoneyNeedDetail, "currency">;

/** Every moment at which a need may begin because its time has come, past ones included. */
export function moneyNeedTimes({ money, status }: NeedInputs): readonly number[] {
  const dueAt = money.bill?.terms?.dueAt ?? null;
  if (status === "cancelled" || (isEmpty(money.payments) && dueAt === null)) return [];
  return [dueAt, captureTime(money)].filter((time) => time !== null);
}

function* afterCancellation(order: NeedInputs, known: KnownMoney, sums: Sums): Generator<Need> {
  if (sums.kept <= 0) return;
  const before = sumsOf(known, order.lastTransitionAt).captured;
  const about = { amount: sums.kept, dueAt: null };
  if (before > 0) yield { reason: "refund_due", cause: "kept", ...about };
  if (sums.captured > before) {
    yield { reason: "payment_after_cancellation", cause: String(sums.captured), ...about };
  }
}

function* whileItGoesOn(order: NeedInputs, sums: Sums, now: number): Generator<Need> {
  const { money, currentStage } = order;
  const { kept, authorised, owed } = sums;
  const above = kept - owed;
  if (above > 0) yield { reason: "paid_twice", cause: String(above), amount: above, dueAt: null };
  // Money in an open dispute may come back: that is a need of its own.
  const gone = sums.refunded + sums.disputed - sums.disputeOpen;
  if (currentStage === "completed" && isGivenBack({ ...sums, kept: sums.captured - gone })) {
    yield { reason: "refund_after_completion", cause: String(gone), amount: gone, dueAt: null };
  }
  if (kept >= owed) return;
  const due = reserved(money);
  const isTime = (captureTime(money) ?? Number.POSITIVE_INFINITY) <= now;
  if (due.length > 0 && (isTime || currentStage === "completed")) {
    const amount = due.reduce((sum, { snapshot }) => sum + (snapshot?.authorised ?? 0), 0);
    yield { reason: "capture_due", cause: ids(due), amount, dueAt: captureBefore(money) };
  }
  if (kept + authorised >= owed || isGivenBack(sums)) return;
  const about = { amount: owed - kept - authorised, dueAt: money.bill?.terms?.dueAt ?? null };
  const lapsed = countedPayments(money).filter(hasLapsed);
  if (lapsed.length > 0) yield { reason: "authorisation_lapsed", cause: ids(lapsed), ...about };
  else if (isBalanceOpen(order, sums, now)) {
    yield { reason: "balance_open", cause: String(about.amount), ...about };
  }
}

/** Part paid and nothing more under way, or not paid by the date that was agreed on. */
function isBalanceOpen({ money, currentStage }: NeedInputs, sums: Sums, now: number): boolean {
  const { bill } = money;
  if (goesOnUnpaid(bill)) return bill?.terms?.dueAt != null && bill.terms.dueAt <= now;
  const isShort = sums.kept + sums.disputeOpen < sums.owed;
  if (!isShort || currentStage === "completed") return isShort;
  const isUnderWay = countedPayments(money).some(isComing) || isBefore(bill?.terms?.dueAt, now);
  return sums.captured > 0 && !isUnderWay && bill?.partialBy !== "member";
}

/** It is on its way, or the shopper has a voucher for it. */
function isComing({ snapshot }: Payment): boolean {
  const hasVoucher = isLastingStep(snapshot?.nextStep?.kind);
  return snapshot?.state === "processing" || (snapshot?.state === "requires_action" && hasVoucher);
}

function isBefore(time: number | null | undefined, now: number): boolean {
  return time != null && now < time;
}

function* always({ money, register }: KnownMoney): Generator<MoneyNeedDetail> {
  const payments = realPayments(money);
  const currency = money.bill?.currency ?? null;
  const isOpen = ({ state }: { readonly state: string }) => state === "open" || state === "inquiry";
  const disputes = payments.flatMap((payment) => Object.values(payment.disputes)).filter(isOpen);
  if (disputes.length > 0) {
    const dates = disputes.flatMap(({ dueBy }) => dueBy ?? []);
    yield {
      reason: "dispute_open",
      ...about(disputes, currency),
      dueAt: dates.length === 0 ? null : Math.min(...dates),
    };
  }
  const failed = payments.flatMap(failedRefunds);
  if (failed.length > 0) yield { reason: "refund_failed", ...about(failed, currency), dueAt: null };
  const foreign = foreignPayments(money).filter((payment) => heldBy(payment) > 0);
  const elsewhere = statedElsewhere({ money, register })?.sum;
  const things = [
    ...(elsewhere ? [{ reference: "stated", amount: elsewhere.total, ...elsewhere }] : []),
    ...foreign.map((payment) => ({
      reference: payment.reference,
      amount: heldBy(payment),
      currency: payment.snapshot?.currency ?? null,
    })),
  ];
  if (things.length > 0) {
    yield { reason: "amount_differs", ...about(things, currency), dueAt: null };
  }
}

interface Amounted {
  readonly reference: string;
  readonly amount: number;
  readonly currency: string | null;
}

/** The sum of the things that have the first one's currency. */
function about(things: readonly Amounted[], usual: string | null) {
  const currency = things[0]?.currency ?? usual;
  const same = things.filter((thing) => (thing.currency ?? usual) === currency);
  return {
    cause: things.map(({ reference }) => reference).join(","),
    amount: same.reduce((sum, { amount }) => sum + amount, 0),
    currency,
  };
}

/** The failed refunds of a payment, unless later refunds of it have made them good. */
function failedRefunds({ refunds }: Payment): Amounted[] {
  const all = Object.values(refunds);
  const failed = all.filter(({ state }) => state === "failed");
  const since = Math.min(...failed.map(({ createdAt }) => createdAt));
  const later = all.filter(({ state, createdAt }) => {
    return (state === "succeeded" || state === "pending") && createdAt >= since;
  });
  const sum = (some: readonly Amounted[]) => some.reduce((total, { amount }) => total + amount, 0);
  return sum(later) >= sum(failed) ? [] : failed;
}

function reserved(money: OrderMoney): readonly Payment[] {
  return countedPayments(money).filter(({ snapshot }) => (snapshot?.authorised ?? 0) > 0);
}

/** The earliest date. A provider may report it with another of its things than the one that has the amount. */
function captureBefore(money: OrderMoney): number | null {
  const dates = countedPayments(money).flatMap((payment) => captureBeforeOf(payment) ?? []);
  return dates.length === 0 ? null : Math.min(...dates);
}

function captureTime(money: OrderMoney): number | null {
  const before = captureBefore(money);
  return before === null ? null : before - CAPTURE_LEAD_MS;
}

/** It was reserved, nobody captured it, and the provider released it after its time. */
function hasLapsed({ snapshot, authorisedAt, capturedAt }: Payment): boolean {
  return authorisedAt !== null && capturedAt === null && snapshot?.state === "expired";
}

function ids(payments: readonly Payment[]): string {
  return payments.map(({ reference }) => reference).join(",");
}

import type { EntryPayment, OrderMoneyView, PaymentView } from "@followthrough/core/contract";
import {
  type Bill,
  captureBeforeOf,
  countedPayments,
  type EntryMoney,
  isGivenBack,
  knownPayments,
  type Orchestration,
  type Payment,
  REPLACED,
  sumsOf,
  withBill,
} from "@followthrough/core/domain";
import { iso, isoOrNull } from "../platform/postgres/times.ts";

/** Makes the URL of a provider's own page about a payment; `null` if it has none that we know. */
export type PaymentPage = (
  payment: Pick<Payment, "source" | "account" | "reference"> & { readonly isTest: boolean },
) => string | null;

/**
 * The sums of an order as callers see them.
 *
 * @param order what the order costs, for orders whose timeline is older than bills
 */
export function viewMoney(
  { money, registers }: Pick<Orchestration, "money" | "registers">,
  order: Pick<Bill, "total" | "currency">,
): OrderMoneyView {
  const billed = withBill(money, order);
  const { bill } = billed;
  const sums = sumsOf({ money: billed, register: registers.payment });
  const { captured, authorised, refunded, refundPending, disputed, kept } = sums;
  const { total, currency, terms } = bill;
  // Money that was given back is not owed again. Money that a bank took back is.
  const open = isGivenBack(sums)
    ? Math.min(total, disputed)
    : Math.max(0, sums.owed - kept - authorised);
  return {
    currency,
    total,
    captured,
    authorised,
    refunded,
    refundPending,
    disputed,
    kept,
    open,
    terms: terms && { kind: terms.kind, dueAt: isoOrNull(terms.dueAt) },
  };
}

/** What a timeline entry reports of payments, as callers see it. */
export function viewReports(money: EntryMoney | null): EntryPayment[] {
  return (money?.reports ?? []).map(({ reference, snapshot, refunds, disputes }) => ({
    reference,
    state: snapshot?.state ?? null,
    currency: snapshot?.currency ?? null,
    authorised: snapshot?.authorised ?? 0,
    captured: snapshot?.captured ?? 0,
    refunds: refunds.map(({ reference: id, amount, currency, state }) => {
      return { reference: id, amount, currency, state };
    }),
    disputes: disputes.map(({ reference: id, amount, currency, state }) => {
      return { reference: id, amount, currency, state };
    }),
  }));
}

/** An order's payments as callers see them, the latest first. */
export function viewPayments(
  { money }: Pick<Orchestration, "money">,
  pageOf: PaymentPage,
): PaymentView[] {
  const counted = new Set(countedPayments(money));
  return knownPayments(money)
    .filter(({ snapshot }) => snapshot?.reason !== REPLACED)
    .toSorted((a, b) => (b.snapshot?.since ?? 0) - (a.snapshot?.since ?? 0))
    .map((payment) => viewPayment(payment, counted.has(payment), pageOf));
}

function viewPayment(payment: Payment, counts: boolean, pageOf: PaymentPage): PaymentView {
  const { source, account, reference, snapshot } = payment;
  const isTest = snapshot?.isTest ?? false;
  return {
    source,
    account,
    reference,
    state: snapshot?.state ?? null,
    counts,
    test: isTest,
    method: snapshot?.method ?? null,
    methodName: snapshot?.methodName ?? null,
    currency: snapshot?.currency ?? null,
    authorised: snapshot?.authorised ?? 0,
    captured: snapshot?.captured ?? 0,
    since: isoOrNull(snapshot?.since ?? null),
    actBy: isoOrNull(snapshot?.actBy ?? null),
    captureBefore: isoOrNull(captureBeforeOf(payment)),
    nextStep: snapshot?.nextStep ?? null,
    reason: snapshot?.reason ?? null,
    waitingOn: snapshot?.waitingOn ?? null,
    refunds: Object.values(payment.refunds).map(
      ({ amount, state, createdAt, reason, ...refund }) => ({
        reference: refund.reference,
        amount,
        state,
        createdAt: iso(createdAt),
        reason,
      }),
    ),
    disputes: Object.values(payment.disputes).map(
      ({ amount, state, createdAt, dueBy, reason, ...dispute }) => ({
        reference: dispute.reference,
        amount,
        state,
        createdAt: iso(createdAt),
        dueBy: isoOrNull(dueBy),
        reason,
      }),
    ),
    url: pageOf({ source, account, reference, isTest }),
  };
}

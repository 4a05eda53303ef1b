import type { PaymentReport } from "./payment.ts";
import type { Payment } from "./register.ts";

/** The report that a payment is not about this order any more: nobody waits for it, and it brings no money. */
export function withoutMoney({ snapshot, ...report }: PaymentReport): PaymentReport[] {
  if (snapshot === null) return [];
  const empty = { authorised: 0, captured: 0, nextStep: null, actBy: null, captureBefore: null };
  const gone = {
    ...snapshot,
    ...empty,
    state: "cancelled",
    since: report.asOf,
    waitingOn: null,
    reason: "names_another_order",
  } as const;
  return [{ ...report, snapshot: gone, refundedTotal: null, refunds: [], disputes: [] }];
}

/** What went back of a payment, as a report for the order that it names now. */
export function reportOfMoneyBack(payment: Payment): PaymentReport[] {
  const { account, reference, refundedTotal } = payment;
  const stamped = [...Object.values(payment.refunds), ...Object.values(payment.disputes)];
  const times = [
    ...stamped.map(({ asOf }) => asOf),
    ...(refundedTotal ? [refundedTotal.asOf] : []),
  ];
  if (times.length === 0) return [];
  const report = {
    account,
    reference,
    asOf: Math.max(...times),
    snapshot: null,
    refundedTotal: refundedTotal?.amount ?? null,
    refunds: Object.values(payment.refunds).map(({ asOf: _, by: __, ...refund }) => refund),
    disputes: Object.values(payment.disputes).map(({ asOf: _, by: __, ...dispute }) => dispute),
  };
  return [report];
}

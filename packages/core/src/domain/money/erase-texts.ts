import type { EntryMoney } from "./bill.ts";
import type { PaymentReport } from "./payment.ts";

/**
 * What an entry says about money, without the texts that may name a person: reasons, a provider's own name for the
 * method, and the URLs of hosted pages. Amounts, states, times and references stay, so a timeline replays to the same
 * sums.
 */
export function withoutTexts(money: EntryMoney): EntryMoney {
  const { reports } = money;
  return reports === undefined ? money : { ...money, reports: reports.map(erased) };
}

function erased({ snapshot, refunds, disputes, ...report }: PaymentReport): PaymentReport {
  return {
    ...report,
    snapshot: snapshot && {
      ...snapshot,
      methodName: null,
      nextStep: snapshot.nextStep && { ...snapshot.nextStep, url: null },
      reason: null,
    },
    refunds: refunds.map((refund) => ({ ...refund, reason: null })),
    disputes: disputes.map((dispute) => ({ ...dispute, reason: null })),
  };
}

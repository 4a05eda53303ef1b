import type { StageEvent } from "../events.ts";
import type { Orchestration } from "../orchestration.ts";
import { isTerminal } from "../stage.ts";
import { type Bill, type EntryMoney, sameBill } from "./bill.ts";
import { AS_OF_EVENT, type PaymentReport } from "./payment.ts";

/** What the shopper is to pay, as the timeline shows it. */
export function toPay(bill: Bill | null): Record<string, unknown> | null {
  if (bill === null) return null;
  const { total, currency, terms } = bill;
  const dueAt = terms?.dueAt == null ? null : new Date(terms.dueAt).toISOString();
  return { total: { amount: total, currency }, terms: terms && { kind: terms.kind, dueAt } };
}

/** What an entry says of the bill: nothing unless it has changed. The bill of a closed order doesn't change any more. */
export function changedBill(state: Orchestration, bill: Bill | null): EntryMoney {
  const known = state.money.bill;
  if (bill === null || sameBill(bill, known)) return {};
  return isTerminal(state) && known !== null ? {} : { bill };
}

/** What the entry of a stage event says about money; `null` if nothing. */
export function stagesMoney(
  state: Orchestration,
  event: StageEvent,
  occurredAt: number,
  bill: Bill | null,
): EntryMoney | null {
  const changed = changedBill(state, bill);
  if (event.stage !== "payment") return changed.bill === undefined ? null : changed;
  const { payments, status, reopens } = event;
  if (payments !== undefined) {
    const currency = (changed.bill ?? state.money.bill)?.currency ?? null;
    const reports = payments.map((report) => withCurrency(timed(report, occurredAt), currency));
    return { ...changed, reports };
  }
  const billed = changed.bill ?? state.money.bill;
  const isHard = status === "completed" || reopens;
  return isHard && billed !== null ? { ...changed, stated: totalOf(billed) } : changed;
}

/** The sum that a statement of that time is about. */
export function totalOf({ total, currency }: Bill): Pick<Bill, "total" | "currency"> {
  return { total, currency };
}

/** A payment without a currency is in the order's, as of now. */
function withCurrency(
  { snapshot, ...report }: PaymentReport,
  currency: string | null,
): PaymentReport {
  const named = snapshot && { ...snapshot, currency: snapshot.currency ?? currency };
  return { ...report, snapshot: named };
}

function timed({ snapshot, ...report }: PaymentReport, occurredAt: number): PaymentReport {
  if (report.asOf !== AS_OF_EVENT) return { ...report, snapshot };
  return {
    ...report,
    asOf: occurredAt,
    snapshot: snapshot && { ...snapshot, since: snapshot.since || occurredAt },
  };
}

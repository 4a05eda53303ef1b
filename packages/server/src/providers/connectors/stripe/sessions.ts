import type { PaymentReport, PaymentState } from "@followthrough/core/domain";
import { amountOf } from "./amounts.ts";
import { methodOf } from "./methods.ts";
import { type NextStep, payAt } from "./next-action.ts";
import type { StripeObject } from "./objects.ts";
import { blankReport, replacedReport, type Seen, snapshotOf, type Told } from "./payments.ts";

/**
 * A checkout that is done doesn't know what became of a payment that takes time: processed, reserved, or a voucher to
 * be paid. Nor does it know why such a payment failed. The intent says so at the same moment, at most some seconds
 * before, and must outweigh this.
 */
const UNSURE_MS = 10_000;

/** What a checkout session says: of its payment intent or invoice, or of itself if it has neither. */
export function sessionReports(
  state: PaymentState,
  session: StripeObject,
  told: Told,
): PaymentReport[] {
  const reference = session.payment_intent ?? invoiceOf(session) ?? session.id;
  const isOwn = reference === session.id;
  const seen = seenIn(state, session);
  const asOf = asOfReport(state, session, told);
  const snapshot = seen === null && !isOwn ? null : snapshotOf(seen ?? blank(state, session), told);
  const report = { ...blankReport(reference, { ...told, asOf }), snapshot };
  return isOwn ? [report] : [report, replacedReport(session.id, told)];
}

/** A subscription's first payment is its invoice's. */
function invoiceOf({ mode, invoice }: StripeObject): string | null {
  return mode === "subscription" ? invoice : null;
}

function asOfReport(state: PaymentState, session: StripeObject, { asOf }: Told): number {
  // The invoice's own messages outweigh the session's at any time.
  if (session.payment_intent === null && invoiceOf(session) !== null) {
    return Math.min(asOf, session.created ?? asOf);
  }
  const isSure = state === "captured" || state === "expired" || session.status === "open";
  return isSure || session.payment_intent === null ? asOf : asOf - UNSURE_MS;
}

/** @returns `null` if it is paid and doesn't say how much */
function seenIn(state: PaymentState, session: StripeObject): Seen | null {
  const seen = blank(state, session);
  if (state === "captured") {
    const captured = amountOf(session.amount_total, session.currency);
    return captured === null ? null : { ...seen, captured };
  }
  return { ...seen, ...nextStepOf(state, session) };
}

function blank(state: PaymentState, session: StripeObject): Seen {
  return { state, currency: session.currency, ...methodOf(session) };
}

function nextStepOf(state: PaymentState, session: StripeObject): Partial<NextStep> {
  if (state === "expired") {
    const recovery = session.after_expiration?.recovery ?? null;
    return recovery?.url == null ? {} : payAt(recovery.url, recovery.expires_at);
  }
  if (state !== "requires_action") return {};
  if (session.status === "open") return payAt(session.url, session.expires_at);
  const kind = methodOf(session).method === "voucher" ? "voucher" : "bank_transfer";
  return { nextStep: { kind, url: null } };
}

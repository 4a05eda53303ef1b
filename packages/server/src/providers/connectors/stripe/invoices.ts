import type { PaymentReport, PaymentState } from "@followthrough/core/domain";
import { amountOf } from "./amounts.ts";
import { methodOf } from "./methods.ts";
import { payAt } from "./next-action.ts";
import type { StripeObject } from "./objects.ts";
import { blankReport, replacedReport, type Seen, snapshotOf, type Told } from "./payments.ts";

/** What an invoice says: of its payment intent, or of itself where it names none. */
export function invoiceReports(
  state: PaymentState,
  invoice: StripeObject,
  told: Told,
): PaymentReport[] {
  const intent = intentOf(invoice);
  const seen = seenIn(state, invoice);
  const report = { ...blankReport(intent ?? invoice.id, told), snapshot: snapshotOf(seen, told) };
  return intent === null ? [report] : [report, replacedReport(invoice.id, told)];
}

function seenIn(state: PaymentState, invoice: StripeObject): Seen {
  const { currency } = invoice;
  const seen = { state, currency, ...methodOf(invoice) };
  return state === "captured"
    ? { ...seen, captured: amountOf(invoice.amount_paid, currency) ?? 0 }
    : { ...seen, ...payAt(invoice.hosted_invoice_url, null) };
}

/** The payment intent of an invoice that is paid by one. API versions before March 2025 name it in the invoice. */
export function intentOf({ payment_intent: intent, payments }: StripeObject): string | null {
  if (intent !== null) return intent;
  const paid = payments?.data ?? [];
  return paid.length === 1 ? (paid[0]?.payment?.payment_intent ?? null) : null;
}

// Renewals repeat the subscription's metadata. Only its first invoice pays for the order that it names.
const RENEWALS = new Set(["subscription_cycle", "subscription_threshold", "subscription_update"]);

/** The metadata that may name the order of an invoice, the invoice's own first. */
export function metadataOf(invoice: StripeObject): readonly StripeObject["metadata"][] {
  const { metadata, billing_reason: reason, parent, subscription_details: earlier } = invoice;
  if (RENEWALS.has(reason ?? "")) return [metadata];
  return [metadata, parent?.subscription_details?.metadata ?? null, earlier?.metadata ?? null];
}

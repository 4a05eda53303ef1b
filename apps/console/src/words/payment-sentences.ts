import type { EntryPayment, TimelineEntry } from "@followthrough/core/contract";
import { OPERATOR_WORDS } from "@followthrough/core/words";
import { z } from "zod";
import { moneyText } from "../parts/money.tsx";
import { exactTime } from "../parts/time.tsx";
import { lookUp } from "./look-up.ts";

/** What is said of payments. */
export const PAYMENT_WORDS = OPERATOR_WORDS.payments;

const { states, refunds: refundStates, disputes: disputeStates, terms: termsKinds } = PAYMENT_WORDS;

// A message may repeat every refund of an order; the order's page lists them all.
const SAID = 3;

/**
 * What an entry reports of payments, in a sentence; `null` if it reports none.
 *
 * @param usual the order's currency, for amounts that name none
 */
export function paymentsSentence(
  { payments }: Pick<TimelineEntry, "payments">,
  usual: string,
): string | null {
  if (payments.length === 0) return null;
  const said = payments.flatMap((payment) => partsOf(payment, usual));
  const more = said.length - SAID;
  return `${said.slice(0, SAID).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

function partsOf(payment: EntryPayment, usual: string): string[] {
  const { state, captured, authorised, refunds, disputes } = payment;
  const currency = payment.currency ?? usual;
  const textOf = (thing: { readonly amount: number; readonly currency: string | null }) =>
    moneyText({ amount: thing.amount, currency: thing.currency ?? currency });
  const amount = captured > 0 ? captured : authorised;
  const sum = amount > 0 ? ` ${moneyText({ amount, currency })}` : "";
  return [
    ...(state === null ? [] : [`Payment: ${states[state].toLowerCase()}${sum}`]),
    ...refunds.map((refund) => `Refund of ${textOf(refund)}: ${refundStates[refund.state]}`),
    ...disputes.map((dispute) => `Dispute of ${textOf(dispute)}: ${disputeStates[dispute.state]}`),
  ];
}

const ToPay = z.object({
  total: z.object({ amount: z.number(), currency: z.string() }),
  terms: z.object({ kind: z.string(), dueAt: z.string().nullable() }).nullable(),
});
const Change = z.object({ before: ToPay.nullable(), after: ToPay });

/** What an order was and is to be paid, as its entry records the change. */
export function changeSentence({ payload }: Pick<TimelineEntry, "payload">): string {
  const change = Change.safeParse(payload);
  if (!change.success) return "What is to be paid has changed";
  const { before, after } = change.data;
  const pairs = [
    ["Total", before && moneyText(before.total), moneyText(after.total)],
    ["to be paid", before && termsText(before.terms), termsText(after.terms)],
  ] as const;
  const changed = pairs.filter(([, was, is]) => was !== is);
  if (changed.length === 0) return "What counts as paid has changed";
  const text = changed.map(([name, was, is]) => `${name} ${was ?? "not known"} → ${is}`).join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** When an order is to be paid. */
export function termsText(terms: z.infer<typeof ToPay>["terms"]): string {
  if (terms === null) return "at once";
  const kind = lookUp(termsKinds, terms.kind) ?? terms.kind;
  return terms.dueAt === null ? kind : `${kind}, until ${exactTime(terms.dueAt)}`;
}

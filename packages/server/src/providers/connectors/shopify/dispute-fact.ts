import type { DisputeState, ProviderFact } from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import type { ShopifyDispute } from "./bodies.ts";
import { factOf } from "./fact-of.ts";
import { shopifyRow } from "./table.ts";
import { paymentOfOrder, reportOf } from "./things.ts";

/** The states of a dispute by its status, and its place among them. */
const STATES: Readonly<Record<string, { readonly state: DisputeState; readonly rank: number }>> = {
  "inquiry/needs_response": { state: "inquiry", rank: 0 },
  "inquiry/under_review": { state: "inquiry", rank: 1 },
  // An inquiry has taken no money, so that winning or accepting it moves none; a refund is reported as such.
  "inquiry/won": { state: "closed", rank: 2 },
  "inquiry/accepted": { state: "closed", rank: 2 },
  "inquiry/prevented": { state: "closed", rank: 2 },
  "inquiry/charge_refunded": { state: "closed", rank: 2 },
  // Some methods end an inquiry in the shopper's favor without a chargeback.
  "inquiry/lost": { state: "lost", rank: 2 },
  "chargeback/needs_response": { state: "open", rank: 3 },
  "chargeback/under_review": { state: "open", rank: 4 },
  // The money went back as a refund, which is reported as such.
  "chargeback/prevented": { state: "closed", rank: 5 },
  "chargeback/charge_refunded": { state: "closed", rank: 5 },
  "chargeback/won": { state: "won", rank: 5 },
  "chargeback/accepted": { state: "lost", rank: 6 },
  "chargeback/lost": { state: "lost", rank: 6 },
};

/**
 * What a dispute says of the order's payment. Shopify gives it no time of change, so its place in the usual course
 * (inquiry, chargeback, decision) says which of two messages is the later one.
 *
 * @param amount in the currency's minor unit
 * @returns `null` if its status is not known
 */
export function disputeFact(
  orderId: string,
  dispute: ShopifyDispute,
  amount: number,
): ProviderFact | null {
  const { id, status, currency, initiated_at: createdAt } = dispute;
  const type = dispute.type === "inquiry" ? "inquiry" : "chargeback";
  const known = STATES[`${type}/${status}`];
  const row = known === undefined ? undefined : shopifyRow("dispute", known.state);
  if (known === undefined || row === undefined) return null;
  const isAnswered = status !== "needs_response";
  const report = {
    reference: id,
    amount,
    currency,
    state: known.state,
    createdAt,
    dueBy: isAnswered ? null : (dispute.evidence_due_by ?? null),
    reason: cleanText(dispute.reason, 200),
  };
  const asOf = createdAt + known.rank;
  return {
    ...factOf(row, `${orderId}/dispute/${id}/${type}/${status}`, asOf),
    details: { reasonCode: cleanText(dispute.network_reason_code, 100) },
    payments: [reportOf(paymentOfOrder(orderId), asOf, { disputes: [report] })],
  };
}

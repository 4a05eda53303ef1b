import {
  asksMember,
  asksOperator,
  asksProvider,
  completes,
  type MappingRow,
  takesBack,
} from "../mapping-row.ts";

/** A row of Shopify's table: what a body says of one of its parts. */
export interface ShopifyRow extends MappingRow {
  readonly field:
    | "financial_status"
    | "fulfillment_status"
    | "parcel"
    | "refund"
    | "transaction"
    | "dispute";
  readonly value: string;
  readonly note: string;
}

function row(
  message: string,
  field: ShopifyRow["field"],
  value: string,
  when: string | null,
  means: MappingRow["means"],
  note: string,
): ShopifyRow {
  return { message, field, value, when, means, note };
}

const is = (field: string, value: string) => `\`${field}\` is \`${value}\``;

const paying = (value: string, means: MappingRow["means"], note: string, also = "") =>
  row(
    "orders/*",
    "financial_status",
    value,
    is("financial_status", value.replace(/\/.*/, "")) + also,
    means,
    note,
  );
const sending = (value: string, means: MappingRow["means"], note: string) =>
  row("orders/*", "fulfillment_status", value, is("fulfillment_status", value), means, note);
const parcel = (value: string, means: MappingRow["means"], note: string, when?: string) =>
  row("fulfillments/*", "parcel", value, when ?? is("status", value), means, note);
const refund = (value: string, when: string, means: MappingRow["means"], note: string) =>
  row("refunds/create", "refund", value, when, means, note);
const transaction = (value: string, when: string, means: MappingRow["means"], note: string) =>
  row("order_transactions/create", "transaction", value, when, means, note);
const dispute = (value: string, when: string, means: MappingRow["means"], note: string) =>
  row("disputes/*", "dispute", value, when, means, note);

const BY_ORDER = { ignored: "The order's own message says what was paid" };

/**
 * What Shopify's bodies mean. Only their fields count, because the signature does not cover the topic. No other code
 * says what they mean, and `docs/providers.md` is generated from this table.
 */
export const SHOPIFY_TABLE: readonly ShopifyRow[] = [
  paying(
    "pending/checkout",
    asksMember("payment", "waiting"),
    "Shopify waits for the payment",
    ", and no payment method was chosen",
  ),
  paying(
    "pending/provider",
    asksProvider("payment"),
    "The payment provider is working on it",
    ", with an automatic payment method",
  ),
  paying(
    "pending/agreed",
    asksOperator("payment", "waiting"),
    "It is paid later, as agreed",
    ", with payment terms, cash on delivery or a manual method",
  ),
  paying(
    "pending/archived",
    asksOperator("payment", "waiting"),
    "The order was archived before it was paid",
    ", and the order is archived",
  ),
  paying("authorized", asksOperator("payment", "in_progress"), "Authorized, not yet captured"),
  paying("partially_paid/open", asksMember("payment", "waiting"), "A part is paid"),
  paying(
    "partially_paid/agreed",
    asksOperator("payment", "waiting"),
    "A part is paid, and the rest is paid later",
    ", with terms or a manual method, or archived",
  ),
  paying("paid", completes("payment"), "Paid"),
  paying("partially_refunded", completes("payment"), "Paid"),
  paying("refunded", takesBack("payment"), "Refunded"),
  paying("voided", asksOperator("payment", "failed"), "The authorization was given back"),
  paying("expired", asksMember("payment", "failed"), "The time to pay is over"),
  sending("partial", asksOperator("fulfillment", "in_progress"), "A part is on its way"),
  row(
    "orders/*",
    "fulfillment_status",
    "part",
    "`fulfillment_status` is `partial`, and a parcel was called off",
    takesBack("fulfillment"),
    "A parcel was called off, and a part is on its way",
  ),
  sending("fulfilled", completes("fulfillment"), "All of it is on its way"),
  sending(
    "restocked",
    { ignored: "The goods went back to stock; the payment says what that means" },
    "",
  ),
  // A fulfillment service prepares it.
  parcel("pending", asksProvider("fulfillment"), "A parcel is prepared"),
  parcel("open", asksProvider("fulfillment"), "A parcel is prepared"),
  parcel(
    "success",
    asksProvider("fulfillment"),
    "A parcel is on its way",
    "`status` is `success`, whatever `shipment_status` says but the next",
  ),
  parcel(
    "delivered",
    asksProvider("fulfillment"),
    "A parcel has arrived",
    "`status` is `success`; `shipment_status` is `delivered` or `picked_up`",
  ),
  parcel("cancelled", asksOperator("fulfillment", "failed"), "A parcel was called off"),
  parcel("error", asksOperator("fulfillment", "failed"), "A parcel could not be sent"),
  parcel("failure", asksOperator("fulfillment", "failed"), "A parcel could not be sent"),
  // Only the order says whether it was a full refund; Shopify sends the order as well.
  refund(
    "pending",
    "a transaction `refund` is `pending` or `awaiting_response`",
    asksProvider("payment"),
    "Money is being given back",
  ),
  refund(
    "succeeded",
    "a transaction `refund` is `success`",
    asksProvider("payment"),
    "Money was given back",
  ),
  refund(
    "failed",
    "a transaction `refund` is `failure` or `error`",
    asksOperator("payment", "in_progress"),
    "A refund failed",
  ),
  refund(
    "none",
    "no transaction of it gives money back",
    { ignored: "No money moved: items were removed or returned" },
    "",
  ),
  transaction(
    "authorised",
    "`authorization` that is `success`",
    asksOperator("payment", "in_progress"),
    "Authorized, not yet captured",
  ),
  transaction(
    "captured",
    "`capture` of an authorization that is `success`",
    asksProvider("payment"),
    "An authorized amount was captured",
  ),
  transaction(
    "cancelled",
    "`void` of an authorization that is `success`",
    asksOperator("payment", "in_progress"),
    "An authorization was given back",
  ),
  transaction(
    "processing",
    "`authorization` or `sale` that is `pending` or `awaiting_response`",
    asksProvider("payment"),
    "The payment provider is working on it",
  ),
  transaction(
    "failed",
    "`authorization` or `sale` that is `failure` or `error`",
    asksMember("payment", "failed"),
    "A payment attempt failed",
  ),
  transaction(
    "failed/shop",
    "the same, and `error_code` names the shop's settings or fraud; or a `capture` fails",
    asksOperator("payment", "failed"),
    "A payment attempt failed",
  ),
  transaction("sale", "`sale` that is `success`", BY_ORDER, ""),
  transaction(
    "other",
    "any other `kind` or `status`, such as `change`",
    { ignored: "It moves no money of the order" },
    "",
  ),
  dispute(
    "inquiry",
    "`type` is `inquiry`; `needs_response` or `under_review`",
    asksOperator("payment", "in_progress"),
    "The bank asks about the payment",
  ),
  dispute(
    "open",
    "`type` is `chargeback`; `needs_response` or `under_review`",
    takesBack("payment"),
    "The payment is disputed",
  ),
  dispute("won", "`won`", completes("payment"), "The dispute was won"),
  dispute("lost", "`lost` or `accepted`", takesBack("payment"), "The dispute was lost"),
  dispute(
    "closed",
    "`prevented` or `charge_refunded`, or an inquiry that is `won` or `accepted`",
    asksProvider("payment"),
    "It ended without a dispute",
  ),
  dispute("other", "any other `status`", { ignored: "Its state is not known here" }, ""),
];

/** The row for a value of this part of a body. */
export function shopifyRow(field: ShopifyRow["field"], value: string): ShopifyRow | undefined {
  return SHOPIFY_TABLE.find((row) => row.field === field && row.value === value);
}

import {
  asksMember,
  asksOperator,
  asksProvider,
  completes,
  type MappingRow,
  takesBack,
} from "../mapping-row.ts";

/** A line of Shopify's table: a field of the body and its value. */
export interface ShopifyRow extends MappingRow {
  readonly field: "financial_status" | "fulfillment_status" | "status" | "refund";
  readonly value: string;
  readonly note: string;
}

function row(
  message: string,
  field: ShopifyRow["field"],
  value: string,
  means: MappingRow["means"],
  note: string,
): ShopifyRow {
  const when = field === "refund" ? null : `\`${field}\` is \`${value}\``;
  return { message, field, value, when, means, note };
}

const paying = (value: string, means: MappingRow["means"], note: string) =>
  row("orders/*", "financial_status", value, means, note);
const sending = (value: string, means: MappingRow["means"], note: string) =>
  row("orders/*", "fulfillment_status", value, means, note);
const parcel = (value: string, means: MappingRow["means"], note: string) =>
  row("fulfillments/*", "status", value, means, note);

/**
 * What Shopify's bodies mean. By their fields alone: the signature does not cover the topic. The only place that
 * says so; `docs/providers.md` is made of it.
 *
 * @public
 */
export const SHOPIFY_TABLE: readonly ShopifyRow[] = [
  paying("pending", asksMember("payment", "waiting"), "Shopify waits for the payment"),
  paying("authorized", asksOperator("payment", "in_progress"), "Authorised, not yet captured"),
  paying("partially_paid", asksMember("payment", "waiting"), "A part is paid"),
  paying("paid", completes("payment"), "Paid"),
  paying("partially_refunded", completes("payment"), "Paid"),
  paying("refunded", takesBack("payment"), "Refunded"),
  paying("voided", asksOperator("payment", "failed"), "The authorisation was given back"),
  paying("expired", asksMember("payment", "failed"), "The time to pay is over"),
  sending("partial", asksOperator("fulfillment", "in_progress"), "A part is on its way"),
  sending("fulfilled", completes("fulfillment"), "All of it is on its way"),
  sending(
    "restocked",
    { ignored: "The goods went back to stock; the payment says what that means" },
    "",
  ),
  parcel("pending", asksOperator("fulfillment", "in_progress"), "A parcel is prepared"),
  parcel("open", asksOperator("fulfillment", "in_progress"), "A parcel is prepared"),
  parcel("success", asksProvider("fulfillment"), "A parcel is on its way"),
  parcel("cancelled", asksOperator("fulfillment", "failed"), "A parcel was called off"),
  parcel("error", asksOperator("fulfillment", "failed"), "A parcel could not be sent"),
  parcel("failure", asksOperator("fulfillment", "failed"), "A parcel could not be sent"),
  // Whether it was all of the money only the order says, which comes with it.
  row("refunds/create", "refund", "", asksProvider("payment"), "Money was given back"),
];

/** The line for a field's value. */
export function shopifyRow(field: ShopifyRow["field"], value: string): ShopifyRow | undefined {
  return SHOPIFY_TABLE.find((row) => row.field === field && row.value === value);
}

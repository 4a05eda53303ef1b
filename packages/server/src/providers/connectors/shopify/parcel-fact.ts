import type { ParcelState, ProviderFact } from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import type { FulfillmentOfOrder, ShopifyOrder } from "./bodies.ts";
import { factOf } from "./fact-of.ts";
import { shopifyRow } from "./table.ts";

// Shopify's `success` says that the shop is done with the parcel; buying a label is enough for it. `shipment_status` is
// the carrier's word, and only its ends say more. `failure` there is an error of tracking and says nothing of the parcel;
// as a `status` it says that the parcel could not be sent.
const ARRIVED: ReadonlySet<string> = new Set(["delivered", "picked_up"]);

const STATES: Readonly<Record<string, ParcelState>> = {
  pending: "pending",
  open: "pending",
  success: "shipped",
  delivered: "delivered",
  cancelled: "cancelled",
  error: "cancelled",
  failure: "cancelled",
};

/**
 * What a shipment says of its parcel, whichever of three topics brings it: the order, or `fulfillments/*`.
 *
 * @returns `null` for a status that no line of the table names
 */
export function parcelFact(orderId: string, parcel: FulfillmentOfOrder): ProviderFact | null {
  const status = parcel.status ?? "";
  const hasArrived = status === "success" && ARRIVED.has(parcel.shipment_status ?? "");
  const value = hasArrived ? "delivered" : status;
  const row = shopifyRow("parcel", value);
  const state = STATES[value];
  if (row === undefined || state === undefined) return null;
  const { id, created_at: madeAt, updated_at: asOf } = parcel;
  const isUnderWay = state === "pending" || state === "shipped";
  const since = isUnderWay ? madeAt : asOf;
  // The order's own word outweighs this one: it is dated no earlier, and at the same second its id comes later.
  const isLost = state === "cancelled";
  return {
    ...factOf(row, `${orderId}/delivery/${id}/${value}/${asOf}`, isLost ? asOf : madeAt),
    parcels: [{ account: "", reference: id, asOf, state, since, ...trackingOf(parcel) }],
  };
}

function trackingOf(parcel: FulfillmentOfOrder) {
  const { tracking_company, tracking_number, tracking_numbers, tracking_url, tracking_urls } =
    parcel;
  return {
    carrier: cleanText(tracking_company, 100),
    trackingNumber: cleanText(tracking_number ?? tracking_numbers[0], 100),
    trackingUrl: securePage(tracking_url ?? tracking_urls[0]),
  };
}

/** The shopper opens it, so it must be a page that can't be read or changed on its way. */
function securePage(url: string | null | undefined): string | null {
  if (url == null || url.length > 2000 || !URL.canParse(url)) return null;
  return new URL(url).protocol === "https:" ? url : null;
}

/** What the order says of all its parcels; `null` if nothing. */
export function fulfillmentFact(order: ShopifyOrder): ProviderFact | null {
  const status = order.fulfillment_status ?? "";
  const isCalledOff = ({ status: said }: FulfillmentOfOrder) => said === "cancelled";
  const hasLost = order.fulfillments.some(isCalledOff);
  // What was complete before a parcel was called off is not complete again with a part of the new ones.
  const row = shopifyRow("fulfillment_status", hasLost && status === "partial" ? "part" : status);
  if (row === undefined || "ignored" in row.means) return null;
  const times = order.fulfillments.map((each) =>
    isCalledOff(each) ? each.updated_at : each.created_at,
  );
  const at = times.length > 0 ? Math.max(...times) : order.updated_at;
  // An order may become complete several times if parcels are called off.
  const id = `${order.id}/fulfillment/${status}${hasLost ? `/${at}` : ""}`;
  return factOf(row, id, at);
}

/** Whether the order has an item that is sent. Nobody has to mark a download or a gift card as fulfilled in Shopify. */
export function needsShipping({ line_items: items }: ShopifyOrder): boolean {
  const left = items.filter((item) => (item.current_quantity ?? item.quantity) > 0);
  return left.length === 0 || left.some((item) => item.requires_shipping !== false);
}

import { type Provider, type ProviderOrder, summarizeLines } from "@followthrough/core/domain";
import { readPlace } from "../../intake/read-place.ts";
import type { NewsOfOrder } from "../../intake/store-reported-order.ts";
import type { StoredOrder } from "../../lifecycle/sql/orders.ts";

/**
 * An order as a provider reports it. Fields that it leaves out stay as another source has stated them.
 *
 * @param known the order until now; `null` if it is new
 */
export function readReportedOrder(
  source: Provider,
  orderId: string,
  order: ProviderOrder,
  known: StoredOrder | null,
): NewsOfOrder {
  const { total, place = null } = order;
  // Amounts without a currency are in that of the total.
  const priced = known?.total.currency === total.currency ? known : null;
  const isAddressed = order.email !== null || (order.emailProblem ?? null) !== null;
  const addressed = isAddressed ? order : known;
  return {
    ...summarizeLines(order.items, total.currency, order.moreItems ?? null),
    orderId,
    orderNumber: order.orderNumber,
    memberId: memberOf(source, order, known),
    email: addressed?.email ?? null,
    emailProblem: addressed?.emailProblem ?? null,
    total,
    requires: order.requires,
    discount: order.discount ?? priced?.discount ?? null,
    shipping: order.shipping ?? priced?.shipping ?? null,
    tax: order.tax ?? priced?.tax ?? null,
    redeemPoints: known?.redeemPoints ?? null,
    pointsValue: priced?.pointsValue ?? null,
    terms: order.terms ?? known?.terms ?? null,
    promisedBy: order.promisedBy ?? known?.promisedBy ?? null,
    // A provider knows the orders of its own test mode. The shop also tests with others.
    isTest: order.isTest === true || (known?.isTest ?? false),
    place,
    locale: order.locale ?? known?.locale ?? null,
    // Another address may have another clock.
    timeZone: order.timeZone ?? readPlace(place).timeZone ?? known?.timeZone ?? null,
    statusUrl: order.statusUrl ?? known?.statusUrl ?? null,
    channel: order.channel ?? known?.channel ?? null,
    attributes: order.attributes ?? known?.attributes ?? {},
    placedAt: order.placedAt,
    reportedAt: order.reportedAt,
  };
}

/**
 * Providers name members by ids that begin with their name. They know nothing of a member whom the shop itself
 * has named, and the points of one member don't pay for another's order.
 */
function memberOf(
  source: Provider,
  { memberId }: ProviderOrder,
  known: StoredOrder | null,
): string | null {
  const stated = known?.memberId ?? null;
  if (stated === null || known === null) return memberId;
  const isPaidByPoints = (known.redeemPoints ?? 0) > 0 && !known.pointsWaived;
  return stated.startsWith(`${source}:`) && !isPaidByPoints ? (memberId ?? stated) : stated;
}

import { readReportedAddress, SafeWebPage } from "@followthrough/core/contract";
import {
  type PaymentTerms,
  type PostalPlace,
  type ProviderMember,
  type ProviderOrder,
  perRequirement,
} from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import type { ShopifyAddress, ShopifyMoneySet, ShopifyOrder } from "./bodies.ts";
import { minorUnits, type OrderMoney } from "./order-money.ts";
import { needsShipping } from "./parcel-fact.ts";

/** The order in this product's form. */
export function reportOrder(
  order: ShopifyOrder,
  money: OrderMoney,
  terms: PaymentTerms | null,
  member: ProviderMember | null,
): ProviderOrder {
  return {
    orderNumber: cleanText(order.name, 64) ?? order.id,
    memberId: member?.memberId ?? null,
    ...addressOf(order.email, order.contact_email),
    total: { amount: money.total, currency: money.currency },
    items: order.line_items.flatMap((item) => itemOf(item, money)),
    ...amountsOf(order, money),
    locale: localeOf(order.customer_locale),
    place: placeOf(order.billing_address) ?? placeOf(order.shipping_address),
    statusUrl: SafeWebPage.safeParse(order.order_status_url).data ?? null,
    channel: cleanText(order.source_name, 64),
    // Shopify has no points and no identity checks, so nothing would ever complete these stages.
    requires: { ...perRequirement(() => false), fulfillment: needsShipping(order) },
    terms,
    isTest: order.test === true,
    placedAt: order.processed_at ?? order.created_at,
    reportedAt: order.updated_at,
  };
}

/** The member who placed the order; `null` for a guest. */
export function reportMember(order: ShopifyOrder): ProviderMember | null {
  const { customer } = order;
  if (customer == null) return null;
  const address = addressOf(customer.email, order.email, order.contact_email);
  const name = cleanText(`${customer.first_name ?? ""} ${customer.last_name ?? ""}`, 200);
  const locale = localeOf(order.customer_locale);
  return { memberId: `shopify:${customer.id}`, ...address, name, locale, timeZone: null };
}

/** An item of the order as it stands: one that was removed or returned is none of it any more. */
function itemOf(
  item: ShopifyOrder["line_items"][number],
  { currency, isShopMoney }: OrderMoney,
): ProviderOrder["items"] {
  const shown = isShopMoney ? item.price : presentmentPrice(item, currency);
  const amount = shown === null ? null : minorUnits(shown, currency);
  const title = cleanText(item.title, 200);
  const quantity = item.current_quantity ?? item.quantity;
  if (amount === null || title === null || quantity === 0) return [];
  return [{ title, quantity, unitPrice: { amount, currency } }];
}

function presentmentPrice(
  { price_set: set }: ShopifyOrder["line_items"][number],
  currency: string,
): string | null {
  const money = set?.presentment_money;
  return money?.currency_code === currency ? money.amount : null;
}

/** What the shop says about the way from the items to the total, as the order stands after edits and returns. */
function amountsOf(
  order: ShopifyOrder,
  money: OrderMoney,
): Pick<ProviderOrder, "discount" | "shipping" | "tax"> {
  const amount = (...sets: readonly (ShopifyMoneySet | null | undefined)[]) =>
    sets.map((set) => amountIn(set, money)).find((each) => each !== null) ?? null;
  const tax = amount(order.current_total_tax_set, order.total_tax_set);
  return {
    discount: amount(order.current_total_discounts_set, order.total_discounts_set),
    shipping: amount(order.current_shipping_price_set, order.total_shipping_price_set),
    tax: tax === null ? null : { amount: tax, included: order.taxes_included === true },
  };
}

function amountIn(
  set: ShopifyMoneySet | null | undefined,
  { currency, isShopMoney }: OrderMoney,
): number | null {
  const shown = isShopMoney ? set?.shop_money : set?.presentment_money;
  return shown?.currency_code === currency ? minorUnits(shown.amount, currency) : null;
}

/** The first candidate that is a mail address. If none is, the first one's problem. */
function addressOf(
  ...candidates: readonly (string | null | undefined)[]
): Pick<ProviderMember, "email" | "emailProblem"> {
  const read = candidates.map(readReportedAddress);
  return (
    read.find(({ email }) => email !== null) ??
    read.find(({ emailProblem }) => emailProblem !== null) ?? { email: null, emailProblem: null }
  );
}

function placeOf(address: ShopifyAddress | null | undefined): PostalPlace | null {
  const country = address?.country_code ?? "";
  if (!/^[A-Z]{2}$/.test(country)) return null;
  return { country, province: address?.province_code ?? null, postalCode: address?.zip ?? null };
}

function localeOf(locale: string | null | undefined): string | null {
  try {
    return Intl.getCanonicalLocales(locale ?? [])[0] ?? null;
  } catch {
    return null;
  }
}

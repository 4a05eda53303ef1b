import { toMinorUnits } from "@followthrough/core/contract";
import type { ProviderMember, ProviderOrder } from "@followthrough/core/domain";
import { z } from "zod";
import { cleanText } from "../clean-text.ts";
import type { ShopifyOrder } from "./bodies.ts";

const MOST_ITEMS = 500;
const Email = z.email().max(254);

/** The order and its member as this product keeps them; no order where its total is no amount. */
export function reportOrder(order: ShopifyOrder): {
  readonly order: ProviderOrder | null;
  readonly member: ProviderMember | null;
} {
  const { customer, currency } = order;
  const member = customer == null ? null : memberOf(order, customer);
  const amount = isCurrency(currency) ? toMinorUnits(order.total_price, currency) : null;
  if (amount === null) return { order: null, member };
  return {
    order: {
      orderNumber: cleanText(order.name, 64) ?? order.order_number.text.slice(0, 64),
      memberId: member?.memberId ?? null,
      email: emailOf(order.email, order.contact_email),
      total: { amount, currency },
      items: order.line_items.slice(0, MOST_ITEMS).flatMap((item) => itemOf(item, currency)),
      // Shopify knows neither of these stages; nobody would ever complete them.
      requires: { verification: false, loyaltyHold: false },
      placedAt: order.processed_at ?? order.created_at,
      reportedAt: order.updated_at,
    },
    member,
  };
}

type Customer = NonNullable<ShopifyOrder["customer"]>;

function memberOf(order: ShopifyOrder, customer: Customer): ProviderMember {
  const email = emailOf(customer.email, order.email, order.contact_email);
  const name = cleanText(`${customer.first_name ?? ""} ${customer.last_name ?? ""}`, 200);
  const locale = localeOf(order.customer_locale);
  return { memberId: `shopify:${customer.id}`, email, name, locale, timeZone: null };
}

function itemOf(item: ShopifyOrder["line_items"][number], currency: string) {
  const amount = toMinorUnits(item.price, currency);
  const title = cleanText(item.title, 200);
  const isCounted = Number.isInteger(item.quantity) && item.quantity >= 1;
  if (amount === null || title === null || !isCounted) return [];
  return [{ title, quantity: item.quantity, unitPrice: { amount, currency } }];
}

/** The first that is an address. */
function emailOf(...candidates: readonly (string | null | undefined)[]): string | null {
  return candidates.find((each) => Email.safeParse(each).success) ?? null;
}

function localeOf(locale: string | null | undefined): string | null {
  try {
    return Intl.getCanonicalLocales(locale ?? [])[0] ?? null;
  } catch {
    return null;
  }
}

function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf("currency").includes(code);
}

import type { PutOrder } from "@followthrough/core/client";
import { minorDigits } from "@followthrough/core/contract";
import { PRODUCTS } from "../../apps/storefront/src/catalog/products.ts";
import type { Random } from "../../prove/random.ts";

/** What one euro buys, roughly: only totals that look right matter here. */
const PER_EURO: Readonly<Record<string, number>> = {
  BRL: 6,
  CAD: 1.5,
  DKK: 7.5,
  EUR: 1,
  GBP: 0.85,
  HUF: 390,
  INR: 95,
  JPY: 165,
  NZD: 1.9,
  PLN: 4.3,
  SEK: 11,
  USD: 1.1,
};

/** What a basket comes to, and how. */
type Basket = Pick<PutOrder, "items" | "total" | "discount" | "shipping" | "tax">;

/** From this many euros on, delivery is free. */
const FREE_DELIVERY_CENTS = 50_000;
const DELIVERY_CENTS = 1_900;

/**
 * Fills a basket with one to three pieces of the storefront's catalog, priced in this ISO 4217 currency. Four of a
 * kind are a tenth cheaper, and the prices contain a fifth of tax.
 */
export function fillBasket(random: Random, currency: string): Basket {
  const items = random.sample(PRODUCTS, random.pick([1, 1, 1, 2, 2, 3])).map((product) => ({
    title: product.name,
    quantity: product.priceCents < 60_000 ? random.pick([1, 1, 2, 4]) : 1,
    unitPrice: { amount: priceIn(currency, product.priceCents), currency },
  }));
  const amountOf = (lines: typeof items) =>
    lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0);
  const discount = Math.round(amountOf(items.filter(({ quantity }) => quantity === 4)) / 10);
  const pieces = amountOf(items) - discount;
  const isFree = pieces >= priceIn(currency, FREE_DELIVERY_CENTS);
  const shipping = isFree ? 0 : priceIn(currency, DELIVERY_CENTS);
  const amount = pieces + shipping;
  return {
    items,
    ...(discount > 0 && { discount }),
    shipping,
    tax: { amount: Math.round(amount / 6), included: true },
    total: { amount, currency },
  };
}

/** Whole units of the currency, as price tags show them, in its minor unit. */
function priceIn(currency: string, cents: number): number {
  const rate = PER_EURO[currency];
  if (rate === undefined) throw new Error(`The seed has no rate for ${currency}`);
  return Math.round((cents / 100) * rate) * 10 ** minorDigits(currency);
}

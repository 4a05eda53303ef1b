import { z } from "zod";
import { findProduct, type Product, ProductSlug } from "@/catalog/products";

/** The shop makes to order; more than nine of a piece is a conversation, not a cart. */
export const MAX_QUANTITY = 9;

const Quantity = z.int().min(1).max(MAX_QUANTITY);

/** What a shopper means to buy: each piece at most once, in the order it was added. */
export const Cart = z
  .array(z.strictObject({ slug: ProductSlug, quantity: Quantity }))
  .refine((lines) => new Set(lines.map((line) => line.slug)).size === lines.length)
  .readonly();

/** What a shopper means to buy. */
export type Cart = z.infer<typeof Cart>;

/** One line of a cart with its price of today. */
export interface PricedLine {
  readonly product: Product;
  readonly quantity: number;
  readonly lineCents: number;
}

/** A cart with prices; the catalog sets them, never the cookie. */
export interface PricedCart {
  readonly lines: readonly PricedLine[];
  readonly subtotalCents: number;
}

/** Prices a cart from the catalog of today. */
export function priceCart(cart: Cart): PricedCart {
  const lines = cart.map(({ slug, quantity }) => {
    const product = findProduct(slug);
    return { product, quantity, lineCents: product.priceCents * quantity };
  });
  return { lines, subtotalCents: lines.reduce((sum, line) => sum + line.lineCents, 0) };
}

/** How many pieces a cart holds, all lines together. */
export function countPieces(cart: Cart): number {
  return cart.reduce((sum, line) => sum + line.quantity, 0);
}

/** The cart with one more of a piece, up to what the shop takes. */
export function addPiece(cart: Cart, slug: ProductSlug): Cart {
  const known = cart.find((line) => line.slug === slug);
  if (known === undefined) return [...cart, { slug, quantity: 1 }];
  return setQuantity(cart, slug, Math.min(known.quantity + 1, MAX_QUANTITY));
}

/** The cart with another quantity of a piece it holds; none removes the line. */
export function setQuantity(cart: Cart, slug: ProductSlug, quantity: number): Cart {
  if (quantity === 0) return cart.filter((line) => line.slug !== slug);
  return cart.map((line) => (line.slug === slug ? { slug, quantity } : line));
}

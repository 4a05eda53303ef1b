import type { Order } from "@followthrough/core/contract";
import { PRODUCTS } from "@/catalogue/products";
import type { Receipt } from "./order-key";

/**
 * The receipt of an order as the API knows it, for a browser that did not place it.
 *
 * @returns `null` for an order of something that this shop does not sell
 */
export function receiptOfOrder({
  orderNumber,
  email,
  placedAt,
  items,
  total,
}: Order): Receipt | null {
  const lines = items.flatMap(({ title, quantity, unitPrice }) => {
    const product = PRODUCTS.find(({ name }) => name === title);
    return product === undefined
      ? []
      : [{ slug: product.slug, quantity, unitCents: unitPrice.amount }];
  });
  if (lines.length < items.length) return null;
  const pieces = lines.reduce((sum, { quantity, unitCents }) => sum + quantity * unitCents, 0);
  return { number: orderNumber, email, placedAt, lines, pointsCents: pieces - total.amount };
}

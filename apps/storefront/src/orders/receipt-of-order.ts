import type { Order } from "@followthrough/core/contract";
import { PRODUCTS } from "@/catalog/products";
import type { Receipt } from "./order-key";

/**
 * The receipt of an order as the API knows it, for a browser that did not place it.
 *
 * @returns `null` for an order that this shop did not place: of something else, in parts of a piece, or with amounts
 *   that a receipt has no line for
 */
export function receiptOfOrder({
  orderNumber,
  email,
  placedAt,
  items,
  moreItems,
  discount,
  shipping,
  tax,
  total,
  pointsValue,
  pointsWaived,
}: Order): Receipt | null {
  const lines = items.flatMap(({ title, quantity, unitPrice }) => {
    const product = PRODUCTS.find(({ name }) => name === title);
    return product === undefined || !Number.isInteger(quantity) || unitPrice.amount < 0
      ? []
      : [{ slug: product.slug, quantity, unitCents: unitPrice.amount }];
  });
  const isWhole = lines.length === items.length && moreItems === null;
  const pieces = lines.reduce((sum, { quantity, unitCents }) => sum + quantity * unitCents, 0);
  const pointsCents = pieces - total.amount;
  const pointsOff = pointsWaived ? 0 : (pointsValue?.amount ?? 0);
  const isPlain = !shipping && (tax === null || tax.included) && pointsCents >= 0;
  if (!isWhole || !isPlain || discount !== null || pointsCents !== pointsOff) return null;
  return { number: orderNumber, email, placedAt, lines, pointsCents };
}

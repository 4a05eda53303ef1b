import { z } from "zod";
import { ProductSlug } from "@/catalog/products";

/** What the shopper's browser remembers of an order it placed. */
export const Receipt = z.strictObject({
  number: z.string().max(64),
  /** Unknown where the order was opened from a mail. */
  email: z.string().max(254).nullable(),
  placedAt: z.iso.datetime(),
  lines: z.array(
    z.strictObject({ slug: ProductSlug, quantity: z.int().min(1), unitCents: z.int().min(0) }),
  ),
  pointsCents: z.int().min(0),
});

/** What the shopper's browser remembers of an order it placed. */
export type Receipt = z.infer<typeof Receipt>;

/**
 * What opens one order in this browser. The token is checked by the API at each read; the receipt is
 * the shopper's own copy, absent where the order was opened from a mail on another device.
 */
export const OrderKey = z.strictObject({
  orderId: z.string(),
  token: z.string().min(1),
  /** Milliseconds; decides which order is forgotten first. */
  savedAt: z.int(),
  receipt: Receipt.nullable(),
});

/** What opens one order in this browser. */
export type OrderKey = z.infer<typeof OrderKey>;

/** The price of an order's pieces and what is left to pay after points, in cents. */
export function receiptTotals(receipt: Receipt): { subtotalCents: number; totalCents: number } {
  const subtotalCents = receipt.lines.reduce(
    (sum, line) => sum + line.unitCents * line.quantity,
    0,
  );
  return { subtotalCents, totalCents: subtotalCents - receipt.pointsCents };
}

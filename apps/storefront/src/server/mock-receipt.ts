import "server-only";
import { findProduct } from "@/catalog/products";
import type { Receipt } from "@/orders/order-key";

/** Makes up what was ordered, for bypass mode only. */
export function mockReceipt(): Receipt {
  const pieces = [
    { slug: "alder-lounge-chair", quantity: 1 },
    { slug: "three-legged-stool", quantity: 2 },
  ] as const;
  return {
    number: "HO-100042",
    email: "anna@example.com",
    placedAt: new Date().toISOString(),
    lines: pieces.map((line) => ({ ...line, unitCents: findProduct(line.slug).priceCents })),
    pointsCents: 5_000,
  };
}

import { expect } from "vitest";
import type { TestApp } from "./app.ts";
import { ORDER } from "./shopify-bodies.ts";
import { deliverTo, signShopify } from "./webhooks.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An order's body with one time for all that happened to it. */
export function shopifyOrder(id: number, placedAt: string, changes: Fields = {}): Fields {
  return {
    ...ORDER,
    id,
    name: `#${id}`,
    order_number: id,
    email: `buyer-${id}@shoppers.example`,
    created_at: placedAt,
    processed_at: placedAt,
    updated_at: placedAt,
    ...changes,
  };
}

/** Delivers these bodies in this order, signed as Shopify does, and works on each before the next one comes. */
export async function sayShopify(shop: TestApp, ...bodies: readonly Fields[]): Promise<void> {
  for (const body of bodies) {
    const text = JSON.stringify(body);
    const answer = await deliverTo(shop.app, "shopify", text, signShopify(text));
    expect(answer.status).toBe(200);
    await shop.workInbox();
  }
}

import "server-only";
import { OrderId, ShopperChecks, ShopperOrchestration } from "@followthrough/core/contract";
import type { OrderKey } from "@/orders/order-key";
import { isBypassed } from "./bypass";
import { getOrchestration, type Refusal } from "./followthrough-api";
import { mockOrchestration } from "./mock-orchestration";
import { mockReceipt } from "./mock-receipt";
import { findOrderKey } from "./order-keys";

/**
 * Why an order can't be shown to this visitor.
 *
 * - `no_key`: this browser can open no order, or its token is no longer valid
 * - `not_yours`: unknown, or another shopper's; the two look alike
 * - `unavailable`: the API said no to the shop itself, or can't be reached
 */
export type Closed = "no_key" | "not_yours" | "unavailable";

/** An order as its shopper may see it. */
export type ShopperRead =
  | {
      readonly open: true;
      readonly key: OrderKey;
      /** `null` when the asker's copy is still the current one. */
      readonly orchestration: ShopperOrchestration | null;
      /** For pages of the shop; none when the asker's copy is still the current one. */
      readonly checks: ShopperChecks;
      readonly etag: string | null;
    }
  | { readonly open: false; readonly why: Closed };

/** This browser's key to an order, not yet checked by the API. */
export async function readKey(
  orderId: string,
): Promise<
  { readonly open: true; readonly key: OrderKey } | { readonly open: false; readonly why: Closed }
> {
  if (!OrderId.safeParse(orderId).success) return { open: false, why: "not_yours" };
  const lookup = await findOrderKey(orderId);
  if (lookup.found) return { open: true, key: lookup.key };
  return { open: false, why: lookup.holds === "none" ? "no_key" : "not_yours" };
}

/**
 * Reads an order for the shopper who asks: the one check that pages, actions and routes go through.
 * In bypass mode every order is open, and made up.
 */
export async function readShopperOrder(
  orderId: string,
  etag: string | null = null,
): Promise<ShopperRead> {
  const access = await readKey(orderId);
  if (isBypassed()) {
    const key = access.open
      ? access.key
      : { orderId, token: "bypass", savedAt: 0, receipt: mockReceipt() };
    const orchestration = mockOrchestration({ orderId });
    return { open: true, key, orchestration, checks: [], etag: null };
  }
  if (!access.open) return access;
  const answer = await getOrchestration(access.key, etag);
  if (!answer.ok) return { open: false, why: closedBy(answer.refusal) };
  const read = answer.value;
  const orchestration = read.changed ? ShopperOrchestration.parse(read.orchestration) : null;
  const checks = read.changed ? ShopperChecks.parse(read.orchestration.checks) : [];
  return { open: true, key: access.key, orchestration, checks, etag: read.etag };
}

/** What a refusal of the API means to the shopper. */
export function closedBy(refusal: Refusal): Closed {
  switch (refusal) {
    case "order_token_invalid":
      return "no_key";
    case "order_unknown":
      return "not_yours";
    case "insufficient_points":
    case "rejected":
    case "unreachable":
      return "unavailable";
  }
}

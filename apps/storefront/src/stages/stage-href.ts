import type { Stage } from "@followthrough/core/domain";

const PATHS: Readonly<Record<Stage, string>> = {
  payment: "pay",
  verification: "verify",
  loyalty_hold: "points",
  fulfillment: "dispatch",
};

/** The path of the page on which a shopper continues a stage of an order. */
export function stageHref(stage: Stage, orderId: string): string {
  return `/checkout/${PATHS[stage]}/${encodeURIComponent(orderId)}`;
}

/** The path of the page on which a shopper sees their order. */
export function orderHref(orderId: string): string {
  return `/checkout/success?${new URLSearchParams({ order: orderId })}`;
}

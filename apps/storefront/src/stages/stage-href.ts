import type { Stage } from "@followthrough/core/domain";

const PATHS: Readonly<Record<Stage, string>> = {
  payment: "pay",
  verification: "verify",
  loyalty_hold: "points",
  fulfillment: "dispatch",
};

/** The address of the page on which a stage of an order goes on. */
export function stageHref(stage: Stage, orderId: string): string {
  return `/checkout/${PATHS[stage]}/${encodeURIComponent(orderId)}`;
}

/** The address at which a shopper sees their order. */
export function orderHref(orderId: string): string {
  return `/checkout/success?${new URLSearchParams({ order: orderId })}`;
}

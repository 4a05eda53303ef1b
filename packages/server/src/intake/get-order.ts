import type { Order } from "@followthrough/core/contract";
import { readOrder, type StoredOrder } from "../lifecycle/sql/orders.ts";
import { orderUnknown } from "../lifecycle/unknown.ts";
import type { Context } from "../platform/context.ts";
import { iso, isoOrNull } from "../platform/postgres/times.ts";
import { type Result, succeed } from "../platform/result.ts";

/** An order as the shop last reported it. */
export async function getOrder(
  { pool }: Pick<Context, "pool">,
  orderId: string,
): Promise<Result<Order>> {
  const read = await readOrder(pool, orderId);
  if (read === null) return orderUnknown(orderId);
  return succeed(viewOrder(read.order));
}

/** An order as callers see it. */
export function viewOrder({
  placedAt,
  items,
  terms,
  isTest,
  promisedBy,
  pointsValue,
  ...order
}: StoredOrder): Order {
  return {
    ...order,
    items: [...items],
    terms: terms && { kind: terms.kind, dueAt: isoOrNull(terms.dueAt) },
    pointsValue:
      pointsValue === null ? null : { amount: pointsValue, currency: order.total.currency },
    test: isTest,
    promisedBy: isoOrNull(promisedBy),
    placedAt: iso(placedAt),
  };
}

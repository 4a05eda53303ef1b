import type { Order } from "@followthrough/core/contract";
import { iso } from "../db/orchestration-row.ts";
import { readOrder, type StoredOrder } from "../db/orders.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** An order as the shop reported it last. */
export async function getOrder(
  { pool }: Pick<Context, "pool">,
  orderId: string,
): Promise<Result<Order>> {
  const read = await readOrder(pool, orderId);
  if (read === null) return refuse("order_unknown", `No order ${orderId} was reported.`);
  return succeed(viewOrder(read.order));
}

/** An order as callers see it. */
export function viewOrder({ placedAt, items, ...order }: StoredOrder): Order {
  return { ...order, items: [...items], placedAt: iso(placedAt) };
}

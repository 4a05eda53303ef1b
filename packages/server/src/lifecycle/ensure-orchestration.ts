import {
  type Placed,
  placeOrder,
  type Redemption,
  requirementsOfOrder,
  stagesWith,
} from "@followthrough/core/domain";
import { listActiveHolds } from "../ledger/sql/holds.ts";
import type { Context } from "../platform/context.ts";
import type { Db } from "../platform/postgres/database.ts";
import { billOf } from "./bill-of.ts";
import { readOrder, type StoredOrder } from "./sql/orders.ts";
import { seedOrchestration } from "./sql/seed-orchestration.ts";

/** Starts the orchestration of a known order if it has none. @returns whether the order is known */
export async function ensureOrchestration(
  context: Pick<Context, "pool" | "policy" | "countsTest">,
  orderId: string,
): Promise<boolean> {
  const read = await readOrder(context.pool, orderId);
  if (read === null) return false;
  const { order, now } = read;
  const redemption = (order.redeemPoints ?? 0) === 0 ? null : await knownRedemption(context, order);
  await beginOrchestration(context.pool, context, order, now, redemption);
  return true;
}

/**
 * Starts the orchestration of this order, unless it has one.
 *
 * @param now epoch milliseconds
 * @returns where the order stands at its start, and what happens to its points
 */
export async function beginOrchestration(
  db: Db,
  context: Pick<Context, "policy" | "countsTest">,
  order: StoredOrder,
  now: number,
  redemption: Redemption | null,
): Promise<Placed> {
  const requires = requirementsOfOrder(order);
  const placed = placeOrder(stagesWith(requires, false), order.placedAt, context.policy, now, {
    redemption,
    bill: billOf(order, context),
    ifKnown: stagesWith(requires, "auto"),
    promisedBy: order.promisedBy,
    silent: order.silence,
  });
  await seedOrchestration(db, order.orderId, placed);
  return placed;
}

/** What is known about the points of an order that lost its orchestration. */
async function knownRedemption(
  { pool }: Pick<Context, "pool">,
  { orderId, redeemPoints, placedAt }: StoredOrder,
): Promise<Redemption> {
  const [held] = await listActiveHolds(pool, [orderId]);
  if (held !== undefined) return { news: "placed", held };
  const lost = { holdId: orderHoldId(orderId), points: redeemPoints ?? 0, expiresAt: placedAt };
  return { news: "refused", held: lost };
}

/** The id of the hold that an order gets when it is placed. */
export function orderHoldId(orderId: string): string {
  return `order.${orderId}`;
}

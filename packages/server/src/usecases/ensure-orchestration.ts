import { placeOrder, type Redemption, type Stage } from "@followthrough/core/domain";
import type { Db } from "../db/database.ts";
import { listActiveHolds } from "../db/loyalty-holds.ts";
import { readOrder, type StoredOrder } from "../db/orders.ts";
import { seedOrchestration } from "../db/seed-orchestration.ts";
import type { CommitContext } from "./commit-context.ts";

/** Begins the orchestration of a known order where it is missing. @returns whether the order is known */
export async function ensureOrchestration(
  context: Pick<CommitContext, "pool" | "policy">,
  orderId: string,
): Promise<boolean> {
  const read = await readOrder(context.pool, orderId);
  if (read === null) return false;
  const { order, now } = read;
  const redemption = (order.redeemPoints ?? 0) === 0 ? null : await knownRedemption(context, order);
  await beginOrchestration(context.pool, context, order, now, redemption);
  return true;
}

/** Begins the orchestration of this order, unless it has one. @param now epoch milliseconds */
export async function beginOrchestration(
  db: Db,
  { policy }: Pick<CommitContext, "policy">,
  order: StoredOrder,
  now: number,
  redemption: Redemption | null,
): Promise<boolean> {
  const placed = placeOrder(notRequired(order), order.placedAt, policy, now, redemption);
  return seedOrchestration(db, order.orderId, placed);
}

/** What is known of the points of an order that lost its orchestration. */
async function knownRedemption(
  { pool }: Pick<CommitContext, "pool">,
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

function notRequired({ requires }: StoredOrder): Stage[] {
  const stages: Stage[] = [];
  if (!requires.verification) stages.push("verification");
  if (!requires.loyaltyHold) stages.push("loyalty_hold");
  return stages;
}

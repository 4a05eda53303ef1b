import { placeOrder, type Stage } from "@followthrough/core/domain";
import type { Db } from "../db/database.ts";
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
  await beginOrchestration(context.pool, context, read.order, read.now);
  return true;
}

/** Begins the orchestration of this order, unless it has one. @param now epoch milliseconds */
export async function beginOrchestration(
  db: Db,
  { policy }: Pick<CommitContext, "policy">,
  order: StoredOrder,
  now: number,
): Promise<boolean> {
  const placed = placeOrder(notRequired(order), order.placedAt, policy, now);
  return seedOrchestration(db, order.orderId, placed);
}

function notRequired({ requires }: StoredOrder): Stage[] {
  const stages: Stage[] = [];
  if (!requires.verification) stages.push("verification");
  if (!requires.loyaltyHold) stages.push("loyalty_hold");
  return stages;
}

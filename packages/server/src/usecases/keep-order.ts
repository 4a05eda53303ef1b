import type { Redemption } from "@followthrough/core/domain";
import { type Tx, transaction } from "../db/database.ts";
import { settleUnknownOrder } from "../db/escalations.ts";
import { type ReportedOrder, readOrder, type StoredOrder, upsertOrder } from "../db/orders.ts";
import { applyParkedFacts } from "./apply-parked-facts.ts";
import type { Context } from "./context.ts";
import { beginOrchestration, ensureOrchestration } from "./ensure-orchestration.ts";
import { placeOrdersHold } from "./place-orders-hold.ts";
import { reconsiderOrders } from "./reconsider-orders.ts";

/** What another member may mend. */
const MEMBER_REASONS = ["missing_member", "missing_address"] as const;

/**
 * Keeps an order as it is reported and begins its orchestration; then applies what waited for it.
 *
 * @param known the order as it was before
 * @throws OperationRefused when the points that it redeems can't be held; nothing is kept then
 */
export async function keepOrder(
  context: Context,
  reported: ReportedOrder,
  known: StoredOrder | null,
): Promise<{ order: StoredOrder; created: boolean }> {
  const { orderId } = reported;
  const { order, created } = await transaction(context.pool, async (tx) => {
    const saved = await upsertOrder(tx, reported);
    // An order that is known has its orchestration, or gets it below.
    const redemption = saved.created ? await redeem(tx, context, saved.order, saved.now) : null;
    if (saved.created) await beginOrchestration(tx, context, saved.order, saved.now, redemption);
    if (saved.created) await settleUnknownOrder(tx, orderId);
    return saved;
  });
  if (!created) await ensureOrchestration(context, orderId);
  await applyParkedFacts(context, orderId);
  const { memberId } = order;
  if (known !== null && memberId !== null && known.memberId !== memberId) {
    const event = {
      kind: "reconsidered",
      note: "The order names another member now",
      settles: MEMBER_REASONS,
    } as const;
    await reconsiderOrders(context, memberId, MEMBER_REASONS, event, (id) => id === orderId);
  }
  if (created) context.changes.changed([orderId]);
  return { order, created };
}

/** The points are held in the transaction that places the order; without them it is not placed. */
async function redeem(
  tx: Tx,
  context: Context,
  order: StoredOrder,
  now: number,
): Promise<Redemption | null> {
  const { redeemPoints: points, memberId } = order;
  if (points === null || points === 0 || memberId === null) return null;
  return placeOrdersHold(tx, context, { orderId: order.orderId, memberId, points }, now);
}

/** The order as it is known, or `null`. */
export async function readKnownOrder(
  { pool }: Pick<Context, "pool">,
  orderId: string,
): Promise<StoredOrder | null> {
  return (await readOrder(pool, orderId))?.order ?? null;
}

import { transaction } from "../db/database.ts";
import { settleUnknownOrder } from "../db/escalations.ts";
import { type ReportedOrder, readOrder, type StoredOrder, upsertOrder } from "../db/orders.ts";
import { applyParkedFacts } from "./apply-parked-facts.ts";
import type { Context } from "./context.ts";
import { beginOrchestration } from "./ensure-orchestration.ts";
import { reconsiderOrders } from "./reconsider-orders.ts";

/** What another member may mend. */
const MEMBER_REASONS = ["missing_member", "missing_address"] as const;

/**
 * Keeps an order as it is reported and begins its orchestration; then applies what waited for it.
 *
 * @param known the order as it was before
 */
export async function keepOrder(
  context: Context,
  reported: ReportedOrder,
  known: StoredOrder | null,
): Promise<{ order: StoredOrder; created: boolean }> {
  const { orderId } = reported;
  const { order, created } = await transaction(context.pool, async (tx) => {
    const saved = await upsertOrder(tx, reported);
    await beginOrchestration(tx, context, saved.order, saved.now);
    if (saved.created) await settleUnknownOrder(tx, orderId);
    return saved;
  });
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

/** The order as it is known, or `null`. */
export async function readKnownOrder(
  { pool }: Pick<Context, "pool">,
  orderId: string,
): Promise<StoredOrder | null> {
  return (await readOrder(pool, orderId))?.order ?? null;
}

import { readHold } from "../ledger/sql/holds.ts";
import type { PointsContext } from "./points-context.ts";
import { reportHoldToOrder } from "./report-hold-to-order.ts";

/**
 * Expires a hold whose time is over, and gives its points back. The same transaction records that in its order, whose
 * stage opens again. Does nothing if the hold was resolved or extended in between.
 *
 * @returns whether this call expired it
 */
export async function closeHold(context: PointsContext, holdId: string): Promise<boolean> {
  const hold = await readHold(context.pool, holdId);
  if (hold === null || hold.state !== "active") return false;
  const asked = { memberId: null, operation: { kind: "expire", holdId } } as const;
  if (hold.orderId !== null) {
    const recorded = await reportHoldToOrder(context, hold.orderId, "expired", hold, asked);
    if (recorded.ok) return !recorded.replayed;
    // Any other refusal means that the order is closed or gone. The points go back all the same.
    if (recorded.code === "version_conflict") return false;
  }
  const answer = await context.ledger(asked);
  return answer.ok && answer.isNew;
}

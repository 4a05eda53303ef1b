import { readHold } from "../db/loyalty-holds.ts";
import type { Context } from "./context.ts";
import { tellOrderOfHold } from "./tell-order-of-hold.ts";

/**
 * Writes down that a hold's time is over, and gives its points back. Its order learns of it in the same transaction:
 * the stage opens again. Nothing where it was resolved or extended meanwhile.
 *
 * @returns whether this call did it
 */
export async function closeHold(context: Context, holdId: string): Promise<boolean> {
  const hold = await readHold(context.pool, holdId);
  if (hold === null || hold.state !== "active") return false;
  const asked = { memberId: null, operation: { kind: "expire", holdId } } as const;
  if (hold.orderId !== null) {
    const told = await tellOrderOfHold(context, hold.orderId, "expired", hold, asked);
    if (told.ok) return !told.replayed;
    // Only an order that is closed or gone can't be told; its points go back all the same.
    if (told.code === "version_conflict") return false;
  }
  const answer = await context.ledger(asked);
  return answer.ok && answer.isNew;
}

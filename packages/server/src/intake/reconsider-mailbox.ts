import { reconsiderOrders } from "../lifecycle/reconsider-orders.ts";
import type { WhoseOrders } from "../lifecycle/sql/orders-decided.ts";
import type { Context } from "../platform/context.ts";

/** Decides again about the orders of a person who wants mail about them again, or no longer. */
export async function reconsiderMailbox(
  context: Context,
  whose: WhoseOrders,
  isWanted: boolean,
): Promise<void> {
  const code = isWanted ? "order_updates_wanted" : "order_updates_unwanted";
  await reconsiderOrders(context, whose, { note: { code } });
}

import { reconsiderOrders } from "../lifecycle/reconsider-orders.ts";
import type { WhoseOrders } from "../lifecycle/sql/orders-decided.ts";
import type { Context } from "../platform/context.ts";

/**
 * Decides again about the orders of a person who wants mail about them again, or no longer.
 *
 * @param whose all of the person's, such as a mailbox and its members; orders that are among several are decided once
 */
export async function reconsiderMailbox(
  context: Context,
  whose: readonly WhoseOrders[],
  isWanted: boolean,
): Promise<void> {
  const code = isWanted ? "order_updates_wanted" : "order_updates_unwanted";
  for (const each of whose) await reconsiderOrders(context, each, { note: { code } });
}

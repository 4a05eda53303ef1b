import type { PostSuppression, Suppression } from "@followthrough/core/contract";
import { mailboxKey } from "@followthrough/core/domain";
import { readOrder } from "../lifecycle/sql/orders.ts";
import type { WhoseOrders } from "../lifecycle/sql/orders-decided.ts";
import { orderUnknown } from "../lifecycle/unknown.ts";
import type { Context } from "../platform/context.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { type Result, succeed } from "../platform/result.ts";
import { reconsiderMailbox } from "./reconsider-mailbox.ts";
import { readSuppressions, unsubscribeFromOrder } from "./sql/address-suppressions.ts";
import { lockRecipients } from "./sql/recipient-lock.ts";
import { listSuppressions } from "./sql/suppression-list.ts";
import { stopMailbox } from "./stop-mailbox.ts";

// A mailbox's own row, and one for each order that it wants no mail about.
const MOST_OF_ONE = 1_000;

/**
 * Stops mail to an address, about all orders or about one. Doing it again changes nothing.
 *
 * @param by who does it
 */
export async function addSuppression(
  context: Context,
  body: PostSuppression,
  by: string,
): Promise<Result<{ readonly suppression: Suppression; readonly created: boolean }>> {
  const { pool, log } = context;
  const { address, reason } = body;
  const orderId = body.orderId ?? null;
  const order = orderId === null ? null : await readOrder(pool, orderId);
  if (orderId !== null && order === null) return orderUnknown(orderId);
  const { created, whose } = await transaction(pool, async (tx) => {
    if (order !== null) return stopOrder(tx, order.order, address, by);
    const known = await readSuppressions(tx, address);
    const whose = await stopMailbox(tx, address, reason, by);
    return { created: !known.includes(reason), whose };
  });
  log.info({ reason, orderId, by }, "mail to an address was stopped");
  await reconsiderMailbox(context, whose, false);
  const all = await listSuppressions(pool, "active", mailboxKey(address), null, MOST_OF_ONE);
  const suppression = all.find(({ item }) => item.orderId === orderId)?.item;
  if (suppression === undefined) throw new Error("A suppression that was written is listed");
  return succeed({ suppression, created });
}

/** The order as its shopper has it now: the member is kept, so that it holds at their other addresses, too. */
async function stopOrder(
  tx: Tx,
  { orderId, memberId }: { readonly orderId: string; readonly memberId: string | null },
  address: string,
  by: string,
): Promise<{ readonly created: boolean; readonly whose: readonly WhoseOrders[] }> {
  await lockRecipients(tx, memberId === null ? [] : [memberId], [address]);
  const created = await unsubscribeFromOrder(tx, orderId, address, memberId, by);
  return { created, whose: [{ orderId }] };
}

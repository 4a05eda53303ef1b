import { reconsiderOrders } from "../lifecycle/reconsider-orders.ts";
import type { Context } from "../platform/context.ts";
import { transaction } from "../platform/postgres/database.ts";
import { type ReportedMember, upsertMember, wantsOrderUpdates } from "./sql/members.ts";
import { lockRecipients } from "./sql/recipient-lock.ts";
import { addToSuppressions } from "./stop-mailbox.ts";

/**
 * Stores a member as reported, and reconsiders orders that could not be decided without it. If the member has opted
 * out, the mailbox has, too.
 *
 * @returns whether the member is new
 */
export async function storeReportedMember(
  context: Context,
  member: ReportedMember,
): Promise<boolean> {
  const { memberId, email } = member;
  const { created, addressChanged } = await transaction(context.pool, async (tx) => {
    const [, saved] = await Promise.all([
      lockRecipients(tx, [memberId], email === null ? [] : [email]),
      upsertMember(tx, member),
    ]);
    const isNewAddress = saved.created || saved.addressChanged;
    if (isNewAddress && email !== null && !(await wantsOrderUpdates(tx, memberId))) {
      await addToSuppressions(tx, email, "unsubscribed", "member");
    }
    return saved;
  });
  if (created || addressChanged) {
    await reconsiderOrders(context, { memberId }, { note: { code: "member_address_known" } });
  }
  return created;
}

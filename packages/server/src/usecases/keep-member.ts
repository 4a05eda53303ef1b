import { type ReportedMember, upsertMember } from "../db/members.ts";
import type { Context } from "./context.ts";
import { reconsiderOrders } from "./reconsider-orders.ts";

/**
 * Keeps a member as reported; orders that could not be decided for want of it are decided again.
 *
 * @returns whether the member is new
 */
export async function keepMember(context: Context, member: ReportedMember): Promise<boolean> {
  const { created, addressChanged } = await upsertMember(context.pool, member);
  if (created || addressChanged) {
    const reasons = ["missing_member", "missing_address", "address_bounced"];
    await reconsiderOrders(context, member.memberId, reasons, {
      kind: "reconsidered",
      note: "The member's address is known now",
      settles: ["missing_member", "missing_address"],
    });
  }
  return created;
}

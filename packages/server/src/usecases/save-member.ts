import type { Member, NotificationPreferences, PutMember } from "@followthrough/core/contract";
import { upsertPreferences } from "../db/members.ts";
import type { Context } from "./context.ts";
import { keepMember } from "./keep-member.ts";
import { reconsiderOrders } from "./reconsider-orders.ts";

/** Keeps a member as the shop reports it; orders that could not be decided for want of it are decided again. */
export async function saveMember(
  context: Context,
  memberId: string,
  body: PutMember,
): Promise<{ member: Member; created: boolean }> {
  const member = {
    memberId,
    email: body.email,
    name: body.name,
    locale: body.locale ?? null,
    timeZone: body.timeZone ?? null,
  };
  const created = await keepMember(context, { ...member, reportedAt: null });
  return { member, created };
}

/** Keeps a member's choice; switched on again, the orders that were left unmailed for it are decided again. */
export async function savePreferences(
  context: Context,
  memberId: string,
  { orderUpdates }: NotificationPreferences,
): Promise<{ preferences: NotificationPreferences; created: boolean }> {
  const { created, wasOrderUpdates } = await upsertPreferences(
    context.pool,
    memberId,
    orderUpdates,
  );
  if (orderUpdates && !wasOrderUpdates) {
    await reconsiderOrders(context, memberId, ["opted_out"], {
      kind: "reconsidered",
      note: "The member wants order updates again",
      settles: [],
    });
  }
  return { preferences: { orderUpdates }, created };
}

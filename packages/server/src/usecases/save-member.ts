import type { Member, NotificationPreferences, PutMember } from "@followthrough/core/contract";
import { upsertMember, upsertPreferences } from "../db/members.ts";
import { listOrdersDecidedFor } from "../db/members-orders.ts";
import { commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";

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
  const { created, addressChanged } = await upsertMember(context.pool, member);
  if (created || addressChanged) {
    const reasons = ["missing_member", "missing_address", "address_bounced"];
    await reconsider(context, memberId, reasons, "The member's address is known now");
  }
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
    await reconsider(context, memberId, ["opted_out"], "The member wants order updates again");
  }
  return { preferences: { orderUpdates }, created };
}

async function reconsider(
  context: Context,
  memberId: string,
  reasons: readonly string[],
  note: string,
): Promise<void> {
  for (const orderId of await listOrdersDecidedFor(context.pool, memberId, reasons)) {
    const result = await commitEvent(
      context,
      orderId,
      { kind: "reconsidered", note },
      {
        idempotencyKey: undefined,
        requestHash: hashRequest("reconsidered", orderId),
        expectedVersion: undefined,
        answerOf: () => null,
      },
    );
    if (!result.ok) context.log.debug({ orderId, code: result.code }, "not reconsidered");
  }
}

import {
  type Member,
  type NotificationPreferences,
  type PutMember,
  readReportedAddress,
} from "@followthrough/core/contract";
import type { Context } from "../platform/context.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { reconsiderMailbox } from "./reconsider-mailbox.ts";
import { readMembersAddress, upsertPreferences } from "./sql/members.ts";
import { lockRecipients } from "./sql/recipient-lock.ts";
import { addToSuppressions, liftSuppressions } from "./stop-mailbox.ts";
import { storeReportedMember } from "./store-reported-member.ts";

/** Stores a member as the shop reports it, and reconsiders orders that could not be decided without it. */
export async function reportMember(
  context: Context,
  memberId: string,
  body: PutMember,
): Promise<{ member: Member; created: boolean }> {
  const member = {
    memberId,
    ...readReportedAddress(body.email),
    name: body.name ?? null,
    locale: body.locale ?? null,
    timeZone: body.timeZone ?? null,
  };
  const created = await storeReportedMember(context, { ...member, reportedAt: null });
  return { member, created };
}

/**
 * Stores a member's choice, which is also their mailbox's: it holds for guest orders and other members with the same
 * mailbox. Only a member who had opted out opts in: a choice that a shop reports again, or a default for a member who
 * never chose, leaves what the mailbox's owner has stopped. A bounce or a complaint stays. The orders that it matters to
 * are decided again.
 *
 * @param by who reports it
 */
export async function savePreferences(
  context: Context,
  memberId: string,
  { orderUpdates }: NotificationPreferences,
  by: string,
): Promise<{ preferences: NotificationPreferences; created: boolean }> {
  const { created, mailbox, isNews } = await transaction(context.pool, (tx) =>
    store(tx, memberId, orderUpdates, by),
  );
  if (isNews) {
    const whose = [{ memberId }, ...(mailbox === null ? [] : [{ address: mailbox }])];
    await reconsiderMailbox(context, whose, orderUpdates);
  }
  return { preferences: { orderUpdates }, created };
}

async function store(tx: Tx, memberId: string, orderUpdates: boolean, by: string) {
  // First the member: their address can't change after that.
  await lockRecipients(tx, [memberId], []);
  const mailbox = await readMembersAddress(tx, memberId);
  if (mailbox !== null) await lockRecipients(tx, [], [mailbox]);
  const { created, wasOrderUpdates } = await upsertPreferences(tx, memberId, orderUpdates);
  if (mailbox === null) return { created, mailbox, isNews: !wasOrderUpdates };
  if (!orderUpdates) {
    await addToSuppressions(tx, mailbox, "unsubscribed", by);
    return { created, mailbox, isNews: wasOrderUpdates };
  }
  if (!wasOrderUpdates) await liftSuppressions(tx, mailbox, ["unsubscribed"], by, null);
  return { created, mailbox, isNews: !wasOrderUpdates };
}

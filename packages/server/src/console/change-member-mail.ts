import type { PutMemberMail, SignedIn } from "@followthrough/core/contract";
import { addSuppression } from "../intake/add-suppression.ts";
import { liftSuppression } from "../intake/lift-suppression.ts";
import { savePreferences } from "../intake/report-member.ts";
import { memberExists, readMembersAddress } from "../intake/sql/members.ts";
import type { Context } from "../platform/context.ts";
import { type Result, refuse, succeed } from "../platform/result.ts";

/** Stores the mail choice that a member gave an operator. The orders that it matters to are decided again. */
export async function changeMemberMail(
  context: Context,
  memberId: string,
  { orderUpdates, isSuppressed, reason }: PutMemberMail,
  by: SignedIn,
): Promise<Result<null>> {
  if (!(await memberExists(context.pool, memberId))) return refuse("member_unknown");
  if (isSuppressed !== undefined) {
    const address = await readMembersAddress(context.pool, memberId);
    if (address === null) return refuse("member_without_address");
    const changed = await suppress(context, address, isSuppressed, { reason, by });
    if (!changed.ok) return changed;
  }
  if (orderUpdates !== undefined) {
    await savePreferences(context, memberId, { orderUpdates }, by.name);
  }
  context.log.info(
    { memberId, orderUpdates, isSuppressed, operator: by.name },
    "a member's mail was changed",
  );
  return succeed(null);
}

async function suppress(
  context: Context,
  address: string,
  isSuppressed: boolean,
  { reason, by }: { readonly reason: string | undefined; readonly by: SignedIn },
): Promise<Result<null>> {
  if (isSuppressed) {
    const added = await addSuppression(context, { address, reason: "unsubscribed" }, by.name);
    return added.ok ? succeed(null) : added;
  }
  if (reason !== undefined) await liftSuppression(context, { address, reason }, by.name);
  return succeed(null);
}

import type { PutMemberMail, SignedIn } from "@followthrough/core/contract";
import { suppressAddress } from "../db/address-suppressions.ts";
import { unsuppressAddress } from "../db/console-members.ts";
import { upsertPreferences } from "../db/members.ts";
import { readShopper } from "../db/shopper.ts";
import type { Context } from "./context.ts";
import { reconsiderOrders } from "./reconsider-orders.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** Keeps what a member told an operator about mail. Orders that were left unmailed for it are decided again. */
export async function changeMemberMail(
  context: Context,
  memberId: string,
  { orderUpdates, isSuppressed }: PutMemberMail,
  by: SignedIn,
): Promise<Result<null>> {
  const { pool, log } = context;
  const shopper = await readShopper(pool, memberId, null);
  if (shopper.member === null) return refuse("member_unknown");
  const { email } = shopper.member;
  const { wasOrderUpdates } = await upsertPreferences(pool, memberId, orderUpdates);
  if (isSuppressed) await suppressAddress(pool, email, "unsubscribed");
  else await unsuppressAddress(pool, email);
  log.info(
    { memberId, orderUpdates, isSuppressed, operator: by.name },
    "a member's mail was changed",
  );
  const isWanted = orderUpdates && !isSuppressed;
  const wasWanted = wasOrderUpdates && shopper.suppression === null;
  if (isWanted && !wasWanted) {
    const reasons = ["opted_out", "unsubscribed", "address_bounced"];
    const note = "The member wants order updates again";
    await reconsiderOrders(context, memberId, reasons, { kind: "reconsidered", note, settles: [] });
  }
  return succeed(null);
}

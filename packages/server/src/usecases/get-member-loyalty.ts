import type { MemberLoyalty } from "@followthrough/core/contract";
import { listMemberHolds, readMemberLoyalty } from "../db/loyalty-holds.ts";
import { memberExists } from "../db/members.ts";
import { iso } from "../db/orchestration-row.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";
import { viewHold } from "./view-hold.ts";

/** A member's balance, holds and latest transfers; what a programme keeps is asked of it, but for its movements. A member who was reported and never had points has none. */
export async function getMemberLoyalty(
  { pool, programme, log }: Pick<Context, "pool" | "programme" | "log">,
  memberId: string,
): Promise<Result<MemberLoyalty>> {
  if (programme !== null) {
    const told = await programme.balance(memberId).catch((error: Error) => error);
    if (told instanceof Error) {
      log.error({ err: told, memberId }, "the points programme can't be asked");
      return refuse("programme_unavailable");
    }
    if (told === null)
      return refuse("member_unknown", "The points programme knows no such member.");
    const { posted, pending } = told;
    const balance = { posted, pending, available: posted - pending };
    const copies = await listMemberHolds(pool, memberId);
    const holds = copies.map((hold) => viewHold(memberId, hold));
    return succeed({ memberId, balance, holds, entries: [] });
  }
  const stored = await readMemberLoyalty(pool, memberId);
  if (stored === null && !(await memberExists(pool, memberId))) {
    return refuse("member_unknown", `No member ${memberId} was reported.`);
  }
  const { posted = 0, pending = 0, holds = [], transfers = [] } = stored ?? {};
  return succeed({
    memberId,
    balance: { posted, pending, available: posted - pending },
    holds: holds.map((hold) => viewHold(memberId, hold)),
    entries: transfers.map((transfer) => ({ ...transfer, at: iso(transfer.at) })),
  });
}

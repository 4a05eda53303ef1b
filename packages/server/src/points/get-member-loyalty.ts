import type { MemberLoyalty } from "@followthrough/core/contract";
import { memberExists } from "../intake/sql/members.ts";
import { listMemberHolds, readMemberLoyalty } from "../ledger/sql/holds.ts";
import { memberUnknown } from "../lifecycle/unknown.ts";
import { iso } from "../platform/postgres/times.ts";
import { type Result, refuse, refuseWith, succeed } from "../platform/result.ts";
import { toHoldResponse } from "./hold-response.ts";
import type { PointsContext } from "./points-context.ts";
import { viewBalance } from "./view-balance.ts";

/**
 * A member's balance, holds and latest transfers. If a points program keeps the points, the balance comes from it and
 * there are no transfers. A known member who never had points has a balance of zero.
 */
export async function getMemberLoyalty(
  { pool, program, log }: Pick<PointsContext, "pool" | "program" | "log">,
  memberId: string,
): Promise<Result<MemberLoyalty>> {
  if (program !== null) {
    const answer = await program.balance(memberId).catch((error: Error) => error);
    if (answer instanceof Error) {
      log.error({ err: answer, memberId }, "the points program can't be reached");
      return refuse("programme_unavailable");
    }
    if (answer === null) return refuseWith("member_unknown", { unknownTo: "program" });
    const balance = viewBalance(answer);
    const copies = await listMemberHolds(pool, memberId);
    const holds = copies.map((hold) => toHoldResponse(memberId, hold));
    return succeed({ memberId, balance, holds, entries: [] });
  }
  const stored = await readMemberLoyalty(pool, memberId);
  if (stored === null && !(await memberExists(pool, memberId))) {
    return memberUnknown(memberId);
  }
  const { posted = 0, pending = 0, holds = [], transfers = [] } = stored ?? {};
  return succeed({
    memberId,
    balance: viewBalance({ posted, pending }),
    holds: holds.map((hold) => toHoldResponse(memberId, hold)),
    entries: transfers.map((transfer) => ({ ...transfer, at: iso(transfer.at) })),
  });
}

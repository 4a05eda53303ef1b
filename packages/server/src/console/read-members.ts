import type { MemberHit, MemberPage } from "@followthrough/core/contract";
import { listMembersPrompts } from "../delivery/sql/prompt-details.ts";
import { listLoyaltySteps } from "../ledger/sql/loyalty-steps.ts";
import { listMembersOrders } from "../lifecycle/sql/search-orders.ts";
import type { Context } from "../platform/context.ts";
import { type Result, refuse, succeed } from "../platform/result.ts";
import { listFirstMembers, readErasure, searchMembers } from "./sql/console-members.ts";
import { readShopper } from "./sql/order-shopper.ts";

type Reader = Pick<Context, "pool">;

const FOUND = 50;
const ORDERS = 100;
const PROMPTS = 50;

/** Members whose id, address or name begins with `text`; the first ones by id if there is no text. */
export function findMembers({ pool }: Reader, text: string | undefined): Promise<MemberHit[]> {
  const wanted = text?.trim() ?? "";
  return wanted === "" ? listFirstMembers(pool, FOUND) : searchMembers(pool, wanted, FOUND);
}

/** Everything about one member. For an erased member, only the erasure and the orders remain. */
export async function readMemberPage(
  { pool }: Reader,
  memberId: string,
): Promise<Result<MemberPage>> {
  const [shopper, erasure, orders, prompts, loyaltySteps] = await Promise.all([
    readShopper(pool, memberId, null),
    readErasure(pool, memberId),
    listMembersOrders(pool, memberId, ORDERS),
    listMembersPrompts(pool, memberId, PROMPTS),
    listLoyaltySteps(pool, memberId),
  ]);
  const isHeardOf = shopper.member !== null || erasure !== null || orders.length > 0;
  if (!isHeardOf) return refuse("member_unknown");
  return succeed({ memberId, shopper, erasure, orders, prompts, loyaltySteps });
}

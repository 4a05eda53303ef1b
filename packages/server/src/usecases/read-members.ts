import type { MemberHit, MemberPage } from "@followthrough/core/contract";
import { listFirstMembers, readErasure, searchMembers } from "../db/console-members.ts";
import { listLoyaltySteps } from "../db/loyalty-steps.ts";
import { listMembersPrompts } from "../db/prompt-details.ts";
import { listMembersOrders } from "../db/search-orders.ts";
import { readShopper } from "../db/shopper.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";

type Reader = Pick<Context, "pool">;

const FOUND = 50;
const ORDERS = 100;
const PROMPTS = 50;

/** Members by the beginning of their id, address or name; some of them where nothing is looked for. */
export function findMembers({ pool }: Reader, text: string | undefined): Promise<MemberHit[]> {
  const wanted = text?.trim() ?? "";
  return wanted === "" ? listFirstMembers(pool, FOUND) : searchMembers(pool, wanted, FOUND);
}

/** Everything about one member; of one who was erased, that they were. */
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

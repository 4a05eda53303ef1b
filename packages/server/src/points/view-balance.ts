import type { MemberLoyalty } from "@followthrough/core/contract";
import { availablePoints, type PointsAccount, pointsDebt } from "@followthrough/core/domain";

/** A member's balance as callers see it. */
export function viewBalance({
  posted,
  pending,
}: Pick<PointsAccount, "posted" | "pending">): MemberLoyalty["balance"] {
  const balance = { posted, pending };
  return { ...balance, available: availablePoints(balance), debt: pointsDebt(balance) };
}

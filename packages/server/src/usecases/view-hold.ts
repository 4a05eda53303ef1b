import type { LoyaltyHold } from "@followthrough/core/contract";
import type { Hold } from "@followthrough/core/domain";
import { iso, isoOrNull } from "../db/orchestration-row.ts";

/** A hold as callers see it. */
export function viewHold(
  memberId: string,
  hold: Omit<Hold, "askedUntil" | "resolvedBy">,
): LoyaltyHold {
  const { holdId, orderId, points, state, captured, expiresAt, placedAt, resolvedAt } = hold;
  return {
    holdId,
    memberId,
    orderId,
    points,
    state,
    captured,
    expiresAt: iso(expiresAt),
    placedAt: iso(placedAt),
    resolvedAt: isoOrNull(resolvedAt),
  };
}

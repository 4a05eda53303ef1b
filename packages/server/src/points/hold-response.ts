import type { LoyaltyHold } from "@followthrough/core/contract";
import type { Hold } from "@followthrough/core/domain";
import type { OperationAnswer } from "../ledger/ledger-batch.ts";
import { iso, isoOrNull } from "../platform/postgres/times.ts";
import { type Result, refuse, succeed } from "../platform/result.ts";

/** A hold as callers see it. */
export function toHoldResponse(
  memberId: string,
  hold: Omit<Hold, "askedUntil" | "resolvedBy">,
): LoyaltyHold {
  const { holdId, orderId, points, state, captured, placedAt, resolvedAt } = hold;
  return {
    holdId,
    memberId,
    orderId,
    points,
    state,
    captured,
    expiresAt: hold.isKept && state === "active" ? null : iso(hold.expiresAt),
    placedAt: iso(placedAt),
    resolvedAt: isoOrNull(resolvedAt),
  };
}

/** The answer to a caller about a hold after an operation on it. */
export function holdResponse(
  holdId: string,
  answer: OperationAnswer,
): Result<{ hold: LoyaltyHold; isNew: boolean }> {
  if (!answer.ok) return answer;
  const hold = answer.ledger.holds.get(holdId);
  if (hold === undefined) return refuse("hold_unknown");
  return succeed({ hold: toHoldResponse(answer.memberId, hold), isNew: answer.isNew });
}

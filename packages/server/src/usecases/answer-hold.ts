import type { LoyaltyHold } from "@followthrough/core/contract";
import type { OperationAnswer } from "./ledger-sheet.ts";
import { type Result, refuse, succeed } from "./result.ts";
import { viewHold } from "./view-hold.ts";

/** What a caller is told of a hold after an operation on it. */
export function answerHold(
  holdId: string,
  answer: OperationAnswer,
): Result<{ hold: LoyaltyHold; isNew: boolean }> {
  if (!answer.ok) return answer;
  const hold = answer.ledger.holds.get(holdId);
  if (hold === undefined) return refuse("hold_unknown");
  return succeed({ hold: viewHold(answer.memberId, hold), isNew: answer.isNew });
}

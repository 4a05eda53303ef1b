import type { LoyaltyHold, PostCapture, PostExtend } from "@followthrough/core/contract";
import { readHold } from "../ledger/sql/holds.ts";
import type { Result } from "../platform/result.ts";
import { closeHold } from "./close-hold.ts";
import { holdResponse } from "./hold-response.ts";
import type { PointsContext } from "./points-context.ts";
import { reportHoldToOrder } from "./report-hold-to-order.ts";

type HoldResult = Result<{ hold: LoyaltyHold; isNew: boolean }>;

/** Takes all points of a hold, or a part; the rest goes back to the member. */
export async function captureHold(
  context: PointsContext,
  holdId: string,
  { points }: PostCapture,
  key: string | null,
): Promise<HoldResult> {
  const operation = { kind: "capture", holdId, points: points ?? null, key } as const;
  return resolved(context, holdId, { memberId: null, operation });
}

/** Keeps the points held for longer; never shortens a hold. */
export async function extendHold(
  context: PointsContext,
  holdId: string,
  { expiresAt }: PostExtend,
): Promise<HoldResult> {
  const operation = { kind: "extend", holdId, expiresAt: Date.parse(expiresAt) } as const;
  return resolved(context, holdId, { memberId: null, operation });
}

/** Gives the points back. If the hold was for an order, the order needs another hold to continue. */
export async function releaseHold(
  context: PointsContext,
  holdId: string,
  key: string | null,
): Promise<HoldResult> {
  const asked = { memberId: null, operation: { kind: "release", holdId, key } } as const;
  const hold = await readHold(context.pool, holdId);
  if (hold?.orderId == null || hold.state !== "active") return resolved(context, holdId, asked);
  const recorded = await reportHoldToOrder(context, hold.orderId, "released", hold, asked);
  if (recorded.ok && !recorded.replayed) {
    // Answer with the hold as it was just committed.
    const after = await readHoldAnswer(context, holdId);
    if (after !== null) return after;
  }
  return resolved(context, holdId, asked);
}

/** If an operation is refused because the hold's time is over, the hold is also expired, so that all readers agree. */
async function resolved(
  context: PointsContext,
  holdId: string,
  asked: Parameters<PointsContext["ledger"]>[0],
): Promise<HoldResult> {
  const answer = await context.ledger(asked);
  if (!answer.ok && answer.code === "expired") await closeHold(context, holdId);
  const result = holdResponse(holdId, answer);
  const orderId = result.ok && result.value.isNew ? result.value.hold.orderId : null;
  if (orderId !== null) context.changes.changed([orderId]);
  return result;
}

/** Reads the hold through the ledger: expiring a resolved hold changes nothing, and the answer contains the hold. */
async function readHoldAnswer(context: PointsContext, holdId: string): Promise<HoldResult | null> {
  const operation = { kind: "expire", holdId } as const;
  const answer = await context.ledger({ memberId: null, operation });
  return answer.ok ? holdResponse(holdId, { ...answer, isNew: true }) : null;
}

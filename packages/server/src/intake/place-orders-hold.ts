import type { Redemption } from "@followthrough/core/domain";
import { applyWithin } from "../ledger/apply-operations.ts";
import { storeRequest } from "../ledger/sql/program-requests.ts";
import { orderHoldId } from "../lifecycle/ensure-orchestration.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/postgres/database.ts";
import { refuse } from "../platform/result.ts";
import { RollBack } from "../platform/roll-back.ts";

/** An order that redeems its member's points. */
export interface RedeemingOrder {
  readonly orderId: string;
  readonly memberId: string;
  readonly points: number;
}

/**
 * Holds an order's points in the transaction that places the order. If a points program keeps the points, the request
 * to it is committed with the order.
 *
 * @param now epoch milliseconds
 * @param withoutPoints whether the order is placed if the member has too few points
 * @throws RollBack when the member has too few points and the order is not placed
 */
export async function placeOrdersHold(
  tx: Tx,
  { policy, pointsKeeper }: Pick<Context, "policy" | "pointsKeeper">,
  { orderId, memberId, points }: RedeemingOrder,
  now: number,
  withoutPoints: "refuse" | "place",
): Promise<Redemption> {
  const held = { holdId: orderHoldId(orderId), points, expiresAt: now + policy.holdMs };
  if (pointsKeeper === "program") {
    await storeRequest(tx, { kind: "hold", orderId, memberId, ...held });
    return { news: "asked", held };
  }
  const operation = { kind: "hold", orderId, ...held } as const;
  const answer = await applyWithin(tx, { memberId, operation });
  if (answer === null) throw new RollBack(refuse("version_conflict"));
  if (!answer.ok) {
    const isPlaced = withoutPoints === "place" && answer.code === "insufficient_points";
    if (!isPlaced) throw new RollBack(answer);
    return { news: "refused", held };
  }
  return { news: "placed", held };
}

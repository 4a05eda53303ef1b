import type { Redemption } from "@followthrough/core/domain";
import type { Tx } from "../db/database.ts";
import { keepRequest } from "../db/loyalty-requests.ts";
import type { CommitContext } from "./commit-context.ts";
import { orderHoldId } from "./ensure-orchestration.ts";
import { operateIn } from "./operate-ledger.ts";
import { OperationRefused } from "./operation-refused.ts";
import { refuse } from "./result.ts";

/** An order that redeems points of its member. */
export interface RedeemingOrder {
  readonly orderId: string;
  readonly memberId: string;
  readonly points: number;
}

/**
 * Holds an order's points in the transaction that places it; where a programme keeps them, that it has to be asked is
 * committed with the order.
 *
 * @param now epoch milliseconds
 * @throws OperationRefused when the member has fewer
 */
export async function placeOrdersHold(
  tx: Tx,
  { policy, pointsKeeper }: Pick<CommitContext, "policy" | "pointsKeeper">,
  { orderId, memberId, points }: RedeemingOrder,
  now: number,
): Promise<Redemption> {
  const held = { holdId: orderHoldId(orderId), points, expiresAt: now + policy.holdMs };
  if (pointsKeeper === "programme") {
    await keepRequest(tx, { kind: "hold", orderId, memberId, ...held });
    return { news: "asked", held };
  }
  const operation = { kind: "hold", orderId, ...held } as const;
  const answer = await operateIn(tx, { memberId, operation });
  if (answer === null) throw new OperationRefused(refuse("version_conflict"));
  if (!answer.ok) throw new OperationRefused(answer);
  return { news: "placed", held };
}

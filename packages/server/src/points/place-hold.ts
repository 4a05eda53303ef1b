import type { LoyaltyHold, PutHold } from "@followthrough/core/contract";
import { readHold } from "../ledger/sql/holds.ts";
import { readOrder } from "../lifecycle/sql/orders.ts";
import { orderUnknown } from "../lifecycle/unknown.ts";
import { type Result, refuse } from "../platform/result.ts";
import { holdResponse } from "./hold-response.ts";
import type { PointsContext } from "./points-context.ts";
import { reportHoldToOrder } from "./report-hold-to-order.ts";

/**
 * Holds points under the caller's id. A hold that names an order completes the order's loyalty stage in the same
 * transaction, and is then extended, captured or released with the order.
 */
export async function placeHold(
  context: PointsContext,
  holdId: string,
  body: PutHold,
): Promise<Result<{ hold: LoyaltyHold; isNew: boolean }>> {
  const { memberId, points } = body;
  const orderId = body.orderId ?? null;
  const expiresAt = Date.parse(body.expiresAt);
  const operation = { kind: "hold", holdId, orderId, points, expiresAt } as const;
  const asked = { memberId, operation };
  const isPlain = orderId === null || (await readHold(context.pool, holdId)) !== null;
  if (isPlain) return holdResponse(holdId, await context.ledger(asked));

  if (context.program !== null) return refuse("programme_keeps_points");
  const read = await readOrder(context.pool, orderId);
  if (read === null) return orderUnknown(orderId);
  if (read.order.memberId !== memberId) return refuse("order_of_another_member");
  const held = { holdId, points, expiresAt };
  const recorded = await reportHoldToOrder(context, orderId, "placed", held, asked);
  if (!recorded.ok && recorded.code !== "version_conflict") return recorded;
  // The hold was placed now, or a moment ago by the same request. Its current state answers both.
  const answer = holdResponse(holdId, await context.ledger(asked));
  if (!answer.ok) return answer;
  return { ok: true, value: { ...answer.value, isNew: recorded.ok && !recorded.replayed } };
}

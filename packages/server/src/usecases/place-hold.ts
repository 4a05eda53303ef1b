import type { LoyaltyHold, PutHold } from "@followthrough/core/contract";
import { readHold } from "../db/loyalty-holds.ts";
import { readOrder } from "../db/orders.ts";
import { answerHold } from "./answer-hold.ts";
import type { Context } from "./context.ts";
import { type Result, refuse } from "./result.ts";
import { tellOrderOfHold } from "./tell-order-of-hold.ts";

/**
 * Holds points under the caller's id. One that names an order completes that order's loyalty stage in the same
 * transaction, and goes where the order goes from then on.
 */
export async function placeHold(
  context: Context,
  holdId: string,
  body: PutHold,
): Promise<Result<{ hold: LoyaltyHold; isNew: boolean }>> {
  const { memberId, points } = body;
  const orderId = body.orderId ?? null;
  const expiresAt = Date.parse(body.expiresAt);
  const operation = { kind: "hold", holdId, orderId, points, expiresAt } as const;
  const asked = { memberId, operation };
  const isPlain = orderId === null || (await readHold(context.pool, holdId)) !== null;
  if (isPlain) return answerHold(holdId, await context.ledger(asked));

  const read = await readOrder(context.pool, orderId);
  if (read === null) return refuse("order_unknown", `No order ${orderId} was reported.`);
  if (read.order.memberId !== memberId) return refuse("order_of_another_member");
  const held = { holdId, points, expiresAt };
  const told = await tellOrderOfHold(context, orderId, "placed", held, asked);
  if (!told.ok && told.code !== "version_conflict") return told;
  // Placed now, or a moment ago by the same request: what it is now is the answer to both.
  const answer = answerHold(holdId, await context.ledger(asked));
  if (!answer.ok) return answer;
  return { ok: true, value: { ...answer.value, isNew: told.ok && !told.replayed } };
}

import type { EventOutcome } from "@followthrough/core/contract";
import { type Waiver, waivePoints } from "@followthrough/core/domain";
import { listCapturedOrders } from "../ledger/sql/holds.ts";
import type { Committed, RequestOptions } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/postgres/database.ts";
import { type Refusal, refuse } from "../platform/result.ts";
import { commitEvent } from "./commit/commit-event.ts";
import { answerOfEntry } from "./commit/event-answer.ts";
import { hashRequest } from "./commit/request-hash.ts";
import { readOrder, waiveOrdersPoints } from "./sql/orders.ts";

/**
 * Lets an order go on without its points: what is still held goes back to the member, and the total grows by what the
 * points stood for. An order does that once; a repeat gets the first answer.
 */
export function waiveOrder(
  context: Context,
  orderId: string,
  waiver: Waiver,
  { idempotencyKey, expectedVersion }: RequestOptions,
): Promise<Committed<EventOutcome> | Refusal> {
  return commitEvent(context, orderId, waivePoints(waiver), {
    idempotencyKey,
    requestHash: hashRequest("waive", orderId, waiver),
    expectedVersion,
    answerOf: (entry) => answerOfEntry(orderId, entry),
    alongside: (tx) => recordWaiver(tx, orderId),
  });
}

/**
 * The same for the shopper. Points that nobody has put a price on can be waived by the shop only: the shopper would get
 * them back, and keep what they have taken off the total.
 */
export async function waiveForShopper(
  context: Context,
  orderId: string,
  reason: string,
  options: RequestOptions,
): Promise<Committed<EventOutcome> | Refusal> {
  const read = await readOrder(context.pool, orderId);
  if (read !== null && read.order.pointsValue === null) return refuse("points_value_unknown");
  return waiveOrder(context, orderId, { reason, actor: "member" }, options);
}

/**
 * Writes what else belongs to a waiver, in its transaction. The points may have been captured a moment before; the
 * account was locked since.
 */
export async function recordWaiver(tx: Tx, orderId: string): Promise<Refusal | null> {
  const captured = await listCapturedOrders(tx, [orderId]);
  if (captured.has(orderId)) return refuse("already_captured");
  await waiveOrdersPoints(tx, orderId);
  return null;
}

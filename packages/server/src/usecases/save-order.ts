import type { Order, PutOrder } from "@followthrough/core/contract";
import { transaction } from "../db/database.ts";
import { readOrder, type StoredOrder, upsertOrder } from "../db/orders.ts";
import { readParkedFacts, unparkFact } from "../db/parked-facts.ts";
import { commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { beginOrchestration } from "./ensure-orchestration.ts";
import { hashRequest, outcomeOf } from "./event-outcome.ts";
import { viewOrder } from "./get-order.ts";
import { reconsiderOrders } from "./reconsider-orders.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** What another member may mend. */
const MEMBER_REASONS = ["missing_member", "missing_address"] as const;

/** Keeps an order as the shop reports it and begins its orchestration; then applies what waited for it. */
export async function saveOrder(
  context: Context,
  orderId: string,
  body: PutOrder,
): Promise<Result<{ order: Order; created: boolean }>> {
  const requires = {
    verification: body.requires?.verification ?? true,
    loyaltyHold: body.requires?.loyaltyHold ?? true,
  };
  const known = await readOrder(context.pool, orderId);
  if (known !== null && body.requires !== undefined && !sameRequires(known.order, requires)) {
    return refuse("order_requirements_fixed", "Cancel this order and place another one instead.");
  }
  const { order, created } = await transaction(context.pool, async (tx) => {
    const saved = await upsertOrder(tx, {
      orderId,
      orderNumber: body.orderNumber,
      memberId: body.memberId,
      email: body.email ?? null,
      total: body.total,
      items: body.items,
      requires,
      placedAt: body.placedAt === undefined ? null : Date.parse(body.placedAt),
    });
    await beginOrchestration(tx, context, saved.order, saved.now);
    return saved;
  });
  await applyParkedFacts(context, orderId);
  if (known !== null && body.memberId !== null && known.order.memberId !== body.memberId) {
    const event = {
      kind: "reconsidered",
      note: "The order names another member now",
      settles: MEMBER_REASONS,
    } as const;
    await reconsiderOrders(context, body.memberId, MEMBER_REASONS, event, (id) => id === orderId);
  }
  if (created) context.changes.changed([orderId]);
  return succeed({ order: viewOrder(order), created });
}

/** Each fact is recorded before it is forgotten; a crash in between records nothing twice. */
async function applyParkedFacts(context: Context, orderId: string): Promise<void> {
  for (const event of await readParkedFacts(context.pool, orderId)) {
    const result = await commitEvent(context, orderId, event, {
      idempotencyKey: undefined,
      requestHash: hashRequest("parked", orderId, event),
      expectedVersion: undefined,
      answerOf: (entry) => outcomeOf(orderId, entry),
    });
    if (result.ok) await unparkFact(context.pool, orderId, event);
    else context.log.warn({ orderId, code: result.code }, "a parked fact could not be applied yet");
  }
}

function sameRequires({ requires }: StoredOrder, asked: StoredOrder["requires"]): boolean {
  return requires.verification === asked.verification && requires.loyaltyHold === asked.loyaltyHold;
}

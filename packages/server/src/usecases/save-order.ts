import type { Order, PutOrder } from "@followthrough/core/contract";
import type { AskedStage } from "@followthrough/core/domain";
import type { StoredOrder } from "../db/orders.ts";
import type { Context } from "./context.ts";
import { viewOrder } from "./get-order.ts";
import { keepOrder, readKnownOrder } from "./keep-order.ts";
import { linkOrder } from "./link-order.ts";
import { OperationRefused } from "./operation-refused.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** Keeps an order as the shop reports it and begins its orchestration; then applies what waited for it. */
export async function saveOrder(
  context: Context,
  orderId: string,
  body: PutOrder,
): Promise<Result<{ order: Order; created: boolean }>> {
  const redeemPoints = body.redeemPoints ?? null;
  const requires = {
    verification: body.requires?.verification ?? true,
    // Who redeems no points needs no hold.
    loyaltyHold: redeemPoints === null ? (body.requires?.loyaltyHold ?? true) : redeemPoints > 0,
  };
  const known = await readKnownOrder(context, orderId);
  if (known !== null && body.requires !== undefined && !sameRequires(known, requires)) {
    return refuse("order_requirements_fixed", "Cancel this order and place another one instead.");
  }
  if (known !== null && redeemPoints !== null && redeemPoints !== known.redeemPoints) {
    return refuse("order_requirements_fixed", "Cancel this order and place another one instead.");
  }
  const isOthers = known !== null && known.memberId !== body.memberId;
  if (isOthers && (known.redeemPoints ?? 0) > 0) {
    return refuse(
      "order_of_another_member",
      "The points that this order redeems are its member's.",
    );
  }
  for (const { provider, reference: id } of body.providerReferences ?? []) {
    await linkOrder(context, provider, [{ id, asks: askedBy(id) }], orderId);
  }
  const reported = {
    orderId,
    orderNumber: body.orderNumber,
    memberId: body.memberId,
    email: body.email ?? null,
    total: body.total,
    items: body.items,
    requires,
    redeemPoints,
    placedAt: body.placedAt === undefined ? null : Date.parse(body.placedAt),
    reportedAt: null,
  };
  try {
    const { order, created } = await keepOrder(context, reported, known);
    return succeed({ order: viewOrder(order), created });
  } catch (error) {
    if (error instanceof OperationRefused) return error.refusal;
    throw error;
  }
}

/** By the form of the id, which the schema has checked. */
function askedBy(reference: string): AskedStage {
  return reference.startsWith("vs_") ? "verification" : "payment";
}

function sameRequires({ requires }: StoredOrder, asked: StoredOrder["requires"]): boolean {
  return requires.verification === asked.verification && requires.loyaltyHold === asked.loyaltyHold;
}

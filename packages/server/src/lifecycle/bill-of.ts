import {
  type Bill,
  goesOnWithoutPoints,
  type Orchestration,
  type OrchestrationEvent,
} from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";
import type { BilledOrder } from "./sql/orders.ts";

/** What an order is to be paid, by what the shop reported and by the policy in force. */
export function billOf(
  { total, terms, isTest, pointsValue, pointsWaived }: BilledOrder,
  { policy, countsTest }: Pick<Context, "policy" | "countsTest">,
): Bill {
  const { settledBy, partialBy } = policy.payment;
  // Points that should have paid a part leave a rest, and paying it is up to the shopper.
  const isRestMembers = pointsWaived && (pointsValue ?? 0) > 0;
  return {
    total: total.amount,
    currency: total.currency,
    terms,
    countsTest: countsTest || isTest,
    settledBy,
    partialBy: isRestMembers ? "member" : partialBy,
  };
}

/** What an order is to be paid once this event has happened: without its points it costs what they stood for as well. */
export function billAfter(
  order: BilledOrder,
  context: Pick<Context, "policy" | "countsTest">,
  state: Pick<Orchestration, "redeemsPoints" | "registers">,
  event: OrchestrationEvent,
): Bill {
  if (order.pointsWaived || !goesOnWithoutPoints(state, event)) return billOf(order, context);
  const amount = order.total.amount + (order.pointsValue ?? 0);
  return billOf({ ...order, total: { ...order.total, amount }, pointsWaived: true }, context);
}

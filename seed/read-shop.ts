import { getOrchestration, listEscalations } from "@followthrough/core/client";
import type { Escalation, Orchestration } from "@followthrough/core/contract";
import { type ApiClient, requireAnswer } from "./fill/require-answer.ts";
import type { ShopPlan } from "./plan/shop-plan.ts";

/** Where the orders of a plan stand, as the product says it. */
export interface ShopReading {
  readonly orders: readonly Orchestration[];
  readonly openEscalations: readonly Escalation[];
}

/** Reads each order of the plan from the product. @throws {SeedFailed} when one of them is unknown */
export async function readShop(client: ApiClient, plan: ShopPlan): Promise<ShopReading> {
  const orders: Orchestration[] = [];
  for (const { orderId } of plan.orders) {
    const call = getOrchestration({ client, path: { orderId } });
    orders.push((await requireAnswer(`Order ${orderId}`, call)).data);
  }
  const planned = new Set(plan.orders.map(({ orderId }) => orderId));
  const openEscalations: Escalation[] = [];
  let after: string | null = null;
  do {
    const query: { limit: number; after?: string } = { limit: 200 };
    if (after !== null) query.after = after;
    const { data } = await requireAnswer("The escalations", listEscalations({ client, query }));
    openEscalations.push(...data.items.filter(({ orderId }) => planned.has(orderId)));
    after = data.nextCursor;
  } while (after !== null);
  return { orders, openEscalations };
}

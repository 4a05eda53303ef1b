import type { TestApp } from "./app.ts";
import { putPoints } from "./loyalty.ts";

/** Places an order that redeems 60 of its member's 100 points. Order and member have the same id. */
export async function putRedeeming(
  shop: Pick<TestApp, "api">,
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
) {
  await shop.api.putMember(name);
  await putPoints(shop, name, 100);
  return shop.api.putOrder(name, { memberId: name, redeemPoints: 60, ...changes });
}

/** Completes these stages of an order, one after the other. */
export async function complete(
  { api }: Pick<TestApp, "api">,
  orderId: string,
  ...stages: readonly string[]
): Promise<void> {
  for (const stage of stages) await api.postEvent(orderId, { stage, status: "completed" });
}

/** Lets an order go on without its points. */
export function waive(
  { api }: Pick<TestApp, "api">,
  orderId: string,
  changes: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
) {
  const body = { reason: "The points are gone", operator: "Grace", ...changes };
  return api.post(`/checkout/orchestrations/${orderId}/waive-points`, body, headers);
}

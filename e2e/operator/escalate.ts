import { makeOverdue } from "../shopper/overdue.ts";
import type { PlacedOrder, ShopApi } from "../shopper/shop-api.ts";

/** Places an order that waits on the shop itself, and lets a sweep give it to operators. */
export async function placeEscalated(
  api: ShopApi,
  changes: Parameters<ShopApi["placeOrder"]>[0] = {},
): Promise<PlacedOrder> {
  const order = await api.placeOrder(changes);
  const due = {
    waitingOn: "operator",
    nextActionAt: new Date(Date.now() - 60_000).toISOString(),
  } as const;
  await api.report(order.orderId, "payment", "waiting", due);
  await api.sweep();
  return order;
}

/** Places an order whose member is due to be reminded. */
export async function placeOverdue(api: ShopApi): Promise<PlacedOrder> {
  const order = await api.placeOrder();
  await makeOverdue(api, order, "payment", "waiting");
  return order;
}

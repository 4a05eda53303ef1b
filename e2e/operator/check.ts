import { randomUUID } from "node:crypto";
import type { CheckBody } from "@followthrough/core/contract";
import type { PlacedOrder, ShopApi } from "../shopper/shop-api.ts";

async function reportCheck(api: ShopApi, { orderId }: PlacedOrder, check: CheckBody) {
  const answer = await api.send("POST", `/checkout/orchestrations/${orderId}/events`, {
    stage: "verification",
    status: "waiting",
    source: "stripe",
    sourceEventId: randomUUID(),
    check,
  });
  if (!answer.ok) throw new Error(`The check was refused: ${await answer.text()}`);
}

/** A paid order whose identity check has failed once, and whose payment is under review. */
export async function placeChecked(api: ShopApi): Promise<PlacedOrder> {
  const order = await api.placeOrder();
  await api.complete(order.orderId, "payment");
  await reportCheck(api, order, {
    kind: "identity",
    reference: `vs_${randomUUID()}`,
    state: "requires_input",
    reason: "document_expired",
    failure: "vr_1",
  });
  await reportCheck(api, order, {
    kind: "review",
    reference: `prv_${randomUUID()}`,
    state: "open",
    reason: "rule",
  });
  return order;
}

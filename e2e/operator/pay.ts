import { randomUUID } from "node:crypto";
import type { PaymentBody } from "@followthrough/core/contract";
import type { PlacedOrder, ShopApi } from "../shopper/shop-api.ts";

/** Reports a payment of an order, as a provider does. */
export async function reportPayment(
  api: ShopApi,
  { orderId }: Pick<PlacedOrder, "orderId">,
  payment: PaymentBody,
): Promise<void> {
  const answer = await api.send("POST", `/checkout/orchestrations/${orderId}/events`, {
    stage: "payment",
    status: "in_progress",
    // The only provider with pages of its own that the console links.
    source: "stripe",
    sourceEventId: randomUUID(),
    payment,
  });
  if (!answer.ok) throw new Error(`The payment was refused: ${await answer.text()}`);
}

const DAY = 24 * 60 * 60_000;

/** An order of EUR 1,480.00 that is paid; a part is refunded, and another part is disputed for six days more. */
export async function placeDisputed(api: ShopApi): Promise<PlacedOrder> {
  const order = await api.placeOrder();
  const now = Date.now();
  const createdAt = new Date(now - DAY).toISOString();
  const dueBy = new Date(now + 6 * DAY).toISOString();
  const card = { reference: `pi_${randomUUID()}`, method: "card" } as const;
  const refund = { reference: "re_1", amount: 9_800, state: "succeeded", createdAt } as const;
  const dispute = { reference: "dp_1", amount: 98_000, state: "open", createdAt, dueBy } as const;
  await reportPayment(api, order, { ...card, state: "captured", captured: 148_000 });
  await reportPayment(api, order, { reference: card.reference, refunds: [refund] });
  await reportPayment(api, order, { reference: card.reference, disputes: [dispute] });
  await reportPayment(api, order, {
    reference: `pi_${randomUUID()}`,
    state: "requires_action",
    method: "voucher",
    methodName: "boleto",
    currency: "BRL",
    test: true,
    actBy: dueBy,
    nextStep: { kind: "voucher", url: "https://pay.example/voucher" },
  });
  return order;
}

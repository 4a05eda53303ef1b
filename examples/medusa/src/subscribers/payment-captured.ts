import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { paid } from "../followthrough/messages";
import { readOrder } from "../followthrough/read-order";
import { send } from "../followthrough/send";

export default async function reportPaid({ event, container }: SubscriberArgs<{ id: string }>) {
  const paymentId = event.data.id;
  const query = container.resolve("query");
  const { data: payments } = await query.graph({
    entity: "payment",
    fields: ["id", "payment_collection.order.id"],
    filters: { id: paymentId },
  });
  const orderId = payments[0]?.payment_collection?.order?.id;
  // A payment of a cart that has not become an order: what it comes to is in the order when that is placed.
  if (orderId === undefined) return;
  await send(paid(await readOrder(container, orderId), paymentId, new Date()));
}

export const config: SubscriberConfig = { event: "payment.captured" };

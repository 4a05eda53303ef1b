import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { paid, placed } from "../followthrough/messages";
import { readOrder } from "../followthrough/read-order";
import { send } from "../followthrough/send";

export default async function reportPlaced({ event, container }: SubscriberArgs<{ id: string }>) {
  const order = await readOrder(container, event.data.id);
  await send(placed(order));
  // Captured with the cart, before there was an order to report it of.
  if (order.payment_status === "captured") await send(paid(order, order.id, new Date()));
}

export const config: SubscriberConfig = { event: "order.placed" };

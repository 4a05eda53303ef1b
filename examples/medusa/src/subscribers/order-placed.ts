import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { placed } from "../followthrough/messages";
import { payments } from "../followthrough/payments";
import { readOrder } from "../followthrough/read-order";
import { sendAll } from "../followthrough/send";

export default async function reportPlaced({ event, container }: SubscriberArgs<{ id: string }>) {
  const order = await readOrder(container, event.data.id);
  // The payments were authorized, or captured, with the cart: before there was an order to report them of.
  await sendAll([placed(order), ...payments(order)]);
}

export const config: SubscriberConfig = { event: "order.placed" };

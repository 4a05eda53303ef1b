import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { fulfilled } from "../followthrough/messages";
import { readOrder } from "../followthrough/read-order";
import { send } from "../followthrough/send";

type Data = { order_id: string; fulfillment_id: string };

export default async function reportFulfilled({ event, container }: SubscriberArgs<Data>) {
  const { order_id: orderId, fulfillment_id: fulfillmentId } = event.data;
  await send(fulfilled(await readOrder(container, orderId), fulfillmentId, new Date()));
}

export const config: SubscriberConfig = { event: "order.fulfillment_created" };

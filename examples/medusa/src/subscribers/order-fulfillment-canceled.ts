import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { calledOff } from "../followthrough/messages";
import { send } from "../followthrough/send";

type Data = { order_id: string; fulfillment_id: string };

export default async function reportCalledOff({ event }: SubscriberArgs<Data>) {
  const { order_id: orderId, fulfillment_id: fulfillmentId } = event.data;
  await send(calledOff(orderId, fulfillmentId, new Date()));
}

export const config: SubscriberConfig = { event: "order.fulfillment_canceled" };

import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { edited } from "../followthrough/messages";
import { payments } from "../followthrough/payments";
import { readOrder } from "../followthrough/read-order";
import { sendAll } from "../followthrough/send";

type Data = { order_id: string };

export default async function reportEdited({ event, container }: SubscriberArgs<Data>) {
  const order = await readOrder(container, event.data.order_id);
  await sendAll([edited(order), ...payments(order)]);
}

export const config: SubscriberConfig = { event: "order-edit.confirmed" };

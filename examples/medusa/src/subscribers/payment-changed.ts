import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { payments } from "../followthrough/payments";
import { readOrderOfPayment } from "../followthrough/read-order";
import { sendAll } from "../followthrough/send";

export default async function reportPayments({ event, container }: SubscriberArgs<{ id: string }>) {
  const order = await readOrderOfPayment(container, event.data.id);
  // A payment of a cart that has not become an order: it is reported when the order is placed.
  if (order !== null) await sendAll(payments(order));
}

export const config: SubscriberConfig = { event: ["payment.captured", "payment.refunded"] };

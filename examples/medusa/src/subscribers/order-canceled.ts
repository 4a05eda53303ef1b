import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { cancelled } from "../followthrough/messages";
import { payments } from "../followthrough/payments";
import { readOrder } from "../followthrough/read-order";
import { sendAll } from "../followthrough/send";

export default async function reportCancelled({
  event,
  container,
}: SubscriberArgs<{ id: string }>) {
  const order = await readOrder(container, event.data.id);
  // Medusa releases or refunds the order's payments as well, and has no event of its own for that.
  await sendAll([cancelled(order.id, new Date()), ...payments(order)]);
}

export const config: SubscriberConfig = { event: "order.canceled" };

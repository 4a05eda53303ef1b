import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { cancelled } from "../followthrough/messages";
import { send } from "../followthrough/send";

export default async function reportCancelled({ event }: SubscriberArgs<{ id: string }>) {
  await send(cancelled(event.data.id, new Date()));
}

export const config: SubscriberConfig = { event: "order.canceled" };

import { type Notification, NotificationPage } from "@followthrough/core/contract";
import type { TestApp } from "./app.ts";

const LONG_AGO = "2026-01-01T00:00:00Z";

/** An order that its member left at the payment, with the first prompt decided but not sent yet. */
export async function putPrompted(
  { api, sweep }: TestApp,
  orderId: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await api.putOrder(orderId, { placedAt: LONG_AGO, ...changes });
  await sweep();
}

/** The state of an order's prompts as operators see it, newest first. */
export async function promptsOf({ api }: TestApp, orderId: string): Promise<Notification[]> {
  const { body } = await api.get(`/notifications?type=checkout_recovery_prompt&orderId=${orderId}`);
  return NotificationPage.parse(body).items;
}

/** The state of an order's only prompt. */
export async function promptOf(shop: TestApp, orderId: string): Promise<Notification> {
  const [prompt, ...others] = await promptsOf(shop, orderId);
  if (prompt === undefined || others.length > 0) {
    throw new Error(`${orderId} has ${others.length + Number(prompt !== undefined)} prompts`);
  }
  return prompt;
}

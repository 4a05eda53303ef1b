import { setTimeout as pause } from "node:timers/promises";
import { listInbox, type PostEvent, receiveStandardWebhook } from "@followthrough/core/client";
import { Webhook } from "standardwebhooks";
import { type ApiClient, requireAnswer } from "./require-answer.ts";

const PATIENCE_MS = 15_000;

/**
 * Sends a report as a backend of the shop's own would: signed, and known by its id.
 *
 * @returns whether the product had not taken it before
 */
export async function sendWebhook(
  client: ApiClient,
  secret: string,
  orderId: string,
  event: PostEvent,
): Promise<boolean> {
  const { occurredAt, source, sourceEventId, ...said } = event;
  const at = new Date();
  const id = sourceEventId ?? `${orderId}.${event.stage}`;
  const body = { type: "stage.reported", timestamp: occurredAt ?? at.toISOString() };
  const text = JSON.stringify({ ...body, data: { orderId, ...said } });
  const call = receiveStandardWebhook({
    client,
    body: text,
    // What is signed are these bytes, so that they must not be written a second time.
    bodySerializer: () => text,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, at, text),
    },
  });
  const { data } = await requireAnswer(
    `The webhook ${id} (is STANDARD_WEBHOOK_SECRETS the product's own?)`,
    call,
  );
  return !data.repeated;
}

/** Waits until the product has worked on every webhook that it took, as long as a worker can be expected to need. */
export async function awaitInbox(client: ApiClient): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  const query = { state: "received", limit: 1 } as const;
  while (performance.now() < deadline) {
    const { data } = await requireAnswer("The inbox", listInbox({ client, query }));
    if (data.items.length === 0) return;
    await pause(200);
  }
}

import { createHash } from "node:crypto";
import type { WebhookReceipt } from "@followthrough/core/contract";
import { type NewMessage, storeMessage } from "../db/inbox.ts";
import type { Context } from "./context.ts";

/** Keeps a message whose signature was right; answered after the commit, and worked on apart from it. */
export async function receiveWebhook(
  { pool, changes }: Pick<Context, "pool" | "changes">,
  message: Omit<NewMessage, "bodyHash">,
): Promise<WebhookReceipt> {
  const bodyHash = createHash("sha256").update(message.body).digest();
  const { inboxId, isNew } = await storeMessage(pool, { ...message, bodyHash });
  if (isNew) changes.inboxWaiting();
  return { inboxId, repeated: !isNew };
}

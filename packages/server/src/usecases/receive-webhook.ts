import { createHash } from "node:crypto";
import type { WebhookReceipt } from "@followthrough/core/contract";
import type { NewMessage } from "../db/inbox.ts";
import type { Context } from "./context.ts";

/** Keeps a message whose signature was right; answered after the commit, and worked on apart from it. */
export async function receiveWebhook(
  { intake, changes }: Pick<Context, "intake" | "changes">,
  message: Omit<NewMessage, "bodyHash">,
): Promise<WebhookReceipt> {
  const bodyHash = createHash("sha256").update(message.body).digest();
  const { inboxId, isNew } = await intake({ ...message, bodyHash });
  if (isNew) changes.inboxWaiting();
  return { inboxId, repeated: !isNew };
}

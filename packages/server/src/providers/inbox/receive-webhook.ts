import { createHash } from "node:crypto";
import type { WebhookReceipt } from "@followthrough/core/contract";
import type { Provider } from "@followthrough/core/domain";
import type { Messages, VerifiedWebhook } from "../connectors/connector.ts";
import type { ProvidersContext } from "../providers-context.ts";
import type { NewMessage } from "../sql/inbox.ts";

/**
 * Keeps the messages of a verified webhook. It resolves after all of them are committed; they are applied later. If
 * one of them can't be kept, the provider sends the webhook again, and the messages that were kept are repeats.
 *
 * @returns the receipt of the first message; `repeated` if every message was kept before
 */
export async function receiveWebhook(
  { intake, changes }: Pick<ProvidersContext, "intake" | "changes">,
  source: Provider,
  { account, signedAt }: Omit<VerifiedWebhook, "eventId">,
  messages: Messages,
): Promise<WebhookReceipt> {
  const keep = async (each: Pick<NewMessage, "eventId" | "body">) => {
    const message = { source, account, signedAt, ...each };
    const bodyHash = createHash("sha256").update(message.body).digest();
    const { inboxId, isNew } = await intake({ ...message, bodyHash });
    return { inboxId, isNew };
  };
  const [first, ...others] = messages;
  const [receipt, ...receipts] = await Promise.all([keep(first), ...others.map(keep)]);
  const isNew = [receipt, ...receipts].some((each) => each.isNew);
  if (isNew) changes.inboxWaiting();
  return { inboxId: receipt.inboxId, repeated: !isNew };
}

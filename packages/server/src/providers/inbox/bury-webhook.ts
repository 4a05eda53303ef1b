import type { Context } from "../../platform/context.ts";
import { buryMessage } from "../sql/inbox.ts";

/** Marks a message as dead after its last attempt failed, and logs an error. */
export async function buryWebhook(
  { pool, log }: Pick<Context, "pool" | "log">,
  inboxId: string,
): Promise<void> {
  const reason = await buryMessage(pool, inboxId);
  if (reason !== null) log.error({ inboxId, reason }, "a provider's message could not be applied");
}

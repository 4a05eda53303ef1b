import { giveUpMessage as writeEnd } from "../db/inbox.ts";
import type { Context } from "./context.ts";

/** Ends a message that could not be worked on in all its attempts, and leaves an error for whoever reads logs. */
export async function giveUpMessage(
  { pool, log }: Pick<Context, "pool" | "log">,
  inboxId: string,
): Promise<void> {
  const reason = await writeEnd(pool, inboxId);
  if (reason !== null) log.error({ inboxId, reason }, "a provider's message could not be applied");
}

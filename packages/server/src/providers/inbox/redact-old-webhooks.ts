import type { Context } from "../../platform/context.ts";
import { emptyOldMessages } from "../sql/inbox.ts";

/** Deletes the bodies of providers' messages that were applied or ignored and are older than this. */
export async function redactOldWebhooks(
  { pool, log }: Pick<Context, "pool" | "log">,
  keptMs: number,
): Promise<void> {
  let emptied = 0;
  for (;;) {
    const portion = await emptyOldMessages(pool, keptMs);
    emptied += portion;
    if (portion === 0) break;
  }
  if (emptied > 0) log.info({ emptied }, "emptied old messages of providers");
}

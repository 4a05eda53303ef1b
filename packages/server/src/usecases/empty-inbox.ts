import { emptyOldMessages } from "../db/inbox.ts";
import type { Context } from "./context.ts";

/** Empties providers' messages that are done with and older than this. */
export async function emptyInbox(
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

import { z } from "zod";
import { transaction } from "../db/database.ts";
import { claimMessages } from "../db/inbox.ts";
import type { Context } from "./context.ts";
import type { JobQueue } from "./enqueue-alerts.ts";
import { asJobDatabase } from "./job-database.ts";
import { QUEUES } from "./queue-names.ts";

// One statement of each kind; more at once only makes the first ones wait longer.
const BATCH_SIZE = 200;

/** What a job of the inbox's queue carries. */
export const InboxJob = z.object({ inboxId: z.uuid() });

/**
 * Hands every message that was kept to the queue. Apart from keeping it, so that a provider waits for one write;
 * in one transaction each, so that a crash neither loses nor doubles a job.
 *
 * @returns how many there were
 */
export async function queueInbox(
  { pool }: Pick<Context, "pool">,
  jobs: JobQueue,
  signal: AbortSignal,
): Promise<number> {
  let taken = 0;
  for (let isMore = true; isMore && !signal.aborted; ) {
    const count = await transaction(pool, async (tx) => {
      const inboxIds = await claimMessages(tx, BATCH_SIZE);
      const data = inboxIds.map((inboxId) => ({
        data: { inboxId } satisfies z.infer<typeof InboxJob>,
      }));
      if (data.length > 0) await jobs.insert(QUEUES.inbox, data, { db: asJobDatabase(tx) });
      return data.length;
    });
    taken += count;
    isMore = count === BATCH_SIZE;
  }
  return taken;
}

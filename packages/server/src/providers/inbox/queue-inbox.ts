import { z } from "zod";
import type { Context } from "../../platform/context.ts";
import { insertJobs, type JobQueue } from "../../platform/jobs/job-transaction.ts";
import { QUEUES } from "../../platform/jobs/queue-names.ts";
import { untilTaken } from "../../platform/jobs/until-taken.ts";
import { transaction } from "../../platform/postgres/database.ts";
import { claimMessages } from "../sql/inbox.ts";

// One statement of each kind handles a batch. A larger batch only makes its first messages wait longer.
const BATCH_SIZE = 200;

/** The data of a job in the inbox's queue. */
export const InboxJob = z.object({ inboxId: z.uuid() });

/**
 * Queues a job for every kept message that has none. This is separate from keeping a message, so that a provider
 * waits for one write only. Each batch is one transaction, so that a crash neither loses nor doubles a job.
 *
 * @returns how many messages were queued
 */
export async function queueInbox(
  { pool }: Pick<Context, "pool">,
  jobs: JobQueue,
  signal: AbortSignal,
): Promise<number> {
  return untilTaken(BATCH_SIZE, signal, () =>
    transaction(pool, async (tx) => {
      const inboxIds = await claimMessages(tx, BATCH_SIZE);
      const data = inboxIds.map((inboxId) => ({ inboxId }) satisfies z.infer<typeof InboxJob>);
      await insertJobs(tx, jobs, QUEUES.inbox, data);
      return data.length;
    }),
  );
}

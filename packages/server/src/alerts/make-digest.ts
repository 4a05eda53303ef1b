import type { Context } from "../platform/context.ts";
import type { JobQueue } from "../platform/jobs/job-transaction.ts";
import { transaction } from "../platform/postgres/database.ts";
import type { AlertSettings } from "./alert-settings.ts";
import { createAlertJobs } from "./create-alert-jobs.ts";
import { isDigestDue, lockDigests, skipNewEscalations, storeDigest } from "./sql/alert-digests.ts";
import type { AlertRecipient } from "./sql/operator-alerts.ts";

/** When a digest is made. */
export type DigestTimes = Pick<AlertSettings, "digestEveryMs" | "remindAfterMs">;

// Long enough for a gentle sweep to escalate most of what it escalates, and short for somebody who waits.
const COLLECT_MS = 60_000;

/**
 * Puts every escalation that operators must be alerted to into one digest, and makes one job of it for each recipient:
 * all in one transaction, and one process at a time, so that no crash and no second process loses or doubles one.
 *
 * @returns how many escalations the digest has; 0 if none was made
 */
export async function makeDigest(
  { pool, log }: Pick<Context, "pool" | "log">,
  jobs: JobQueue,
  recipients: readonly AlertRecipient[],
  { digestEveryMs: everyMs, remindAfterMs }: DigestTimes,
): Promise<number> {
  const collectMs = Math.min(COLLECT_MS, everyMs);
  const escalations = await transaction(pool, async (tx) => {
    if (recipients.length === 0) {
      await skipNewEscalations(tx);
      return 0;
    }
    if (!(await lockDigests(tx))) return 0;
    if (!(await isDigestDue(tx, { everyMs, collectMs, remindAfterMs }))) return 0;
    const digest = await storeDigest(tx, remindAfterMs);
    if (digest === null) return 0;
    const { digestId, count } = digest;
    const payload = { kind: "digest", digestId } as const;
    await createAlertJobs(tx, jobs, { subject: `digest:${digestId}`, payload }, recipients);
    return count;
  });
  if (escalations > 0) log.info({ escalations }, "queued a digest of escalations");
  return escalations;
}

import { z } from "zod";
import { insertJobs, type JobQueue } from "../platform/jobs/job-transaction.ts";
import { QUEUES } from "../platform/jobs/queue-names.ts";
import type { Tx } from "../platform/postgres/database.ts";
import type { AlertSettings } from "./alert-settings.ts";
import { type AlertRecipient, type NewAlert, storeAlerts } from "./sql/operator-alerts.ts";
/** The data of a job in the alert queue. */
export const AlertJob = z.object({ alertId: z.uuid() });

/** All recipients of alerts, without duplicates. */
export function recipientsOf(settings: AlertSettings): readonly AlertRecipient[] {
  const addresses = new Map(settings.emails.map((address) => [address.toLowerCase(), address]));
  const mails = [...addresses.values()].map(
    (recipient) => ({ channel: "mail", recipient }) as const,
  );
  return settings.webhook === undefined ? mails : [...mails, { channel: "webhook", recipient: "" }];
}

/** Stores an alert and its jobs in one transaction, so that a crash neither loses nor duplicates one. */
export async function createAlertJobs(
  tx: Tx,
  jobs: JobQueue,
  alert: NewAlert,
  recipients: readonly AlertRecipient[],
): Promise<number> {
  const alertIds = await storeAlerts(tx, alert, recipients);
  const data = alertIds.map((alertId) => ({ alertId }) satisfies z.infer<typeof AlertJob>);
  // Processes of a version that knows no digests must not take their jobs during an upgrade.
  const queue = alert.payload.kind === "digest" ? QUEUES.digest : QUEUES.alert;
  await insertJobs(tx, jobs, queue, data);
  return alertIds.length;
}

import type { PgBoss } from "pg-boss";
import { z } from "zod";
import type { AlertSettings } from "../config.ts";
import type { Tx } from "../db/database.ts";
import { type AlertRecipient, type NewAlert, storeAlerts } from "../db/operator-alerts.ts";
import { asJobDatabase } from "./job-database.ts";
import { QUEUES } from "./queue-names.ts";

/** The part of pg-boss that takes jobs. */
export type JobQueue = Pick<PgBoss, "insert">;

/** What a job of the alert queue carries. */
export const AlertJob = z.object({ alertId: z.uuid() });

/** Everybody who is told, each once. */
export function recipientsOf(settings: AlertSettings): readonly AlertRecipient[] {
  const addresses = new Map(settings.emails.map((address) => [address.toLowerCase(), address]));
  const mails = [...addresses.values()].map(
    (recipient) => ({ channel: "mail", recipient }) as const,
  );
  return settings.webhook === undefined ? mails : [...mails, { channel: "webhook", recipient: "" }];
}

/** Keeps alerts and their jobs in one transaction, so that a crash neither loses nor doubles one. */
export async function enqueueAlerts(
  tx: Tx,
  jobs: JobQueue,
  alerts: readonly NewAlert[],
  recipients: readonly AlertRecipient[],
): Promise<number> {
  const alertIds = await storeAlerts(tx, alerts, recipients);
  if (alertIds.length === 0) return 0;
  const data = alertIds.map((alertId) => ({
    data: { alertId } satisfies z.infer<typeof AlertJob>,
  }));
  await jobs.insert(QUEUES.alert, data, { db: asJobDatabase(tx) });
  return alertIds.length;
}

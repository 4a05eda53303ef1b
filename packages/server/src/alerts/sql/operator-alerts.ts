import type { EscalationReason } from "@followthrough/core/domain";
import { type Db, prepared, type Tx } from "../../platform/postgres/database.ts";

/** The recipient of an alert: one operator's address, or the shop's webhook. */
export type AlertRecipient =
  | { readonly channel: "mail"; readonly recipient: string }
  | { readonly channel: "webhook"; readonly recipient: "" };

/** What an alert is about. Escalations are read when the alert is sent. */
export type AlertPayload =
  | { readonly kind: "digest"; readonly digestId: string }
  /** Only from before digests, each about one escalation. */
  | { readonly kind: "escalation"; readonly orderId: string; readonly reason: EscalationReason }
  | {
      readonly kind: "engine";
      readonly title: string;
      readonly sentence: string;
      /** RFC 3339. */
      readonly since: string;
    };

/** An alert, before it is addressed. */
export interface NewAlert {
  readonly subject: string;
  readonly payload: AlertPayload;
}

/**
 * Stores an alert for each recipient who did not have it yet.
 *
 * @returns the ids of the alerts to send now
 */
export async function storeAlerts(
  tx: Tx,
  { subject, payload }: NewAlert,
  recipients: readonly AlertRecipient[],
): Promise<string[]> {
  const rows = await store(tx, [subject, JSON.stringify(payload), JSON.stringify(recipients)]);
  return rows.map((row) => row.alert_id);
}

/** Gives up an alert that was not sent. @returns the alert, or `null` when its outcome was already recorded */
export async function buryAlertRow(
  db: Db,
  alertId: string,
): Promise<{ subject: string; channel: AlertRecipient["channel"]; lastError: string } | null> {
  const [row] = await bury(db, [alertId]);
  if (row === undefined) return null;
  return { subject: row.subject, channel: row.channel, lastError: row.last_error ?? "" };
}

// In the order of the key, so that two processes that store the same rows never cause a deadlock.
const store = prepared<{ alert_id: string }>(
  "store_alerts",
  `insert into operator_alerts (subject, channel, recipient, payload)
  select $1, r.channel, r.recipient, $2::jsonb
  from jsonb_to_recordset($3::jsonb) as r(channel text, recipient text)
  order by r.channel, r.recipient
  on conflict (subject, channel, recipient) do nothing
  returning alert_id`,
);

const bury = prepared<{
  subject: string;
  channel: AlertRecipient["channel"];
  last_error: string | null;
}>(
  "bury_alert",
  `update operator_alerts set state = 'dead', settled_at = now()
  where alert_id = $1 and state = 'queued' returning subject, channel, last_error`,
);

import type { EscalationReason } from "@followthrough/core/domain";
import { type Db, prepared, type Tx } from "./database.ts";

/** Where an alert goes: to one operator's address, or to the shop's webhook. */
export type AlertRecipient =
  | { readonly channel: "mail"; readonly recipient: string }
  | { readonly channel: "webhook"; readonly recipient: "" };

/** What an alert tells; of an escalation it is read when it is told. */
export type AlertPayload =
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

/** An escalation of which nobody was told yet. */
export interface DueEscalation {
  readonly escalationId: string;
  readonly orderId: string;
  readonly reason: EscalationReason;
}

/** Claims escalations of which operators have to be told, the longest open first. */
export async function claimDueEscalations(tx: Tx, limit: number): Promise<DueEscalation[]> {
  return (await claimDue(tx, [limit])).map((row) => ({
    escalationId: row.escalation_id,
    orderId: row.order_id,
    reason: row.reason,
  }));
}

/** Notes that these are in the hands of the queue, or that there is nobody to tell. */
export async function markEscalations(
  tx: Tx,
  escalationIds: readonly string[],
  alert: "queued" | "none",
): Promise<void> {
  await mark(tx, [escalationIds, alert]);
}

/**
 * Keeps an alert for each recipient. One that a recipient was to be told before is kept only if it was
 * withdrawn then: of one reason and order, an operator hears at most once.
 *
 * @returns the ids of those that have to be told now
 */
export async function storeAlerts(
  tx: Tx,
  alerts: readonly NewAlert[],
  recipients: readonly AlertRecipient[],
): Promise<string[]> {
  const rows = await store(tx, [JSON.stringify(alerts), JSON.stringify(recipients)]);
  return rows.map((row) => row.alert_id);
}

/** Gives up an alert that was not told. @returns what it was, or `null` when it was settled before */
export async function giveUpAlert(
  db: Db,
  alertId: string,
): Promise<{ subject: string; channel: AlertRecipient["channel"]; lastError: string } | null> {
  const [row] = await giveUp(db, [alertId]);
  if (row === undefined) return null;
  return { subject: row.subject, channel: row.channel, lastError: row.last_error ?? "" };
}

// Skips what another process has in hand. The partial index holds due ones only.
const claimDue = prepared<{ escalation_id: string; order_id: string; reason: EscalationReason }>(
  "claim_due_escalations",
  `select escalation_id, order_id, reason from escalations where alert = 'due'
  order by opened_at limit $1 for update skip locked`,
);

const mark = prepared(
  "mark_escalations",
  "update escalations set alert = $2 where escalation_id = any ($1)",
);

// In the order of the key, so that two processes that meet in several rows never wait for each other. A
// row that was withdrawn keeps its id: whoever was told against expectation knows it by that.
const store = prepared<{ alert_id: string }>(
  "store_alerts",
  `insert into operator_alerts as a (subject, channel, recipient, payload)
  select n.subject, r.channel, r.recipient, n.payload
  from jsonb_to_recordset($1::jsonb) as n(subject text, payload jsonb),
    jsonb_to_recordset($2::jsonb) as r(channel text, recipient text)
  order by n.subject, r.channel, r.recipient
  on conflict (subject, channel, recipient) do update
    set state = 'queued', payload = excluded.payload, settled_at = null, last_error = null
    where a.state = 'withdrawn'
  returning alert_id`,
);

const giveUp = prepared<{
  subject: string;
  channel: AlertRecipient["channel"];
  last_error: string | null;
}>(
  "give_up_alert",
  `update operator_alerts set state = 'dead', settled_at = now()
  where alert_id = $1 and state = 'queued' returning subject, channel, last_error`,
);

import { type Db, prepared, type Tx } from "../../platform/postgres/database.ts";
import type { AlertPayload, AlertRecipient } from "./operator-alerts.ts";

/** An alert to send, as it was when its row was locked. */
export interface LockedAlert {
  readonly alertId: string;
  readonly channel: AlertRecipient["channel"];
  readonly recipient: string;
  readonly payload: AlertPayload;
  readonly state: "queued" | "ending" | "sent" | "unknown" | "dead" | "withdrawn";
  readonly createdAt: number;
  /** The database's clock. */
  readonly now: number;
}

/** One attempt to send an alert. */
export interface AttemptKey {
  readonly alertId: string;
  readonly attempt: number;
}

/** Locks an alert until the transaction ends. @returns `null` when there is none with this id */
export async function lockAlert(tx: Tx, alertId: string): Promise<LockedAlert | null> {
  const [row] = await lock(tx, [alertId]);
  if (row === undefined) return null;
  const { channel, recipient, payload, state, created_at: createdAt, now } = row;
  return { alertId, channel, recipient, payload, state, createdAt, now };
}

/** Begins an attempt at a locked alert. @returns its number, which guards the later statements */
export async function beginAttempt(tx: Tx, alertId: string): Promise<number> {
  const [row] = await begin(tx, [alertId]);
  if (row === undefined) throw new Error(`The alert ${alertId} was locked but no longer exists`);
  return row.attempts;
}

/** Records the final state of a locked alert without sending it. */
export async function recordAlertUnsent(
  tx: Tx,
  alertId: string,
  state: "unknown" | "withdrawn",
): Promise<void> {
  await recordLocked(tx, [alertId, state]);
}

/** Commits that the end marker is about to be written. @returns false when a later attempt has taken over */
export async function markEnding(db: Db, { alertId, attempt }: AttemptKey): Promise<boolean> {
  return (await ending(db, [alertId, attempt])).length > 0;
}

/** Records that an attempt was accepted, or that nobody can know whether it was. */
export async function recordAlertSent(
  db: Db,
  { alertId, attempt }: AttemptKey,
  state: "sent" | "unknown",
  error: string | null,
): Promise<void> {
  await record(db, [alertId, attempt, state, error]);
}

/** Records why an attempt failed; the alert will be sent again. */
export async function noteFailure(
  db: Db,
  { alertId, attempt }: AttemptKey,
  error: string,
): Promise<void> {
  await fail(db, [alertId, attempt, error]);
}

const lock = prepared<Omit<LockedAlert, "alertId" | "createdAt"> & { created_at: number }>(
  "lock_alert",
  `select channel, recipient, payload, state, created_at, clock_timestamp() as now
  from operator_alerts where alert_id = $1 for update`,
);

const begin = prepared<{ attempts: number }>(
  "begin_alert_attempt",
  `update operator_alerts set state = 'queued', attempts = attempts + 1 where alert_id = $1
  returning attempts`,
);

const recordLocked = prepared(
  "record_unsent_alert",
  "update operator_alerts set state = $2, settled_at = now() where alert_id = $1",
);

const ending = prepared(
  "mark_alert_ending",
  `update operator_alerts set state = 'ending'
  where alert_id = $1 and attempts = $2 and state = 'queued' returning alert_id`,
);

// Also from `unknown`, because a late answer still counts. Webhooks have no marker and are sent from `queued`.
const record = prepared(
  "record_sent_alert",
  `update operator_alerts set state = $3, settled_at = now(), last_error = $4
  where alert_id = $1 and attempts = $2 and state in ('queued', 'ending', 'unknown')`,
);

const fail = prepared(
  "note_alert_failure",
  `update operator_alerts set state = 'queued', last_error = $3
  where alert_id = $1 and attempts = $2 and state in ('queued', 'ending')`,
);

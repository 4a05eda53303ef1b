import { type Db, prepared, type Tx } from "./database.ts";
import type { AlertPayload, AlertRecipient } from "./operator-alerts.ts";

/** An alert that is to be told, as it stood when its row was locked. */
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

/** One attempt at telling. */
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

/** Begins an attempt at a locked alert. @returns its number, which what follows is guarded by */
export async function beginAttempt(tx: Tx, alertId: string): Promise<number> {
  const [row] = await begin(tx, [alertId]);
  if (row === undefined) throw new Error(`The alert ${alertId} was locked and is gone`);
  return row.attempts;
}

/** Settles a locked alert without telling it. */
export async function settleUntold(
  tx: Tx,
  alertId: string,
  state: "unknown" | "withdrawn",
): Promise<void> {
  await settleLocked(tx, [alertId, state]);
}

/** Commits that the message's end is about to be written. @returns false when the alert is not ours to tell */
export async function markEnding(db: Db, { alertId, attempt }: AttemptKey): Promise<boolean> {
  return (await ending(db, [alertId, attempt])).length > 0;
}

/** Notes that an attempt was heard, or that nobody can know whether it was. */
export async function settleTold(
  db: Db,
  { alertId, attempt }: AttemptKey,
  state: "sent" | "unknown",
  error: string | null,
): Promise<void> {
  await settle(db, [alertId, attempt, state, error]);
}

/** Notes why an attempt came to nothing; the alert is to be told again. */
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

const settleLocked = prepared(
  "settle_untold_alert",
  "update operator_alerts set state = $2, settled_at = now() where alert_id = $1",
);

const ending = prepared(
  "mark_alert_ending",
  `update operator_alerts set state = 'ending'
  where alert_id = $1 and attempts = $2 and state = 'queued' returning alert_id`,
);

// From `unknown`, too: a slow answer is an answer. Webhooks have no marker and are told from `queued`.
const settle = prepared(
  "settle_told_alert",
  `update operator_alerts set state = $3, settled_at = now(), last_error = $4
  where alert_id = $1 and attempts = $2 and state in ('queued', 'ending', 'unknown')`,
);

const fail = prepared(
  "note_alert_failure",
  `update operator_alerts set state = 'queued', last_error = $3
  where alert_id = $1 and attempts = $2 and state in ('queued', 'ending')`,
);

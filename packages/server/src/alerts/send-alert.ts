import type { EscalationReason } from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";
import { type Pool, type Tx, transaction } from "../platform/postgres/database.ts";
import { type AlertMail, alertByMail } from "./alert-by-mail.ts";
import { type AlertWebhook, alertByWebhook } from "./alert-by-webhook.ts";
import type { AlertAttempt, AlertSubject } from "./alert-outcome.ts";
import {
  beginAttempt,
  type LockedAlert,
  lockAlert,
  noteFailure,
  recordAlertSent,
  recordAlertUnsent,
} from "./sql/alert-attempts.ts";
import { type Digest, readDigest } from "./sql/alert-digests.ts";
import { readOpenEscalation } from "./sql/escalations.ts";
import type { AlertPayload } from "./sql/operator-alerts.ts";

/** What sending an alert needs apart from the database. */
export type AlertWays = AlertMail & AlertWebhook;

/**
 * Sends one alert to one recipient. Rejects when it was certainly not sent, or when sending it again does no harm, so
 * that the queue tries again later.
 */
export async function sendAlert(
  { pool, log }: Pick<Context, "pool" | "log">,
  telling: AlertWays,
  alertId: string,
): Promise<void> {
  const begun = await begin(pool, alertId, telling.transport.isIdempotent);
  if (begun === null) return;
  if ("ended" in begun) {
    const { ended, channel } = begun;
    if (ended === "unknown") log.error({ alertId, channel }, UNKNOWN);
    else log.info({ alertId, channel }, "resolved before an operator was alerted");
    return;
  }
  const { channel } = begun;
  const end = await (channel === "mail"
    ? alertByMail(pool, telling, begun)
    : alertByWebhook(telling, begun));
  // Only certain outcomes are recorded: if this fails after a mail's end marker, the marker stays and is right.
  if (end.state === "failed") {
    await noteFailure(pool, begun, end.error.message);
    throw end.error;
  }
  await recordAlertSent(pool, begun, end.state, end.state === "unknown" ? end.error.message : null);
  if (end.state === "sent") log.info({ alertId, channel }, "an operator was alerted");
  else log.error({ alertId, channel, err: end.error }, UNKNOWN);
}

const UNKNOWN = "nobody knows whether an operator was alerted";

type Begun =
  | AlertAttempt
  | { readonly ended: "unknown" | "withdrawn"; readonly channel: LockedAlert["channel"] };

/** @returns `null` when there is nothing left to send */
function begin(pool: Pool, alertId: string, isIdempotent: boolean): Promise<Begun | null> {
  return transaction(pool, async (tx) => {
    const alert = await lockAlert(tx, alertId);
    if (alert === null || (alert.state !== "queued" && alert.state !== "ending")) return null;
    const { channel, recipient, createdAt, now: startedAt } = alert;
    // An earlier attempt was lost between its marker and the answer.
    if (alert.state === "ending" && !isIdempotent) {
      await recordAlertUnsent(tx, alertId, "unknown");
      return { ended: "unknown", channel };
    }
    const subject = await readSubject(tx, alert.payload);
    if (subject === null) {
      await recordAlertUnsent(tx, alertId, "withdrawn");
      return { ended: "withdrawn", channel };
    }
    const attempt = await beginAttempt(tx, alertId);
    return { alertId, attempt, channel, recipient, subject, createdAt, startedAt };
  });
}

/** @returns `null` when every escalation was resolved in the meantime */
async function readSubject(tx: Tx, payload: AlertPayload): Promise<AlertSubject | null> {
  if (payload.kind === "engine") return payload;
  const digest =
    payload.kind === "digest"
      ? await readDigest(tx, payload.digestId)
      : await readSingle(tx, payload.orderId, payload.reason);
  return digest === null ? null : { kind: "digest", digest };
}

/** An alert from before digests, as a digest of one. */
async function readSingle(
  tx: Tx,
  orderId: string,
  reason: EscalationReason,
): Promise<Digest | null> {
  const escalation = await readOpenEscalation(tx, orderId, reason);
  if (escalation === null) return null;
  return {
    madeAt: escalation.since,
    counts: [{ reason, opened: 1, reminders: 0 }],
    items: [{ escalation, isReminder: false }],
  };
}

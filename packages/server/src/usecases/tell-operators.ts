import {
  beginAttempt,
  type LockedAlert,
  lockAlert,
  noteFailure,
  settleTold,
  settleUntold,
} from "../db/alert-attempts.ts";
import { type Pool, type Tx, transaction } from "../db/database.ts";
import { readOpenEscalation } from "../db/escalations.ts";
import type { AlertPayload } from "../db/operator-alerts.ts";
import type { AlertAttempt, Told } from "./alert-attempt.ts";
import type { Context } from "./context.ts";
import { type MailTelling, tellByMail } from "./tell-by-mail.ts";
import { tellByWebhook, type WebhookTelling } from "./tell-by-webhook.ts";

/** What telling needs beside the database. */
export type Telling = MailTelling & WebhookTelling;

/**
 * Tells one recipient of one alert. Rejects when it was certainly not told, or when telling again does no
 * harm, so that the queue tries again later.
 */
export async function tellOperators(
  { pool, log }: Pick<Context, "pool" | "log">,
  telling: Telling,
  alertId: string,
): Promise<void> {
  const begun = await begin(pool, alertId, telling.transport.isIdempotent);
  if (begun === null) return;
  if ("settled" in begun) {
    const { settled, channel } = begun;
    if (settled === "unknown") log.error({ alertId, channel }, UNKNOWN);
    else log.info({ alertId, channel }, "resolved before an operator was told");
    return;
  }
  const { channel } = begun;
  const end = await (channel === "mail"
    ? tellByMail(pool, telling, begun)
    : tellByWebhook(telling, begun));
  // Only what is certain is noted: where this fails after a mail's end, the marker stays and is right.
  if (end.state === "failed") {
    await noteFailure(pool, begun, end.error.message);
    throw end.error;
  }
  await settleTold(pool, begun, end.state, end.state === "unknown" ? end.error.message : null);
  if (end.state === "sent") log.info({ alertId, channel }, "an operator was told");
  else log.error({ alertId, channel, err: end.error }, UNKNOWN);
}

const UNKNOWN = "nobody knows whether an operator was told";

type Begun =
  | AlertAttempt
  | { readonly settled: "unknown" | "withdrawn"; readonly channel: LockedAlert["channel"] };

/** @returns `null` when there is nothing left to tell */
function begin(pool: Pool, alertId: string, isIdempotent: boolean): Promise<Begun | null> {
  return transaction(pool, async (tx) => {
    const alert = await lockAlert(tx, alertId);
    if (alert === null || (alert.state !== "queued" && alert.state !== "ending")) return null;
    const { channel, recipient, createdAt, now: startedAt } = alert;
    // An earlier attempt was lost between its marker and the answer.
    if (alert.state === "ending" && !isIdempotent) {
      await settleUntold(tx, alertId, "unknown");
      return { settled: "unknown", channel };
    }
    // Read behind the lock: an escalation that opens later finds this alert withdrawn, and has it told.
    const told = await readTold(tx, alert.payload);
    if (told === null) {
      await settleUntold(tx, alertId, "withdrawn");
      return { settled: "withdrawn", channel };
    }
    const attempt = await beginAttempt(tx, alertId);
    return { alertId, attempt, channel, recipient, told, createdAt, startedAt };
  });
}

/** @returns `null` when the escalation was resolved meanwhile */
async function readTold(tx: Tx, payload: AlertPayload): Promise<Told | null> {
  if (payload.kind === "engine") return payload;
  const escalation = await readOpenEscalation(tx, payload.orderId, payload.reason);
  return escalation === null ? null : { kind: "escalation", escalation };
}

import { transaction } from "../db/database.ts";
import {
  type AlertRecipient,
  claimDueEscalations,
  type DueEscalation,
  markEscalations,
  type NewAlert,
} from "../db/operator-alerts.ts";
import type { Context } from "./context.ts";
import { enqueueAlerts, type JobQueue } from "./enqueue-alerts.ts";

// Held for one statement to three; a shop with that many escalations at once has one cause to look for.
const BATCH_SIZE = 100;

/**
 * Hands every escalation of which operators have to be told to the alert queue.
 *
 * @returns how many escalations there were
 */
export async function queueAlerts(
  { pool, log }: Pick<Context, "pool" | "log">,
  jobs: JobQueue,
  recipients: readonly AlertRecipient[],
  signal: AbortSignal,
): Promise<number> {
  let taken = 0;
  for (let isMore = true; isMore && !signal.aborted; ) {
    const { escalations, alerts } = await transaction(pool, async (tx) => {
      const due = await claimDueEscalations(tx, BATCH_SIZE);
      const ids = due.map(({ escalationId }) => escalationId);
      if (ids.length > 0) await markEscalations(tx, ids, recipients.length > 0 ? "queued" : "none");
      return {
        escalations: due.length,
        alerts: await enqueueAlerts(tx, jobs, alertsOf(due), recipients),
      };
    });
    if (alerts > 0) log.info({ escalations, alerts }, "operators are to be told of escalations");
    taken += escalations;
    isMore = escalations === BATCH_SIZE;
  }
  return taken;
}

/** One each: an order can be escalated, resolved and escalated again before anybody looks. */
function alertsOf(due: readonly DueEscalation[]): NewAlert[] {
  const alerts = due.map(({ orderId, reason }): [string, NewAlert] => {
    const subject = `escalation:${orderId}:${reason}`;
    return [subject, { subject, payload: { kind: "escalation", orderId, reason } }];
  });
  return [...new Map(alerts).values()];
}

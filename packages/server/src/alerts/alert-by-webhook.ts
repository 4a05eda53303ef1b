import type { AlertAttempt, AlertOutcome, AlertSubject } from "./alert-outcome.ts";
import { workListUrl } from "./console-urls.ts";
import type { DigestItem } from "./sql/alert-digests.ts";
import type { WebhookMessage, WebhookSender } from "./webhook-sender.ts";

/** What alerts by webhook need. */
export interface AlertWebhook {
  /** `undefined` when none is configured. */
  readonly webhook: WebhookSender | undefined;
  /** The API's public base URL, for a link to the work list. */
  readonly publicApiUrl: string;
}

/** Posts one alert. A receiver recognizes a repeated alert by its id, so sending it again does no harm. */
export async function alertByWebhook(
  { webhook, publicApiUrl }: AlertWebhook,
  { alertId, startedAt, subject }: AlertAttempt,
): Promise<AlertOutcome> {
  try {
    if (webhook === undefined) throw new Error("ALERT_WEBHOOK_URL is not set for this process");
    await webhook.send({
      id: alertId,
      sentAt: new Date(startedAt),
      body: bodyOf(subject, publicApiUrl),
    });
    return { state: "sent" };
  } catch (error) {
    return { state: "failed", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Ids, order numbers, amounts and dates, with which a receiver can look up the rest with its key. Nothing personal. */
function bodyOf(subject: AlertSubject, apiUrl: string): WebhookMessage["body"] {
  switch (subject.kind) {
    case "digest": {
      const { madeAt, counts, items } = subject.digest;
      const total = counts.reduce((sum, { opened, reminders }) => sum + opened + reminders, 0);
      const escalations = items.map(describeItem);
      const data = { version: 1, total, counts, escalations, workListUrl: workListUrl(apiUrl) };
      return { type: "escalations.opened", timestamp: madeAt, data };
    }
    case "engine": {
      const { title, sentence, since } = subject;
      return { type: "engine.late", timestamp: since, data: { title, sentence, since } };
    }
  }
}

function describeItem({ escalation, isReminder }: DigestItem) {
  const { escalationId, orderId, orderNumber, memberId, total, stage } = escalation;
  const { reason, amount, dueAt, since, assignee } = escalation;
  const order = { orderId, orderNumber, memberId, total, stage };
  const isAssigned = assignee !== null;
  return { escalationId, ...order, reason, amount, dueAt, since, isAssigned, isReminder };
}

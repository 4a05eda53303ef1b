import type { WebhookMessage, WebhookSender } from "../webhooks/webhook-sender.ts";
import type { AlertAttempt, TellingEnd, Told } from "./alert-attempt.ts";

/** What telling by webhook needs. */
export interface WebhookTelling {
  /** `undefined` where none is configured. */
  readonly webhook: WebhookSender | undefined;
}

/** Posts one alert. A receiver that had it before knows it by its id, so that telling again does no harm. */
export async function tellByWebhook(
  { webhook }: WebhookTelling,
  { alertId, startedAt, told }: AlertAttempt,
): Promise<TellingEnd> {
  try {
    if (webhook === undefined) throw new Error("ALERT_WEBHOOK_URL is not set for this process");
    await webhook.send({ id: alertId, sentAt: new Date(startedAt), body: bodyOf(told) });
    return { state: "sent" };
  } catch (error) {
    return { state: "failed", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Ids, number and amount: what a receiver needs to look the rest up with its key, and nothing personal. */
function bodyOf(told: Told): WebhookMessage["body"] {
  switch (told.kind) {
    case "escalation": {
      const { escalationId, orderId, orderNumber, memberId, total, stage, reason, since } =
        told.escalation;
      return {
        type: "escalation.opened",
        timestamp: since,
        data: { escalationId, orderId, orderNumber, memberId, total, stage, reason, since },
      };
    }
    case "engine": {
      const { title, sentence, since } = told;
      return { type: "engine.late", timestamp: since, data: { title, sentence, since } };
    }
  }
}

import { Webhook } from "standardwebhooks";

/** One message to a webhook, as Standard Webhooks names its parts. */
export interface WebhookMessage {
  /** The same on every attempt: by it the receiver knows a message that it has had. */
  readonly id: string;
  /** When this attempt is made. Receivers refuse what is older than five minutes. */
  readonly sentAt: Date;
  readonly body: {
    readonly type: string;
    /** When what it tells happened, RFC 3339. */
    readonly timestamp: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** Posts to one address. Rejects unless the receiver has answered 2xx. */
export interface WebhookSender {
  send(message: WebhookMessage): Promise<void>;
}

// Long enough for a receiver that works before it answers; one that is slower is sent the message again.
const TIMEOUT_MS = 10_000;

/** @param secret `whsec_` and base64, as both sides have it */
export function createWebhookSender({
  url,
  secret,
}: {
  readonly url: string;
  readonly secret: string;
}): WebhookSender {
  const webhook = new Webhook(secret);
  return {
    async send({ id, sentAt, body }) {
      const payload = JSON.stringify(body);
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
          "webhook-signature": webhook.sign(id, sentAt, payload),
        },
        body: payload,
        // What is signed for one address is not for whoever that address points at.
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The webhook answered ${response.status}`);
    },
  };
}

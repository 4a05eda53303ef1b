import { Webhook } from "standardwebhooks";

/** The contents of one webhook, named as in Standard Webhooks. */
export interface WebhookMessage {
  /** The same on every attempt, so that the receiver recognizes a repeated webhook. */
  readonly id: string;
  /** The time of this attempt. Receivers refuse webhooks older than five minutes. */
  readonly sentAt: Date;
  readonly body: {
    readonly type: string;
    /** When the event happened, RFC 3339. */
    readonly timestamp: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** Posts to one URL. Rejects unless the receiver answers 2xx. */
export interface WebhookSender {
  send(message: WebhookMessage): Promise<void>;
}

// Long enough for a receiver that does its work before it answers. A slower one gets the webhook again.
const TIMEOUT_MS = 10_000;

/** @param secret `whsec_` and base64; the same for sender and receiver */
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
        // A webhook that is signed for one URL must not go to the target of a redirect.
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The alert webhook answered ${response.status}`);
    },
  };
}

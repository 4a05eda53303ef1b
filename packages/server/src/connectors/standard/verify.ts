import { isUtf8 } from "node:buffer";
import { Webhook } from "standardwebhooks";
import { eventIdOrNull } from "../clean-text.ts";
import { type ArrivedMessage, isTimely, onlyHeader, type Verifier } from "../connector.ts";

/** Checks a signature as Standard Webhooks has it, with any of these secrets; id and time are signed, too. */
export function createStandardVerifier(secrets: readonly string[]): Verifier {
  const webhooks = secrets.map((secret) => new Webhook(secret));
  return {
    provider: "standard",
    verify(message, now) {
      const eventId = eventIdOrNull(onlyHeader(message, "webhook-id"));
      const timestamp = onlyHeader(message, "webhook-timestamp");
      const signature = onlyHeader(message, "webhook-signature");
      if (eventId === null || signature === null || !isUtf8(message.body)) return null;
      // By its digits: "1e9" and "1 " would be read as another number than was signed.
      if (timestamp === null || !/^\d{1,11}$/.test(timestamp)) return null;
      const signedAt = Number(timestamp) * 1000;
      const headers = {
        "webhook-id": eventId,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature,
      };
      const isSigned = webhooks.some((webhook) => isVerified(webhook, message, headers));
      return isSigned && isTimely(signedAt, now) ? { account: "", eventId, signedAt } : null;
    },
  };
}

function isVerified(
  webhook: Webhook,
  { body }: ArrivedMessage,
  headers: Readonly<Record<string, string>>,
): boolean {
  try {
    webhook.verify(body.toString(), { ...headers }, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

import { isUtf8 } from "node:buffer";
import { Webhook } from "standardwebhooks";
import { type ArrivedWebhook, isTimely, onlyHeader, type Verifier } from "./connector.ts";
import { eventIdOrNull } from "./event-id.ts";

/**
 * Checks a Standard Webhooks signature with any of these secrets. It also covers the id and the time.
 *
 * @param prefix what the names of its headers begin with; Svix, where the standard comes from, has its own
 */
export function createStandardVerifier(
  secrets: readonly string[],
  prefix: "webhook" | "svix" = "webhook",
): Verifier {
  const signers = secrets.map((secret) => new Webhook(secret));
  return {
    verify(webhook, now) {
      const eventId = eventIdOrNull(onlyHeader(webhook, `${prefix}-id`));
      const timestamp = onlyHeader(webhook, `${prefix}-timestamp`);
      const signature = onlyHeader(webhook, `${prefix}-signature`);
      if (eventId === null || signature === null || !isUtf8(webhook.body)) return null;
      // Only digits: `Number` would turn "1e9" and "1 " into a number other than the one that was signed.
      if (timestamp === null || !/^\d{1,11}$/.test(timestamp)) return null;
      const signedAt = Number(timestamp) * 1000;
      const headers = {
        "webhook-id": eventId,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature,
      };
      const isSigned = signers.some((signer) => isVerified(signer, webhook, headers));
      return isSigned && isTimely(signedAt, now) ? { account: "", eventId, signedAt } : null;
    },
  };
}

function isVerified(
  signer: Webhook,
  { body }: ArrivedWebhook,
  headers: Readonly<Record<string, string>>,
): boolean {
  try {
    signer.verify(body.toString(), { ...headers }, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

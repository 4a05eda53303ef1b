import { createPublicKey, verify } from "node:crypto";
import { idOfBody } from "../body-hash.ts";
import { isTimely, onlyHeader, type Verifier } from "../connector.ts";

// SendGrid tries for a day, and doesn't say that it signs again each time. An event that came before does nothing.
const LATEST_MS = 25 * 60 * 60_000;

/** Checks the ECDSA signature of the time and the body, with any of these keys (base64 of SPKI). */
export function createSendgridVerifier(keys: readonly string[]): Verifier {
  const known = keys.map((key) =>
    createPublicKey({ key, format: "der", type: "spki", encoding: "base64" }),
  );
  return {
    verify(webhook, now) {
      const signature = onlyHeader(webhook, "x-twilio-email-event-webhook-signature");
      const timestamp = onlyHeader(webhook, "x-twilio-email-event-webhook-timestamp");
      if (signature === null || timestamp === null || !/^\d{1,11}$/.test(timestamp)) return null;
      const signed = Buffer.concat([Buffer.from(timestamp), webhook.body]);
      const bytes = Buffer.from(signature, "base64");
      const signedAt = Number(timestamp) * 1000;
      return known.some((key) => verify("sha256", signed, key, bytes)) &&
        isTimely(signedAt, now, LATEST_MS)
        ? { account: "", eventId: idOfBody(webhook.body), signedAt }
        : null;
    },
  };
}

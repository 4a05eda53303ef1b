import { isUtf8 } from "node:buffer";
import Stripe from "stripe";
import { z } from "zod";
import { idOfBody } from "../body-hash.ts";
import { type ArrivedWebhook, isTimely, onlyHeader, type Verifier } from "../connector.ts";
import { eventIdOrNull } from "../event-id.ts";
import { readJson } from "../read-json.ts";

const Envelope = z.looseObject({ id: z.unknown().optional(), account: z.unknown().optional() });

/** Checks Stripe's signature with any of these secrets. */
export function createStripeVerifier(secrets: readonly string[]): Verifier {
  return {
    verify(webhook, now) {
      const signedAt = verifiedTime(webhook, secrets);
      if (signedAt === null || !isTimely(signedAt, now)) return null;
      const { data } = Envelope.safeParse(readJson(webhook.body));
      return {
        account: eventIdOrNull(data?.account) ?? "",
        eventId: eventIdOrNull(data?.id) ?? idOfBody(webhook.body),
        signedAt,
      };
    },
  };
}

/** The time that was signed with the body; `null` if it was signed with none of the secrets. */
function verifiedTime(webhook: ArrivedWebhook, secrets: readonly string[]): number | null {
  const header = onlyHeader(webhook, "stripe-signature");
  // Stripe sends UTF-8 only. Two invalid bodies could decode to the same text, and one must not pass for the other.
  if (header === null || !isUtf8(webhook.body)) return null;
  const times = header.split(",").filter((part) => part.startsWith("t="));
  // Other notations of a number (`1e9`, `0x..`, blanks) would be another time for the SDK than for us.
  const seconds = times.length === 1 ? /^t=(\d{1,11})$/.exec(times[0] ?? "")?.[1] : undefined;
  if (seconds === undefined) return null;
  const body = webhook.body.toString();
  if (!secrets.some((secret) => isSigned(body, header, secret))) return null;
  return Number(seconds) * 1000;
}

function isSigned(body: string, header: string, secret: string): boolean {
  try {
    // No tolerance here: the SDK checks only the age and accepts times in the future. `isTimely` checks both.
    return Stripe.webhooks.signature?.verifyHeader(body, header, secret, 0) === true;
  } catch {
    return false;
  }
}

import { isUtf8 } from "node:buffer";
import Stripe from "stripe";
import { z } from "zod";
import { idOfBody } from "../body-hash.ts";
import { eventIdOrNull } from "../clean-text.ts";
import { type ArrivedMessage, isTimely, onlyHeader, type Verifier } from "../connector.ts";
import { readJson } from "../read-json.ts";

const Envelope = z.looseObject({ id: z.unknown().optional(), account: z.unknown().optional() });

/** Checks Stripe's signature with any of these secrets. */
export function createStripeVerifier(secrets: readonly string[]): Verifier {
  return {
    provider: "stripe",
    verify(message, now) {
      const signedAt = verifiedTime(message, secrets);
      if (signedAt === null || !isTimely(signedAt, now)) return null;
      const { data } = Envelope.safeParse(readJson(message.body));
      return {
        account: eventIdOrNull(data?.account) ?? "",
        eventId: eventIdOrNull(data?.id) ?? idOfBody(message.body),
        signedAt,
      };
    },
  };
}

/** The time that was signed with the body; `null` when none of the secrets signed it. */
function verifiedTime(message: ArrivedMessage, secrets: readonly string[]): number | null {
  const header = onlyHeader(message, "stripe-signature");
  // What is no UTF-8 is not what Stripe sent, and bytes that decode to the same text must not pass for each other.
  if (header === null || !isUtf8(message.body)) return null;
  const times = header.split(",").filter((part) => part.startsWith("t="));
  const [time] = times;
  if (time === undefined || times.length > 1) return null;
  const body = message.body.toString();
  if (!secrets.some((secret) => isSigned(body, header, secret))) return null;
  const seconds = Number(time.slice(2));
  return Number.isInteger(seconds) ? seconds * 1000 : null;
}

function isSigned(body: string, header: string, secret: string): boolean {
  try {
    // Without a tolerance: the SDK looks for age only, and takes what is of a time to come.
    return Stripe.webhooks.signature?.verifyHeader(body, header, secret, 0) === true;
  } catch {
    return false;
  }
}

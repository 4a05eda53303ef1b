import { createHash, timingSafeEqual } from "node:crypto";
import { idOfBody } from "../body-hash.ts";
import { onlyHeader, type Verifier } from "../connector.ts";
import { readJson } from "../read-json.ts";
import { PostmarkEvent } from "./postmark-event.ts";

/** Checks the password of HTTP basic authentication against these secrets. Postmark has no signature. */
export function createPostmarkVerifier(secrets: readonly string[]): Verifier {
  // Hashes have one length, so that the comparison takes the same time whatever is sent.
  const known = secrets.map(hash);
  return {
    verify(webhook) {
      const [, given] =
        /^basic ([a-z0-9+/]+=*)$/i.exec(onlyHeader(webhook, "authorization") ?? "") ?? [];
      if (given === undefined) return null;
      const [, ...password] = Buffer.from(given, "base64").toString().split(":");
      const sent = hash(password.join(":"));
      const isKnown = known.map((each) => timingSafeEqual(each, sent)).includes(true);
      return isKnown ? { account: "", eventId: eventIdOf(webhook.body), signedAt: null } : null;
    },
  };
}

/** Bounces and complaints have an id; a delivery that is tried again has it again. */
function eventIdOf(body: Buffer): string {
  const { RecordType: type, ID: id } = PostmarkEvent.safeParse(readJson(body)).data ?? {};
  return id === undefined || id === null || !/^[A-Za-z]{1,64}$/.test(type ?? "")
    ? idOfBody(body)
    : `${type}:${id}`;
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

import { createSecretKey } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";

/** What a token is for; one made for one purpose opens nothing else. */
type LinkPurpose = "order" | "unsubscribe";

/** Makes and checks signed, expiring, single-purpose tokens (JWT, HS256). */
export interface LinkTokens {
  issue(
    purpose: LinkPurpose,
    subject: string,
    ttlMs: number,
    now: number,
  ): Promise<{ readonly token: string; readonly expiresAt: number }>;
  /** @returns whom or what the token is about; `null` when it is forged, expired or for something else */
  verify(purpose: LinkPurpose, token: string, now: number): Promise<string | null>;
}

const ISSUER = "followthrough";

/** @param secret at least 32 bytes, shared by all processes of one installation */
export function createLinkTokens(secret: string): LinkTokens {
  // Imported once: from bytes, jose would import them for each token.
  const key = createSecretKey(secret, "utf8").toCryptoKey(
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );
  return {
    async issue(purpose, subject, ttlMs, now) {
      const expiresAt = Math.floor((now + ttlMs) / 1000);
      const token = await new SignJWT()
        .setProtectedHeader({ alg: "HS256" })
        .setIssuer(ISSUER)
        .setAudience(purpose)
        .setSubject(subject)
        .setIssuedAt(Math.floor(now / 1000))
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt: expiresAt * 1000 };
    },
    async verify(purpose, token, now) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ["HS256"],
          issuer: ISSUER,
          audience: purpose,
          currentDate: new Date(now),
        });
        return payload.sub ?? null;
      } catch {
        // Forged, expired and malformed look alike to whoever tries.
        return null;
      }
    },
  };
}

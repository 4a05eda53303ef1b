import { createSecretKey } from "node:crypto";
import jwt from "jsonwebtoken";

/** What a token is for. A token for one purpose opens nothing else. */
type LinkPurpose = "order" | "unsubscribe";

/** Makes and checks signed, expiring, single-purpose tokens (JWT, HS256). Times are epoch milliseconds. */
export interface LinkTokens {
  issue(
    purpose: LinkPurpose,
    subject: string,
    ttlMs: number,
    now: number,
  ): { readonly token: string; readonly expiresAt: number };
  /** @returns the subject of the token; `null` when it is forged, expired or for another purpose */
  verify(purpose: LinkPurpose, token: string, now: number): string | null;
}

const ISSUER = "followthrough";
const ALGORITHM = "HS256";

/** @param secret at least 32 bytes, shared by all processes of one installation */
export function createLinkTokens(secret: string): LinkTokens {
  const key = createSecretKey(secret, "utf8");
  return {
    issue(purpose, subject, ttlMs, now) {
      const expiresAt = Math.floor((now + ttlMs) / 1000);
      const claims = {
        iss: ISSUER,
        aud: purpose,
        sub: subject,
        iat: Math.floor(now / 1000),
        exp: expiresAt,
      };
      return {
        token: jwt.sign(claims, key, { algorithm: ALGORITHM }),
        expiresAt: expiresAt * 1000,
      };
    },
    verify(purpose, token, now) {
      try {
        const { sub } = jwt.verify(token, key, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: purpose,
          clockTimestamp: Math.floor(now / 1000),
        });
        return typeof sub === "string" ? sub : null;
      } catch {
        // Forged, expired and malformed tokens look alike to the person who tries them.
        return null;
      }
    },
  };
}

import { createHmac } from "node:crypto";

/**
 * Signs a token as the product does, so that a test can hold one that was made long ago.
 *
 * @param secret the product's own
 * @param expiresInSeconds from now; negative for a token that has expired
 */
export function signLinkToken(
  secret: string,
  purpose: "order" | "unsubscribe",
  subject: string,
  expiresInSeconds: number,
): string {
  const now = Math.floor(Date.now() / 1000);
  const head = encode({ alg: "HS256" });
  const body = encode({
    iss: "followthrough",
    aud: purpose,
    sub: subject,
    iat: now - 3_600,
    exp: now + expiresInSeconds,
  });
  const signature = createHmac("sha256", secret).update(`${head}.${body}`).digest("base64url");
  return `${head}.${body}.${signature}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

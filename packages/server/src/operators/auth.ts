import { hkdfSync } from "node:crypto";
import { betterAuth } from "better-auth";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import type pg from "pg";
import { COOKIE_PREFIX, SENDER_HEADER } from "./cookie.ts";
import { ACCOUNT_FIELDS, OPERATOR_FIELDS, SESSION_FIELDS, VERIFICATION_FIELDS } from "./fields.ts";

/** The name under which the OpenID provider stands in addresses and rows. */
export const OPEN_ID = "openid";

/** An OpenID provider that vouches for operators. */
export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
}

/** What signing in hangs on. */
export interface AuthSettings {
  /** Better Auth writes its own SQL; over a pool of its own, for it wants times as `Date`. */
  readonly pool: pg.Pool;
  /** Where browsers reach the console, without a path. */
  readonly publicUrl: string;
  readonly secret: string;
  readonly openId: OpenIdSettings | undefined;
}

const HOUR = 60 * 60;

/**
 * Passwords, sessions and the OpenID provider, by Better Auth. Nobody signs up: an operator is added by the
 * command or by an admin, and the provider only vouches for those that were.
 */
export function createAuth({ pool, publicUrl, secret, openId }: AuthSettings) {
  return betterAuth({
    baseURL: publicUrl,
    basePath: "/console/api/auth",
    secret: Buffer.from(hkdfSync("sha256", secret, "", "console sessions", 32)).toString(
      "base64url",
    ),
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true },
    user: OPERATOR_FIELDS,
    account: {
      ...ACCOUNT_FIELDS,
      accountLinking: { enabled: true, trustedProviders: [OPEN_ID] },
    },
    verification: VERIFICATION_FIELDS,
    session: {
      ...SESSION_FIELDS,
      expiresIn: 12 * HOUR,
      updateAge: HOUR,
      // Each request asks the database, so that a revoked session is over at once.
      cookieCache: { enabled: false },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
    },
    // Counted by us, in the database and also by mail address: see `usecases/sign-in.ts`.
    rateLimit: { enabled: false },
    advanced: {
      // The prefix makes browsers insist on Secure, the path / and no domain, so that no neighbouring host can
      // plant one. They take Secure cookies from loopback over plain HTTP as well.
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: false,
      defaultCookieAttributes: { secure: true, httpOnly: true, sameSite: "lax", path: "/" },
      cookies: { session_token: { attributes: { sameSite: "strict" } } },
      ipAddress: { ipAddressHeaders: [SENDER_HEADER] },
    },
    plugins: openId === undefined ? [] : [genericOAuth({ config: [providerOf(openId)] })],
  });
}

/** Sign-in and sessions of operators. */
export type Auth = ReturnType<typeof createAuth>;

function providerOf({ issuer, clientId, clientSecret, name }: OpenIdSettings) {
  return {
    providerId: OPEN_ID,
    name,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    scopes: ["openid", "email", "profile"],
    requireIdTokenVerification: true,
    pkce: true,
    disableSignUp: true,
    disableImplicitSignUp: true,
  };
}

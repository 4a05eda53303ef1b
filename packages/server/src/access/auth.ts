import { hkdfSync } from "node:crypto";
import { betterAuth } from "better-auth";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import type pg from "pg";
import { COOKIE_PREFIX, SENDER_HEADER } from "./cookie.ts";
import { ACCOUNT_FIELDS, OPERATOR_FIELDS, SESSION_FIELDS, VERIFICATION_FIELDS } from "./fields.ts";

/** The OpenID provider's name in URLs and rows. */
export const OPEN_ID = "openid";

/** An OpenID provider that confirms who operators are. */
export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
}

/** The settings of sign-in. */
export interface AuthSettings {
  /** Better Auth writes its own SQL and needs its own pool, because it expects times as `Date`. */
  readonly pool: pg.Pool;
  /** The origin where browsers reach the console, without a path. */
  readonly publicUrl: string;
  readonly secret: string;
  readonly openId: OpenIdSettings | undefined;
}

const HOUR = 60 * 60;

/**
 * Passwords, sessions and the OpenID provider, by Better Auth. There is no sign-up: the command or an admin adds an
 * operator, and the provider only confirms operators who were added.
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
      // Each request reads the database, so that a revoked session ends at once.
      cookieCache: { enabled: false },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
    },
    // We count attempts, in the database and also by mail address: see `access/sign-in.ts`.
    rateLimit: { enabled: false },
    advanced: {
      // The prefix makes browsers require Secure, the path / and no domain, so that no neighboring host can set
      // such a cookie. Browsers also accept Secure cookies from loopback over plain HTTP.
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

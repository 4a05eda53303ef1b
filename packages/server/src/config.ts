import path from "node:path";
import type { Provider } from "@followthrough/core/domain";
import { z } from "zod";
import { isCron } from "./usecases/cron-slots.ts";

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/$/, ""));

const DAY_MS = 24 * 60 * 60_000;
const SIGNING_SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

/** Several at once, so that one can be replaced by another without a gap. */
const secrets = z
  .string()
  .transform((value) => value.split(",").map((secret) => secret.trim()))
  .pipe(z.array(z.string().min(8, { error: "must each have 8 characters or more" })))
  .default([]);

const Environment = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  API_HOST: z.string().default("127.0.0.1"),
  API_PORT: port.default(8000),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  CHECKOUT_API_KEY: z.string().min(16).optional(),
  LINK_SECRET: z.string().min(32).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).default("Hearth & Oak <orders@hearth-and-oak.example>"),
  SHOP_NAME: z.string().min(1).default("Hearth & Oak"),
  STOREFRONT_URL: url.optional(),
  STOREFRONT_PORT: port.default(3000),
  PUBLIC_API_URL: url.optional(),
  SWEEP_CRON: z
    .string()
    .refine(isCron, { error: "must be a cron expression, such as */30 * * * *" })
    .default("*/30 * * * *"),
  SWEEP_PACE: z.enum(["gentle", "full"]).default("gentle"),
  RECOVERY_POLICY: z.string().min(1).optional(),
  LEASE_TTL_MS: z.coerce.number().int().min(1_000).default(120_000),
  SEND_DEADLINE_MS: z.coerce.number().int().min(500).optional(),
  SEND_RETRY_MS: z.coerce.number().int().min(100).default(30_000),
  AMBIGUOUS_POLICY: z.enum(["park", "resend"]).default("park"),
  RESEND_API_KEY: z.string().min(8).optional(),
  RESEND_API_BASE: url.default("https://api.resend.com"),
  DKIM_DOMAIN: z.string().min(3).optional(),
  DKIM_SELECTOR: z.string().min(1).optional(),
  DKIM_PRIVATE_KEY_FILE: z.string().min(1).optional(),
  ALERT_EMAILS: z
    .string()
    .transform((value) => value.split(",").map((address) => address.trim()))
    .pipe(z.array(z.email()))
    .default([]),
  ALERT_WEBHOOK_URL: url.optional(),
  ALERT_WEBHOOK_SECRET: z
    .string()
    .regex(SIGNING_SECRET, {
      error: "must be whsec_ and base64 of 24 bytes or more",
    })
    .optional(),
  OIDC_ISSUER: url.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).max(60).default("OpenID"),
  TRUSTED_PROXIES: z
    .string()
    .transform((value) => value.split(",").map((address) => address.trim()))
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))
    .default([]),
  STRIPE_WEBHOOK_SECRETS: secrets,
  SHOPIFY_WEBHOOK_SECRETS: secrets,
  STANDARD_WEBHOOK_SECRETS: secrets.pipe(
    z.array(
      z
        .string()
        .regex(SIGNING_SECRET, { error: "must each be whsec_ and base64 of 24 bytes or more" }),
    ),
  ),
  INBOX_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
  STRIPE_API_KEY: z.string().min(8).optional(),
  STRIPE_API_BASE: url.default("https://api.stripe.com"),
  LOYALTY_PROVIDER_URL: url.optional(),
  LOYALTY_PROVIDER_KEY: z.string().min(8).optional(),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]))
    .default("info"),
});

/** What the environment says, checked once. */
export interface Config {
  readonly isProduction: boolean;
  readonly apiHost: string;
  readonly apiPort: number;
  /** `undefined` means the embedded Postgres below `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly apiKey: string | undefined;
  readonly linkSecret: string | undefined;
  /** `undefined` means the development mailbox. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly shopName: string;
  readonly storefrontUrl: string;
  readonly publicApiUrl: string;
  readonly sweepCron: string;
  /** Whether a sweep gives way to what else the database is asked. */
  readonly sweepPace: "gentle" | "full";
  /** The policy's document; `undefined` means the default policy. */
  readonly recoveryPolicy: string | undefined;
  readonly leaseMs: number;
  /** One whole attempt to send, from the lease on; below `leaseMs`. */
  readonly sendDeadlineMs: number;
  /** The pause after a first failed attempt; it doubles with each. */
  readonly sendRetryMs: number;
  /** What becomes of a prompt of which nobody can know whether it was sent. */
  readonly ambiguousPolicy: "park" | "resend";
  /** Mail goes out by Resend's API instead of by SMTP. */
  readonly resend: { readonly apiKey: string; readonly apiBase: string } | undefined;
  readonly dkim:
    | { readonly domain: string; readonly selector: string; readonly privateKeyFile: string }
    | undefined;
  /** Where operators are told of escalations and of an engine that is late. */
  readonly alerts: AlertSettings;
  /** Where operators may sign in beside their passwords. */
  readonly openId: OpenIdSettings | undefined;
  /** Whose word on who sent a request counts (`X-Forwarded-For`). */
  readonly trustedProxies: readonly string[];
  /** The secrets of each provider's webhooks; a route without one is closed. */
  readonly webhookSecrets: Readonly<Record<Provider, readonly string[]>>;
  /** How long what providers said is kept, once it is done with. */
  readonly inboxKeptMs: number;
  /** Where payments and identity checks are asked about; `undefined` asks nobody. */
  readonly stripe: { readonly apiKey: string; readonly apiBase: string } | undefined;
  /** The shop's own points programme; `undefined` means the built-in ledger. */
  readonly loyaltyProgramme: { readonly url: string; readonly key: string } | undefined;
  readonly logLevel: z.infer<typeof Environment>["LOG_LEVEL"];
}

/** An OpenID provider that vouches for operators. */
interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As the button says it. */
  readonly name: string;
}

/** Where operators are told; nothing of it is required. */
export interface AlertSettings {
  readonly emails: readonly string[];
  readonly webhook: { readonly url: string; readonly secret: string } | undefined;
}

/** The environment can't be used; the message names every fault. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Reads the environment. @throws ConfigError with all faults in one message */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.entries(environment).filter(([, value]) => value !== "");
  const parsed = Environment.safeParse(Object.fromEntries(given));
  const faults = parsed.success
    ? faultsBetween(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  if (!parsed.success || faults.length > 0) {
    throw new ConfigError(
      `The environment has ${faults.length} fault(s):\n  ${faults.join("\n  ")}`,
    );
  }
  const env = parsed.data;
  return {
    isProduction: env.NODE_ENV === "production",
    apiHost: env.API_HOST,
    apiPort: env.API_PORT,
    databaseUrl: env.DATABASE_URL,
    dataDir: path.resolve(env.DATA_DIR),
    apiKey: env.CHECKOUT_API_KEY,
    linkSecret: env.LINK_SECRET,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    shopName: env.SHOP_NAME,
    storefrontUrl: env.STOREFRONT_URL ?? `http://127.0.0.1:${env.STOREFRONT_PORT}`,
    publicApiUrl: env.PUBLIC_API_URL ?? `http://127.0.0.1:${env.API_PORT}`,
    sweepCron: env.SWEEP_CRON,
    sweepPace: env.SWEEP_PACE,
    recoveryPolicy: env.RECOVERY_POLICY,
    leaseMs: env.LEASE_TTL_MS,
    sendDeadlineMs: sendDeadlineOf(env),
    sendRetryMs: env.SEND_RETRY_MS,
    ambiguousPolicy: env.AMBIGUOUS_POLICY,
    resend:
      env.RESEND_API_KEY === undefined
        ? undefined
        : { apiKey: env.RESEND_API_KEY, apiBase: env.RESEND_API_BASE },
    dkim: dkimOf(env),
    alerts: { emails: env.ALERT_EMAILS, webhook: webhookOf(env) },
    openId: openIdOf(env),
    trustedProxies: env.TRUSTED_PROXIES,
    webhookSecrets: {
      stripe: env.STRIPE_WEBHOOK_SECRETS,
      shopify: env.SHOPIFY_WEBHOOK_SECRETS,
      standard: env.STANDARD_WEBHOOK_SECRETS,
    },
    inboxKeptMs: env.INBOX_RETENTION_DAYS * DAY_MS,
    stripe:
      env.STRIPE_API_KEY === undefined
        ? undefined
        : { apiKey: env.STRIPE_API_KEY, apiBase: env.STRIPE_API_BASE },
    loyaltyProgramme: programmeOf(env),
    logLevel: env.LOG_LEVEL,
  };
}

type Environment = z.infer<typeof Environment>;

/** What no single variable can say: which belong together, and which exclude each other. */
function faultsBetween(env: Environment): string[] {
  const faults: string[] = [];
  const hasWayOut = env.SMTP_URL !== undefined || env.RESEND_API_KEY !== undefined;
  if (env.NODE_ENV === "production" && !hasWayOut) {
    faults.push(
      "SMTP_URL or RESEND_API_KEY: is required in production; the mailbox page is for development only",
    );
  }
  if (env.SMTP_URL !== undefined && env.RESEND_API_KEY !== undefined) {
    faults.push("RESEND_API_KEY: mail goes out one way; unset it or SMTP_URL");
  }
  if (sendDeadlineOf(env) >= env.LEASE_TTL_MS) {
    faults.push(
      "SEND_DEADLINE_MS: must be below LEASE_TTL_MS, so that no attempt outlives its lease",
    );
  }
  const dkim = [env.DKIM_DOMAIN, env.DKIM_SELECTOR, env.DKIM_PRIVATE_KEY_FILE];
  if (dkim.some((part) => part === undefined) && dkim.some((part) => part !== undefined)) {
    faults.push("DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE: belong together");
  }
  const openId = [env.OIDC_ISSUER, env.OIDC_CLIENT_ID, env.OIDC_CLIENT_SECRET];
  if (openId.some((part) => part === undefined) && openId.some((part) => part !== undefined)) {
    faults.push("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: belong together");
  }
  if ((env.ALERT_WEBHOOK_URL === undefined) !== (env.ALERT_WEBHOOK_SECRET === undefined)) {
    faults.push("ALERT_WEBHOOK_URL and ALERT_WEBHOOK_SECRET: belong together");
  }
  if ((env.LOYALTY_PROVIDER_URL === undefined) !== (env.LOYALTY_PROVIDER_KEY === undefined)) {
    faults.push("LOYALTY_PROVIDER_URL and LOYALTY_PROVIDER_KEY: belong together");
  }
  return faults;
}

/** Half the lease leaves as much time again to commit what became of the attempt. */
function sendDeadlineOf(env: Environment): number {
  return env.SEND_DEADLINE_MS ?? Math.floor(env.LEASE_TTL_MS / 2);
}

function dkimOf(env: Environment): Config["dkim"] {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_PRIVATE_KEY_FILE: file } = env;
  if (domain === undefined || selector === undefined || file === undefined) return undefined;
  return { domain, selector, privateKeyFile: path.resolve(file) };
}

function openIdOf(env: Environment): OpenIdSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined)
    return undefined;
  return { issuer, clientId, clientSecret, name: env.OIDC_NAME };
}

function webhookOf(env: Environment): AlertSettings["webhook"] {
  const { ALERT_WEBHOOK_URL: address, ALERT_WEBHOOK_SECRET: secret } = env;
  return address === undefined || secret === undefined ? undefined : { url: address, secret };
}

function programmeOf(env: Environment): Config["loyaltyProgramme"] {
  const { LOYALTY_PROVIDER_URL: address, LOYALTY_PROVIDER_KEY: key } = env;
  return address === undefined || key === undefined ? undefined : { url: address, key };
}

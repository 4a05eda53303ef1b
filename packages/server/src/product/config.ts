import path from "node:path";
import type { Provider, TruthSource } from "@followthrough/core/domain";
import type { z } from "zod";
import type { AlertSettings } from "../alerts/alert-settings.ts";
import { speakPlainly } from "../platform/issue-text.ts";
import { findProblems, readSetting } from "../platform/settings.ts";
import { type Asks, type Connector, settingsOf } from "../providers/connectors/connector.ts";
import { CONNECTORS } from "../providers/connectors/index.ts";
import { openTranslators } from "../providers/connectors/open-connectors.ts";
import { problemsBetween, sendDeadlineOf, Variables } from "./variables.ts";

const DAY_MS = 24 * 60 * 60_000;

/** The settings in the environment, checked once. */
export interface Config {
  readonly isProduction: boolean;
  readonly apiHost: string;
  readonly apiPort: number;
  /** `undefined` means the embedded Postgres in `dataDir`. */
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
  /** Whether a sweep gives way to other work in the database. */
  readonly sweepPace: "gentle" | "full";
  /** The policy's document; `undefined` means the default policy. */
  readonly recoveryPolicy: string | undefined;
  readonly leaseMs: number;
  /** One whole attempt to send, starting with the lease; below `leaseMs`. */
  readonly sendDeadlineMs: number;
  /** The pause after the first failed attempt. It doubles with each further one. */
  readonly sendRetryMs: number;
  /** What becomes of a prompt when nobody can know whether it was sent. */
  readonly ambiguousPolicy: "park" | "resend";
  /** Mail is sent through Resend's API instead of SMTP. */
  readonly resend: { readonly apiKey: string; readonly apiBase: string } | undefined;
  readonly dkim:
    | { readonly domain: string; readonly selector: string; readonly privateKeyFile: string }
    | undefined;
  /** Where alerts about escalations and a late engine go. */
  readonly alerts: AlertSettings;
  /** Where operators may sign in as an alternative to their passwords. */
  readonly openId: OpenIdSettings | undefined;
  /** The proxies whose word about a request's sender (`X-Forwarded-For`) counts. */
  readonly trustedProxies: readonly string[];
  /** The secrets of each provider's webhooks. Without a secret, the route is closed. */
  readonly webhookSecrets: Readonly<Partial<Record<Provider, readonly string[]>>>;
  /** Orders that were placed before this are only followed (epoch milliseconds). `undefined`: before the first start. */
  readonly goLiveAt: number | undefined;
  /** How long providers' messages are kept after work on them is done. */
  readonly inboxKeptMs: number;
  /** Loads what translates the providers' messages, with their settings. */
  readonly translators: () => ReturnType<typeof openTranslators>;
  /** The providers that are asked before members get a prompt. */
  readonly askable: readonly AskableProvider[];
  /** The shop's own points program; `undefined` means the built-in ledger. */
  readonly loyaltyProgram: { readonly url: string; readonly key: string } | undefined;
  readonly logLevel: Variables["LOG_LEVEL"];
}

/** A provider that the environment gives access to. */
export interface AskableProvider extends Pick<Asks, "perSecond" | "concurrency"> {
  readonly provider: Provider;
  /** Opens the provider, and loads its SDK only then. */
  readonly open: () => Promise<TruthSource>;
}

/** An OpenID provider that vouches for operators. */
interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The name on the sign-in button. */
  readonly name: string;
}

/** The environment can't be used; the message names every problem. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Settings with their earlier names, which are still read. */
const RENAMED: Readonly<Record<string, string>> = {
  LOYALTY_PROVIDER_URL: "POINTS_PROGRAM_URL",
  LOYALTY_PROVIDER_KEY: "POINTS_PROGRAM_KEY",
};

function renamed([name, value]: [string, string | undefined]): [string, string | undefined] {
  return [RENAMED[name] ?? name, value];
}

/** Reads the sweep's schedule alone. @throws ConfigError if it is none */
export function readSweepCron({ SWEEP_CRON }: NodeJS.ProcessEnv): string {
  const { success, data, error } = Variables.shape.SWEEP_CRON.safeParse(SWEEP_CRON || undefined);
  if (success) return data;
  throw new ConfigError(`SWEEP_CRON: ${error.issues.map(({ message }) => message).join("; ")}`);
}

/** What is wrong with single variables, and then between the others. */
function problemsIn(
  { issues }: z.ZodError,
  given: Readonly<Record<string, string | undefined>>,
): string[] {
  const wrong = new Set(issues.map(({ path: [name] }) => String(name)));
  const others = Object.entries(given).filter(([name]) => !wrong.has(name));
  const { data } = Variables.safeParse(Object.fromEntries(others));
  const between = data === undefined ? [] : problemsBetween(data);
  return [
    ...issues.map(({ path, message }) => `${path.join(".")}: ${message}`),
    ...between.filter((problem) => ![...wrong].some((name) => problem.includes(name))),
  ];
}

/** Reads the environment. @throws ConfigError with all problems in one message */
export function readConfig(
  environment: NodeJS.ProcessEnv,
  connectors: readonly Connector[] = CONNECTORS,
): Config {
  const named = Object.entries(environment).filter(([, value]) => value !== "");
  // A later entry wins: when a setting has both names, the current one counts.
  const given = Object.fromEntries([...named.map(renamed), ...named]);
  speakPlainly();
  const parsed = Variables.safeParse(given);
  const problems = [
    ...(parsed.success ? problemsBetween(parsed.data) : problemsIn(parsed.error, given)),
    ...findProblems(connectors.flatMap(settingsOf), given),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(
      `The environment has ${problems.length} problem(s):\n  ${problems.join("\n  ")}`,
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
    alerts: {
      emails: env.ALERT_EMAILS,
      webhook: webhookOf(env),
      digestEveryMs: env.ALERT_DIGEST_EVERY,
      remindAfterMs: env.ALERT_REMIND_AFTER,
    },
    openId: openIdOf(env),
    trustedProxies: env.TRUSTED_PROXIES,
    webhookSecrets: Object.fromEntries(
      connectors.map(({ name, secrets }) => [name, readSetting(secrets, given)]),
    ),
    goLiveAt: env.GO_LIVE_AT,
    inboxKeptMs: env.INBOX_RETENTION_DAYS * DAY_MS,
    translators: () => openTranslators(given, connectors),
    askable: connectors.flatMap((connector) => askableOf(connector, given)),
    loyaltyProgram: programOf(env),
    logLevel: env.LOG_LEVEL,
  };
}

function askableOf({ name, asks }: Connector, environment: NodeJS.ProcessEnv): AskableProvider[] {
  const open = asks?.access(environment) ?? null;
  if (asks === null || open === null) return [];
  const { perSecond, concurrency } = asks;
  return [{ provider: name, open, perSecond, concurrency }];
}

function dkimOf(env: Variables): Config["dkim"] {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_PRIVATE_KEY_FILE: file } = env;
  if (domain === undefined || selector === undefined || file === undefined) return undefined;
  return { domain, selector, privateKeyFile: path.resolve(file) };
}

function openIdOf(env: Variables): OpenIdSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined)
    return undefined;
  return { issuer, clientId, clientSecret, name: env.OIDC_NAME };
}

function webhookOf(env: Variables): AlertSettings["webhook"] {
  const { ALERT_WEBHOOK_URL: address, ALERT_WEBHOOK_SECRET: secret } = env;
  return address === undefined || secret === undefined ? undefined : { url: address, secret };
}

function programOf(env: Variables): Config["loyaltyProgram"] {
  const { POINTS_PROGRAM_URL: address, POINTS_PROGRAM_KEY: key } = env;
  return address === undefined || key === undefined ? undefined : { url: address, key };
}

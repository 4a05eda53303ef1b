import path from "node:path";
import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/$/, ""));

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
  SWEEP_CRON: z.string().min(9).default("*/30 * * * *"),
  LEASE_TTL_MS: z.coerce.number().int().min(5_000).default(120_000),
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
  readonly leaseMs: number;
  readonly logLevel: z.infer<typeof Environment>["LOG_LEVEL"];
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
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  if (parsed.success && parsed.data.NODE_ENV === "production" && !parsed.data.SMTP_URL) {
    faults.push("SMTP_URL: is required in production; the mailbox page is for development only");
  }
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
    leaseMs: env.LEASE_TTL_MS,
    logLevel: env.LOG_LEVEL,
  };
}

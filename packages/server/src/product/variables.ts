import { duration, Instant } from "@followthrough/core/contract";
import { z } from "zod";
import { isCron } from "../platform/cron-slots.ts";
import { SIGNING_SECRET, httpUrl as url } from "../platform/settings.ts";

const port = z.coerce.number().int().min(0).max(65_535);

/** `orders@shop.example`, or a name before it in angle brackets. */
const SENDER = /^(?:[^<>\r\n]*<[^<>\s]+@[^<>\s@]+>|[^<>\s]+@[^<>\s@]+)$/;

const NETWORK_RULE = "must be an IP address, or a network such as 10.0.0.0/8";

const DAY_MS = 24 * 60 * 60_000;

/** The variables that the product reads, apart from the connectors' own. */
export const Variables = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  API_HOST: z.string().default("127.0.0.1"),
  API_PORT: port.default(8000),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  CHECKOUT_API_KEY: z.string().min(16).optional(),
  LINK_SECRET: z.string().min(32).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z
    .string()
    .regex(SENDER, { error: "must be a mail address, alone or as Shop <orders@shop.example>" })
    .default("Hearth & Oak <orders@hearth-and-oak.example>"),
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
    .regex(SIGNING_SECRET, { error: "must be whsec_ and base64 of 24 bytes or more" })
    .optional(),
  ALERT_DIGEST_EVERY: duration("0s").default(15 * 60_000),
  ALERT_REMIND_AFTER: z
    .union([z.literal("off").transform(() => null), duration("1m", "must be off or a duration")])
    .default(DAY_MS),
  OIDC_ISSUER: url.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).max(60).default("OpenID"),
  TRUSTED_PROXIES: z
    .string()
    .transform((value) => value.split(",").map((address) => address.trim()))
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: NETWORK_RULE })))
    .default([]),
  INBOX_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
  POINTS_PROGRAM_URL: url.optional(),
  POINTS_PROGRAM_KEY: z.string().min(8).optional(),
  GO_LIVE_AT: Instant.transform((time) => Date.parse(time)).optional(),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]))
    .default("info"),
});

/** The variables that the product reads, apart from the connectors' own. */
export type Variables = z.infer<typeof Variables>;

/** Problems that no single variable shows: which settings belong together, and which exclude each other. */
export function problemsBetween(env: Variables): string[] {
  const problems: string[] = [];
  const hasWayOut = env.SMTP_URL !== undefined || env.RESEND_API_KEY !== undefined;
  if (env.NODE_ENV === "production" && !hasWayOut) {
    problems.push(
      "SMTP_URL or RESEND_API_KEY: is required in production; the mailbox page is for development only",
    );
  }
  if (env.SMTP_URL !== undefined && env.RESEND_API_KEY !== undefined) {
    problems.push("RESEND_API_KEY: mail is sent in one way only; unset it or SMTP_URL");
  }
  if (sendDeadlineOf(env) >= env.LEASE_TTL_MS) {
    problems.push(
      "SEND_DEADLINE_MS: must be below LEASE_TTL_MS, so that no attempt outlives its lease",
    );
  }
  const dkim = [env.DKIM_DOMAIN, env.DKIM_SELECTOR, env.DKIM_PRIVATE_KEY_FILE];
  if (dkim.some((part) => part === undefined) && dkim.some((part) => part !== undefined)) {
    problems.push("DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE: belong together");
  }
  const openId = [env.OIDC_ISSUER, env.OIDC_CLIENT_ID, env.OIDC_CLIENT_SECRET];
  if (openId.some((part) => part === undefined) && openId.some((part) => part !== undefined)) {
    problems.push("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: belong together");
  }
  if ((env.ALERT_WEBHOOK_URL === undefined) !== (env.ALERT_WEBHOOK_SECRET === undefined)) {
    problems.push("ALERT_WEBHOOK_URL and ALERT_WEBHOOK_SECRET: belong together");
  }
  if ((env.POINTS_PROGRAM_URL === undefined) !== (env.POINTS_PROGRAM_KEY === undefined)) {
    problems.push("POINTS_PROGRAM_URL and POINTS_PROGRAM_KEY: belong together");
  }
  return problems;
}

/**
 * How long one attempt to send may take (milliseconds). Half the lease leaves as much time again to commit the attempt's
 * outcome.
 */
export function sendDeadlineOf(env: Variables): number {
  return env.SEND_DEADLINE_MS ?? Math.floor(env.LEASE_TTL_MS / 2);
}

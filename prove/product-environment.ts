import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The key that every API of a run takes. */
export const API_KEY = "prove-key-0123456789abcdef";

/**
 * Nothing is put off, so that due prompts are sent now, and each order walks all four stages; everything else is as shipped.
 */
const POLICY = `version: prove-1
quietHours: off
frequencyCap: off
sendRate: off
requires:
  verification: always
  loyaltyHold: always
`;

/** Where a process finds its servers. */
export interface Surroundings {
  /** Through this process's own proxy. */
  readonly databaseUrl: string;
  readonly smtpUrl: string;
  readonly apiPort: number;
  readonly folder: string;
}

/** The environment of one process of the product; only what is named here and the path reach it. */
export function environmentFor(
  { databaseUrl, smtpUrl, apiPort, folder }: Surroundings,
  extra: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    // Restarts are what is proved here, not how fast Node compiles.
    NODE_COMPILE_CACHE: join(tmpdir(), "followthrough-prove-compile-cache"),
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    SMTP_URL: smtpUrl,
    API_PORT: String(apiPort),
    CHECKOUT_API_KEY: API_KEY,
    LINK_SECRET: "prove-secret-0123456789abcdef0123456789abcdef",
    MAIL_FROM: "Prove <orders@shop.test>",
    DATA_DIR: folder,
    RECOVERY_POLICY: policyFile(folder),
    // Sweeps run when a scenario requests them, so that a recording is the same twice.
    SWEEP_CRON: "0 0 1 1 *",
    LEASE_TTL_MS: "3000",
    SEND_DEADLINE_MS: "1500",
    SEND_RETRY_MS: "500",
    LOG_LEVEL: "warn",
    ...extra,
  };
}

/** Writes what the environment points at. */
export async function writePolicy(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(policyFile(folder), POLICY);
}

/** Where a stage's policy is. */
export function policyFile(folder: string): string {
  return join(folder, "recovery-policy.yaml");
}

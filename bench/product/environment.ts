import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The key that every API of a run takes. */
export const API_KEY = "bench-key-0123456789abcdef";

/** As shipped, but nothing waits: a run at night measures the same as one by day, and mail leaves as fast as it can. */
const POLICY = "version: bench-1\nquietHours: off\nsendRate: off\n";

/** Where a process finds its servers. */
export interface Surroundings {
  /** `undefined` for the embedded Postgres. */
  readonly databaseUrl?: string;
  readonly apiPort?: number;
  readonly smtpPort?: number;
}

/** The environment of one process of the product; only what is named here and the path reach it. */
export async function environmentFor(
  folder: string,
  { databaseUrl, apiPort = 0, smtpPort = 9 }: Surroundings,
): Promise<NodeJS.ProcessEnv> {
  const policyFile = join(folder, "recovery-policy.yaml");
  await writeFile(policyFile, POLICY);
  return {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    API_PORT: String(apiPort),
    CHECKOUT_API_KEY: API_KEY,
    LINK_SECRET: "bench-secret-0123456789abcdef0123456789abcdef",
    MAIL_FROM: "Bench <orders@shop.test>",
    DATA_DIR: join(folder, "data"),
    RECOVERY_POLICY: policyFile,
    // Sweeps run when a work requests one.
    SWEEP_CRON: "0 0 1 1 *",
    SWEEP_PACE: "full",
    LOG_LEVEL: "warn",
  };
}

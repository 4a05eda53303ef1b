import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PROGRAM } from "./product.ts";
import { API_KEY } from "./product-environment.ts";
import type { Stage } from "./stage.ts";

/** Runs the product's own `doctor` and `audit verify`. @returns one sentence a broken promise */
export async function checkInvariants({ databaseUrl }: Stage): Promise<string[]> {
  const [doctor, audit] = await Promise.all([
    runCommand(["doctor", "--json"], databaseUrl),
    runCommand(["audit", "verify", "--json"], databaseUrl),
  ]);
  return [...readDoctor(doctor), ...readAudit(audit)];
}

/**
 * Runs one command of the product on a database.
 *
 * @param extra more arguments
 * @returns what it printed, also when it ended with 1
 */
export async function runCommand(
  args: readonly string[],
  databaseUrl: string,
  extra: NodeJS.ProcessEnv = {},
): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: databaseUrl,
    CHECKOUT_API_KEY: API_KEY,
    LINK_SECRET: "prove-secret-0123456789abcdef0123456789abcdef",
    LOG_LEVEL: "warn",
    ...extra,
  };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    // A broken promise is an exit code of 1 with its findings on standard output.
    if (error instanceof Error && "stdout" in error && String(error.stdout) !== "") {
      return String(error.stdout);
    }
    throw error;
  }
}

function readDoctor(text: string): string[] {
  const reports: unknown = JSON.parse(text);
  if (!Array.isArray(reports) || reports.length === 0) return ["doctor checked nothing"];
  return reports.flatMap((report: unknown) => {
    const { name, count, examples } = fieldsOf(report);
    if (count === 0) return [];
    return [`doctor: ${String(name)} is broken by ${String(count)}, such as ${String(examples)}`];
  });
}

function readAudit(text: string): string[] {
  const { deviations } = fieldsOf(JSON.parse(text));
  if (!Array.isArray(deviations)) return ["audit verify checked nothing"];
  return deviations.map((deviation: unknown) => {
    const { orderId, detail } = fieldsOf(deviation);
    return `audit: ${String(orderId)} does not replay: ${String(detail)}`;
  });
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

import { DEFAULT_POLICY } from "@followthrough/core/domain";
import { type Logger, pino } from "pino";
import { type Config, ConfigError, readConfig } from "../config.ts";
import { openPool } from "../db/database.ts";
import { attachEmbeddedPostgres } from "../embedded-postgres/index.ts";
import { createHttpProgramme } from "../loyalty/http-programme.ts";
import { readPolicyFile } from "../policy/read-policy-file.ts";
import { loadSecrets, type ServerSecrets } from "../secrets.ts";
import type { Context } from "../usecases/context.ts";
import { type ContextParts, makeContext } from "../usecases/make-context.ts";
import type { StartPolicy } from "../usecases/policy-in-force.ts";

/** Runs one piece of work on the product's database, and closes what it needed. */
export async function withContext<Result>(
  work: (context: Context, config: Config) => Promise<Result>,
): Promise<Result> {
  return withDatabase(async (config, url) => {
    const { context } = await openContext(config, url);
    try {
      return await work(context, config);
    } finally {
      await closeContext(context);
    }
  });
}

/** Runs work that opens the database by itself. */
export async function withDatabase<Result>(
  work: (config: Config, url: string) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(process.env);
  return work(config, await databaseUrl(config));
}

/** The named database, or the embedded one while the product runs. */
async function databaseUrl(config: Config): Promise<string> {
  const url = config.databaseUrl ?? (await attachEmbeddedPostgres({ dataDir: config.dataDir }));
  if (url !== null) return url;
  throw new ConfigError(
    `No database: nothing runs in ${config.dataDir}. Start the product first, or set DATABASE_URL.`,
  );
}

/** What use cases are given, and the secrets. The caller closes the context. */
export async function openContext(
  config: Config,
  url: string,
  connections?: number,
): Promise<{ context: Context; secrets: ServerSecrets }> {
  const { sweepPace } = config;
  const asks = config.stripe === undefined ? [] : (["stripe"] as const);
  const { loyaltyProgramme: address } = config;
  const programme = address === undefined ? null : createHttpProgramme(address);
  const start = await openPolicy(config);
  const context = contextFor(
    url,
    { start, sweepPace, asks, programme },
    createLog(config),
    connections,
  );
  await context.policies.refresh();
  return { context, secrets: await loadSecrets(config) };
}

/** The named policy, or the default. @throws ConfigError with every fault of the document */
export async function openPolicy({ recoveryPolicy: path }: Config): Promise<StartPolicy> {
  if (path === undefined) return { policy: DEFAULT_POLICY, source: "default" };
  const read = await readPolicyFile(path);
  if (read.ok) return { policy: read.policy, source: "file" };
  const faults = read.faults.join("\n  ");
  throw new ConfigError(
    `The recovery policy ${path} has ${read.faults.length} fault(s):\n  ${faults}`,
  );
}

/** A context over this database. */
export function contextFor(
  url: string,
  settings: Pick<ContextParts, "start" | "sweepPace" | "asks" | "programme">,
  log: Logger,
  connections?: number,
): Context {
  return makeContext({ ...settings, log, pool: openPool(url, connections) });
}

// One look at an index's last entry; who adopts a policy does not wait longer for it.
const REFRESH_MS = 5_000;

/** Takes up policies that are adopted while the process runs. @returns a function that ends it */
export function followPolicy({ policies, log }: Context): () => void {
  const timer = setInterval(() => {
    policies
      .refresh()
      .catch((error: unknown) => log.error({ err: error }, "the policy can't be read"));
  }, REFRESH_MS);
  return () => clearInterval(timer);
}

/** Lets what was taken be committed and what was announced go out, then closes the connections. */
export async function closeContext({ pool, changes, commits }: Context): Promise<void> {
  await commits.drain();
  await changes.flush();
  await pool.end();
}

/** The process's log. */
export function createLog(config: Config): Logger {
  // To standard error, so that what a command prints stays a clean result.
  return pino({ level: config.logLevel, base: { pid: process.pid } }, pino.destination(2));
}

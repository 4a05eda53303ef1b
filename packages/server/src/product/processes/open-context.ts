import { DEFAULT_POLICY } from "@followthrough/core/domain";
import { type Logger, pino } from "pino";
import { attachEmbeddedPostgres } from "../../embedded-postgres/index.ts";
import { createHttpProgram } from "../../ledger/http-program.ts";
import { openPool } from "../../platform/postgres/database.ts";
import type { StartPolicy } from "../../policy/policy-in-force.ts";
import { readPolicyFile } from "../../policy/read-policy-file.ts";
import type { AppContext } from "../app-context.ts";
import { type Config, ConfigError, readConfig } from "../config.ts";
import { type ContextParts, makeContext } from "../make-context.ts";
import { loadSecrets, type ServerSecrets } from "../secrets.ts";

/** Runs one piece of work on the product's database, and closes what it used. */
export async function withContext<Result>(
  work: (context: AppContext, config: Config) => Promise<Result>,
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

/** Runs work that opens the database on its own. */
export async function withDatabase<Result>(
  work: (config: Config, url: string) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(process.env);
  return work(config, await databaseUrl(config));
}

/** The configured database, or the embedded one while the product runs. */
async function databaseUrl(config: Config): Promise<string> {
  const url = config.databaseUrl ?? (await attachEmbeddedPostgres({ dataDir: config.dataDir }));
  if (url !== null) return url;
  throw new ConfigError(
    `No database: nothing is running in ${config.dataDir}. Start the product first, or set DATABASE_URL.`,
  );
}

/** What verbs need, and the secrets. The caller closes the context. */
export async function openContext(
  config: Config,
  url: string,
  connections?: number,
): Promise<{ context: AppContext; secrets: ServerSecrets }> {
  const { sweepPace } = config;
  const asks = config.askable.map(({ provider }) => provider);
  const { loyaltyProgram: address } = config;
  const program = address === undefined ? null : createHttpProgram(address);
  const start = await openPolicy(config);
  const context = contextFor(
    url,
    {
      start,
      sweepPace,
      asks,
      program,
      countsTest: !config.isProduction,
      goLiveAt: config.goLiveAt ?? null,
    },
    createLog(config),
    connections,
  );
  await context.policies.refresh();
  return { context, secrets: await loadSecrets(config) };
}

/** The configured policy, or the default. @throws ConfigError with every problem of the document */
export async function openPolicy({ recoveryPolicy: path }: Config): Promise<StartPolicy> {
  if (path === undefined) return { policy: DEFAULT_POLICY, source: "default" };
  const read = await readPolicyFile(path);
  if (read.ok) return { policy: read.policy, source: "file" };
  const problems = read.problems.join("\n  ");
  throw new ConfigError(
    `The recovery policy ${path} has ${read.problems.length} problem(s):\n  ${problems}`,
  );
}

/** A context over this database. */
export function contextFor(
  url: string,
  settings: Pick<
    ContextParts,
    "start" | "sweepPace" | "asks" | "program" | "countsTest" | "goLiveAt"
  >,
  log: Logger,
  connections?: number,
): AppContext {
  return makeContext({ ...settings, log, pool: openPool(url, connections) });
}

// Each refresh reads an index's last entry. Operators who adopt a policy wait no longer than this for it.
const REFRESH_MS = 5_000;

/** Takes over policies that are adopted while the process runs. @returns a function that ends this */
export function followPolicy({ policies, log }: AppContext): () => void {
  const timer = setInterval(() => {
    policies
      .refresh()
      .catch((error: unknown) => log.error({ err: error }, "could not read the policy"));
  }, REFRESH_MS);
  return () => clearInterval(timer);
}

/** Waits until accepted events are committed and changes are announced, then closes the connections. */
export async function closeContext({ pool, changes, commits }: AppContext): Promise<void> {
  await commits.drain();
  await changes.flush();
  await pool.end();
}

/** The process's log. */
export function createLog(config: Config): Logger {
  // To standard error, so that what a command prints stays a clean result.
  return pino({ level: config.logLevel, base: { pid: process.pid } }, pino.destination(2));
}

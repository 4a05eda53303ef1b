import { DEFAULT_POLICY, type RecoveryPolicy } from "@followthrough/core/domain";
import { type Logger, pino } from "pino";
import { type Config, ConfigError, readConfig } from "../config.ts";
import { openPool } from "../db/database.ts";
import { attachEmbeddedPostgres } from "../embedded-postgres/index.ts";
import { createHttpProgramme } from "../loyalty/http-programme.ts";
import { readPolicyFile } from "../policy/read-policy-file.ts";
import { loadSecrets, type ServerSecrets } from "../secrets.ts";
import { createChangeNotifier } from "../usecases/change-notifier.ts";
import { createCommitQueue } from "../usecases/commit-queue.ts";
import type { Context } from "../usecases/context.ts";
import { createMessageIntake } from "../usecases/message-intake.ts";
import { createLedgerQueue, refuseLedger } from "../usecases/operate-ledger.ts";
import { createOrderReads } from "../usecases/order-reads.ts";

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
  const policy = await openPolicy(config);
  const settings = { policy, sweepPace, asks, programme };
  return {
    context: contextFor(url, settings, createLog(config), connections),
    secrets: await loadSecrets(config),
  };
}

/** The named policy, or the default. @throws ConfigError with every fault of the document */
export async function openPolicy({ recoveryPolicy: path }: Config): Promise<RecoveryPolicy> {
  if (path === undefined) return DEFAULT_POLICY;
  const read = await readPolicyFile(path);
  if (read.ok) return read.policy;
  const faults = read.faults.join("\n  ");
  throw new ConfigError(
    `The recovery policy ${path} has ${read.faults.length} fault(s):\n  ${faults}`,
  );
}

/** A context over this database. */
export function contextFor(
  url: string,
  settings: Pick<Context, "policy" | "sweepPace" | "asks" | "programme">,
  log: Logger,
  connections?: number,
): Context {
  const pool = openPool(url, connections);
  const pointsKeeper = settings.programme === null ? ("ledger" as const) : ("programme" as const);
  const context = {
    ...settings,
    pointsKeeper,
    pool,
    log,
    changes: createChangeNotifier(pool, log),
  };
  return {
    ...context,
    commits: createCommitQueue(context),
    ledger: pointsKeeper === "ledger" ? createLedgerQueue(pool) : refuseLedger,
    reads: createOrderReads(pool),
    intake: createMessageIntake(pool),
  };
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

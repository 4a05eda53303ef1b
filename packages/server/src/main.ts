import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { DEFAULT_POLICY } from "@followthrough/core/domain";
import { type Logger, pino } from "pino";
import { buildProgram } from "./cli/program.ts";
import { superviseParts } from "./cli/supervise.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { openPool } from "./db/database.ts";
import { storeMail } from "./db/mailbox.ts";
import { migrate } from "./db/migrate.ts";
import { listen } from "./db/notify.ts";
import { createMailboxTransport } from "./email/mailbox-transport.ts";
import { createSmtpTransport } from "./email/smtp-transport.ts";
import { attachEmbeddedPostgres, openEmbeddedPostgres } from "./embedded-postgres/index.ts";
import { buildApp } from "./http/app.ts";
import { createMetrics } from "./http/metrics.ts";
import { createStreamHub } from "./http/stream-hub.ts";
import { createLinkTokens } from "./links/link-tokens.ts";
import { loadSecrets, type ServerSecrets } from "./secrets.ts";
import { createChangeNotifier } from "./usecases/change-notifier.ts";
import { checkInvariants } from "./usecases/check-invariants.ts";
import { createPromptComposer } from "./usecases/compose-prompt.ts";
import type { Context } from "./usecases/context.ts";
import { getOrchestration } from "./usecases/get-orchestration.ts";
import { sweepOverdue } from "./usecases/sweep-overdue.ts";
import { verifyTimelines } from "./usecases/verify-timelines.ts";
import { startWorker } from "./worker/worker.ts";

// A change that was not announced reaches open streams after this at the latest.
const LOOK_AGAIN_MS = 15_000;
// Together below the lease, so that no attempt outlives it.
const CONNECT_TIMEOUT_MS = 10_000;

/** Runs the `followthrough` command. The one place that knows every room and puts them together. */
export async function main(argv: readonly string[]): Promise<void> {
  const version = await readVersion();
  const program = buildProgram(
    {
      serve: () => serve(),
      api: () => withDatabase((config, url) => runApi(config, url, version)),
      worker: () => withDatabase(runWorker),
      migrate: () => withDatabase((_config, url) => migrate(url)),
      sweep: () =>
        withContext((context, config) =>
          sweepOverdue(context, { trigger: "command", slot: null, mailDomain: mailDomain(config) }),
        ),
      doctor: () => withContext(checkInvariants),
      verifyAudit: () => withContext(verifyTimelines),
      openApi: () => describeApi(version),
    },
    version,
  );
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    // A fault of the set-up is told in words; anything else is a bug and shows its stack.
    console.error(error instanceof ConfigError ? error.message : error);
    process.exitCode = 1;
  }
}

async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config);
  const postgres =
    config.databaseUrl === undefined
      ? await openEmbeddedPostgres({ dataDir: config.dataDir, log: (line) => log.info(line) })
      : null;
  try {
    const url = postgres?.connectionString ?? config.databaseUrl;
    if (url === undefined) throw new Error("There is a database by now");
    await migrate(url);
    const secrets = await loadSecrets(config);
    const environment = {
      ...process.env,
      DATABASE_URL: url,
      CHECKOUT_API_KEY: secrets.apiKey,
      LINK_SECRET: secrets.linkSecret,
    };
    const parts = (["api", "worker"] as const).map((command) => ({ command, environment }));
    const ended = await superviseParts(
      fileURLToPath(new URL("./cli.js", import.meta.url)),
      parts,
      () => announceReady(config, secrets),
    );
    if (ended !== null) {
      log.error(`the ${ended} ended by itself; everything is stopped`);
      process.exitCode = 1;
    }
  } finally {
    await postgres?.stop();
  }
}

/** Tells whoever started the product where it is, and the key once. */
function announceReady(config: Config, secrets: ServerSecrets): void {
  const url = `http://${config.apiHost}:${config.apiPort}`;
  const key = secrets.isNewKey ? secrets.apiKey : null;
  process.send?.({
    type: "ready",
    api: { url, docsUrl: `${url}/docs`, mailboxUrl: hasMailbox(config) ? `${url}/mailbox` : null },
    apiKey: { value: key, file: secrets.file },
    apiKeyForStorefront: secrets.apiKey,
  });
  if (process.send !== undefined) return;
  console.log(`API ${url} · reference ${url}/docs`);
  console.log(key === null ? `API key: ${secrets.file}` : `API key, shown once: ${key}`);
}

async function runApi(config: Config, url: string, version: string): Promise<void> {
  const { context, secrets } = await openContext(config, url);
  const options = {
    ...(await appOptions(context, config, secrets)),
    version,
  };
  const app = await buildApp(options);
  const listening = new AbortController();
  const { hub } = options;
  listen(
    url,
    "orchestrations_changed",
    (ids) => hub.changed(ids.split(" ")),
    () => hub.lookAgain(),
    listening.signal,
  );
  const lookAgain = setInterval(() => hub.lookAgain(), LOOK_AGAIN_MS);
  try {
    await app.listen({ host: config.apiHost, port: config.apiPort }).catch(explainTakenPort);
    process.send?.("ready");
    await untilStopped();
  } finally {
    // Also where the port is taken: an open timer or connection would keep a dead API alive.
    clearInterval(lookAgain);
    listening.abort();
    await app.close();
    await close(context);
  }
}

function explainTakenPort(error: unknown): never {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    throw new ConfigError(`${error.message}. Stop whoever listens there, or set API_PORT.`);
  }
  throw error;
}

async function runWorker(config: Config, url: string): Promise<void> {
  const { context, secrets } = await openContext(config, url);
  const links = createLinkTokens(secrets.linkSecret);
  const listening = new AbortController();
  const worker = await startWorker({
    context,
    connectionString: url,
    cron: config.sweepCron,
    mailDomain: mailDomain(config),
    delivery: {
      transport: openTransport(context, config),
      compose: createPromptComposer(context, { ...config, links }),
      leaseMs: config.leaseMs,
      concurrency: 10,
      random: Math.random,
    },
    onPromptsWaiting: (wake) => listen(url, "prompts_waiting", wake, wake, listening.signal),
  });
  process.send?.("ready");
  await untilStopped();
  listening.abort();
  await worker.stop();
  await close(context);
}

async function appOptions(context: Context, config: Config, secrets: ServerSecrets) {
  const hub = createStreamHub(async (orderId) => {
    const result = await getOrchestration(context, orderId);
    return result.ok ? result.value : null;
  }, context.log);
  return {
    context,
    links: createLinkTokens(secrets.linkSecret),
    apiKey: secrets.apiKey,
    hub,
    metrics: createMetrics(context, () => hub.size),
    mailDomain: mailDomain(config),
    shopName: config.shopName,
    hasMailbox: hasMailbox(config),
  };
}

function openTransport({ pool }: Context, config: Config) {
  if (config.smtpUrl === undefined) {
    return createMailboxTransport((mail) =>
      storeMail(pool, { ...mail, recipient: mail.envelope.to }),
    );
  }
  return createSmtpTransport({
    url: config.smtpUrl,
    connectionTimeoutMs: CONNECT_TIMEOUT_MS,
    greetingTimeoutMs: CONNECT_TIMEOUT_MS,
    socketTimeoutMs: config.leaseMs / 4,
    sendTimeoutMs: config.leaseMs / 2,
  });
}

/** The OpenAPI document; of the code alone, no database is asked. */
async function describeApi(version: string): Promise<string> {
  const config = readConfig({ NODE_ENV: "production", SMTP_URL: "smtp://127.0.0.1" });
  const secrets = { apiKey: "", linkSecret: "", isNewKey: false, file: "" };
  const context = contextFor("postgres://127.0.0.1/none", pino({ level: "silent" }));
  const app = await buildApp({ ...(await appOptions(context, config, secrets)), version });
  const document = app.swagger();
  await app.close();
  await close(context);
  return `${JSON.stringify(document, null, 2)}\n`;
}

async function withDatabase(work: (config: Config, url: string) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  await work(config, await databaseUrl(config));
}

async function withContext<Result>(
  work: (context: Context, config: Config) => Promise<Result | null>,
): Promise<Result> {
  const config = readConfig(process.env);
  const { context } = await openContext(config, await databaseUrl(config));
  try {
    const result = await work(context, config);
    if (result === null) throw new Error("A command always has a result");
    return result;
  } finally {
    await close(context);
  }
}

/** The named database, or the embedded one while the product runs. */
async function databaseUrl(config: Config): Promise<string> {
  const url = config.databaseUrl ?? (await attachEmbeddedPostgres({ dataDir: config.dataDir }));
  if (url !== null) return url;
  throw new ConfigError(
    `No database: nothing runs in ${config.dataDir}. Start the product first, or set DATABASE_URL.`,
  );
}

async function openContext(
  config: Config,
  url: string,
): Promise<{ context: Context; secrets: ServerSecrets }> {
  return { context: contextFor(url, createLog(config)), secrets: await loadSecrets(config) };
}

function contextFor(url: string, log: Logger): Context {
  const pool = openPool(url);
  return { pool, log, policy: DEFAULT_POLICY, changes: createChangeNotifier(pool, log) };
}

async function close({ pool, changes }: Context): Promise<void> {
  await changes.flush();
  await pool.end();
}

function createLog(config: Config): Logger {
  // To standard error, so that what a command prints stays a clean result.
  return pino({ level: config.logLevel, base: { pid: process.pid } }, pino.destination(2));
}

function hasMailbox(config: Config): boolean {
  return config.smtpUrl === undefined && !config.isProduction;
}

/** The right half of Message-IDs: the sender's own domain, as receivers expect. */
function mailDomain({ mailFrom }: Config): string {
  return /@([A-Za-z0-9.-]+)/.exec(mailFrom)?.[1] ?? "followthrough.invalid";
}

async function readVersion(): Promise<string> {
  const file = new URL("../package.json", import.meta.url);
  const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
  const hasVersion = typeof parsed === "object" && parsed !== null && "version" in parsed;
  return hasVersion ? String(parsed.version) : "0.0.0";
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      // A listener of its own keeps the channel open, and an open channel the process alive.
      process.off("disconnect", stop);
      resolve();
    };
    // Listened to until the end: a second signal must not cut short what the first began.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
    // A supervisor that was killed can't send a signal; its channel closes instead.
    if (process.connected) process.on("disconnect", stop);
  });
}

import type { SweepSummary } from "@followthrough/core/contract";
import { DEFAULT_POLICY, type RecoveryPolicy } from "@followthrough/core/domain";
import { type Logger, pino } from "pino";
import { z } from "zod";
import type { OperatorAccess } from "../../src/access/access.ts";
import type { OpenIdSettings } from "../../src/access/auth.ts";
import { openOperatorAccess } from "../../src/access/open-access.ts";
import { createConsoleHub } from "../../src/console/http/console-hub.ts";
import { createPromptComposer } from "../../src/delivery/compose-prompt.ts";
import { type DeliveryRun, deliverPrompts } from "../../src/delivery/deliver-prompts.ts";
import { createMetrics } from "../../src/engine/http/metrics.ts";
import { readEngine, readReadiness } from "../../src/engine/read-engine.ts";
import type { PointsProgram } from "../../src/ledger/points-program.ts";
import { createStreamHub, type StreamHub } from "../../src/lifecycle/http/stream-hub.ts";
import { createLinkTokens, type LinkTokens } from "../../src/lifecycle/links/link-tokens.ts";
import { createMailboxTransport } from "../../src/mail/mailbox-transport.ts";
import type { MailTransport, OutgoingMail } from "../../src/mail/transport.ts";
import { createCircuitBreaker } from "../../src/platform/flow/circuit-breaker.ts";
import { createConcurrencyLimit } from "../../src/platform/flow/concurrency-limit.ts";
import type { App } from "../../src/platform/http/routing.ts";
import type { JobQueue } from "../../src/platform/jobs/job-transaction.ts";
import { listen } from "../../src/platform/postgres/channels.ts";
import { openPlainPool, openPool, type Pool } from "../../src/platform/postgres/database.ts";
import type { AppContext } from "../../src/product/app-context.ts";
import type { ConsoleOptions } from "../../src/product/app-options.ts";
import { buildApp } from "../../src/product/http/app.ts";
import { type ContextParts, makeContext } from "../../src/product/make-context.ts";
import { streamSource } from "../../src/product/processes/api.ts";
import type { Connector } from "../../src/providers/connectors/connector.ts";
import { CONNECTORS } from "../../src/providers/connectors/index.ts";
import {
  openTranslators,
  openVerifiersOf,
} from "../../src/providers/connectors/open-connectors.ts";
import { INBOX_CONCURRENCY } from "../../src/providers/inbox/inbox-queue.ts";
import { processInbox } from "../../src/providers/inbox/process-inbox.ts";
import { InboxJob, queueInbox } from "../../src/providers/inbox/queue-inbox.ts";
import { type SweepOptions, sweepNow, sweepSlot } from "../../src/recovery/sweep-overdue.ts";
import { API_KEY, type Api, createApi } from "./api.ts";
import { createTestDatabase, type TestDatabase } from "./postgres/postgres.ts";
import { SECRETS } from "./webhooks.ts";

const LINK_SECRET = "the link secret of these tests, of about 40 bytes";
const MAIL_DOMAIN = "shop.example";

/**
 * The default policy without the parts that depend on the hour of the day or on the member's other orders, so that
 * each test names all that matters for it.
 */
export const PLAIN_POLICY: RecoveryPolicy = {
  ...DEFAULT_POLICY,
  requires: { verification: "always", loyaltyHold: "always", fulfillment: "always" },
  judgment: { asksAboutLaterOrder: false, waitsForAssignee: true },
  maxAgeMs: null,
  quietHours: null,
  frequencyCapMs: null,
  foldsOrders: false,
  sendRate: null,
};

/** One line that the product logged. */
type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** Settings that only a few tests change. */
export interface TestSettings {
  readonly openId?: OpenIdSettings;
  readonly console?: Partial<ConsoleOptions>;
  /** The shop's own points program; the built-in ledger when absent. */
  readonly program?: PointsProgram;
  /** A database of the test's own; a new one when absent. */
  readonly database?: TestDatabase;
  /** Whether payments in a provider's test mode count for every order, as outside production; true when absent. */
  readonly countsTest?: boolean;
  /** Orders that were placed before this are only followed; none when absent. */
  readonly goLiveAt?: number;
  /** Whether the sweep asks the providers that can be asked before it decides; true when absent. */
  readonly asksProviders?: boolean;
  /** The settings of the connectors, as in the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Further providers, or others in the place of those with their names, each with its secrets. */
  readonly providers?: readonly { readonly connector: Connector; readonly secrets: string[] }[];
}

/** The product on a database of its own, assembled the same way as in the composition root. */
export interface TestApp {
  readonly app: App;
  readonly api: Api;
  readonly context: AppContext;
  readonly connectionString: string;
  readonly hub: StreamHub;
  readonly links: LinkTokens;
  readonly access: OperatorAccess;
  /** For another app over the same context: it does not close what this one opened. */
  readonly sharedConsole: ConsoleOptions;
  /** Everything logged so far, DEBUG included. */
  readonly logs: readonly LogLine[];
  /** The mails that the default transport has accepted. */
  readonly mails: readonly OutgoingMail[];
  /** Runs a statement as the database's owner. */
  sql(text: string, values?: readonly unknown[]): Promise<Readonly<Record<string, unknown>>[]>;
  /** Runs statements with triggers and foreign keys off: changes that our code can't make. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** Runs the job, without a slot unless `options` names one. */
  sweep(options?: Partial<SweepOptions> & { readonly slot?: number }): Promise<SweepSummary>;
  /** Works on every waiting provider's message, as the queue's jobs do. @returns how many there were */
  workInbox(): Promise<number>;
  /** Delivers what is due. */
  deliver(changes?: Partial<DeliveryRun>): Promise<number>;
  /** The options of a delivery run. */
  delivery(changes?: Partial<DeliveryRun>): DeliveryRun;
  /** Starts listening for the changes that other processes announce. */
  listen(): void;
  close(): Promise<void>;
}

// Never runs on its own during a test.
const NEVER = "0 0 29 2 *";

/**
 * Starts the product. Every test file has its own and closes it at the end.
 *
 * @param cron the schedule by which the sweep is late or on time
 */
export async function startTestApp(
  policy: RecoveryPolicy = PLAIN_POLICY,
  cron = NEVER,
  settings: TestSettings = {},
): Promise<TestApp> {
  const database = settings.database ?? (await createTestDatabase());
  const { connectionString } = database;
  const logs: LogLine[] = [];
  const { providers = [], program = null, countsTest = true, environment = {} } = settings;
  const { asksProviders = true, goLiveAt = null } = settings;
  const own = providers.map(({ connector }) => connector);
  const others = CONNECTORS.filter(({ name }) => own.every((each) => each.name !== name));
  const connectors = [...others, ...own];
  const ownSecrets = providers.map(({ connector: { name }, secrets }) => [name, secrets] as const);
  const translators = await openTranslators(environment, connectors);
  const context = openContext(connectionString, policy, logs, {
    program,
    countsTest,
    goLiveAt,
    connectors: asksProviders ? connectors : [],
  });
  const { pool } = context;
  const links = createLinkTokens(LINK_SECRET);
  const hub = createStreamHub(streamSource(context), context.log);
  const access = openOperatorAccess({
    pool: openPlainPool(connectionString),
    publicUrl: "https://api.shop.example",
    secret: LINK_SECRET,
    openId: settings.openId,
  });
  const changes = createConsoleHub();
  const consoleOptions: ConsoleOptions = {
    access,
    changes,
    folder: null,
    publicUrl: "https://api.shop.example",
    storefrontUrl: "https://shop.example",
    cron,
    trustedProxies: [],
    ...settings.console,
  };
  const app = await buildApp({
    context,
    links,
    apiKey: API_KEY,
    hub,
    metrics: createMetrics(
      () => readEngine(context, cron),
      () => hub.size,
    ),
    readiness: () => readReadiness(context, cron),
    connectors,
    verifiers: await openVerifiersOf({ ...SECRETS, ...Object.fromEntries(ownSecrets) }, connectors),
    mailDomain: MAIL_DOMAIN,
    shopName: "Hearth & Oak",
    hasMailbox: false,
    version: "0.0.0",
    console: consoleOptions,
  });
  const mails: OutgoingMail[] = [];
  const transport = recordMail(mails);
  const delivery = (changes: Partial<DeliveryRun> = {}): DeliveryRun => ({
    transport,
    compose: createPromptComposer(context, {
      links,
      shopName: "Hearth & Oak",
      mailFrom: "Hearth & Oak <orders@shop.example>",
      storefrontUrl: "https://shop.example",
      publicApiUrl: "https://api.shop.example",
    }),
    leaseMs: 60_000,
    sendDeadlineMs: 30_000,
    firstRetryMs: 30_000,
    ambiguousPolicy: "park",
    concurrency: 10,
    connections: 10,
    perDestination: 10,
    breaker: createCircuitBreaker({ perDestination: 10, firstPauseMs: 0 }),
    signal: new AbortController().signal,
    random: () => 0.5,
    ...changes,
  });
  const listening = new AbortController();

  return {
    app,
    api: createApi(app),
    context,
    connectionString,
    hub,
    links,
    access,
    sharedConsole: { ...consoleOptions, access: { ...access, close: async () => {} } },
    logs,
    mails,
    delivery,
    sql: async (text, values = []) => (await pool.query({ text, values: [...values] })).rows,
    tamper: (...statements) => tamper(pool, statements),
    async sweep({ slot, ...others } = {}) {
      const options = { mailDomain: MAIL_DOMAIN, ...others };
      if (slot === undefined) return sweepNow(context, "command", options);
      const summary = await sweepSlot(context, slot, options);
      if (summary === null) throw new Error("This slot was swept already");
      return summary;
    },
    async workInbox() {
      const due = await takeDue(context);
      const atOnce = createConcurrencyLimit(INBOX_CONCURRENCY);
      await Promise.all(
        due.map((inboxId) => atOnce.run(() => processInbox(context, translators, inboxId))),
      );
      return due.length;
    },
    deliver: (changes) => deliverPrompts(context, delivery(changes)),
    listen: () =>
      listen(
        connectionString,
        "orchestrations_changed",
        (ids) => {
          hub.changed(ids.split(" "));
          changes.changed(ids.split(" "));
        },
        () => void hub.lookAgain(),
        listening.signal,
      ),
    async close() {
      listening.abort();
      await app.close();
      await context.commits.drain();
      await context.changes.flush();
      const { totalCount, idleCount } = pool;
      await pool.end();
      await database.drop();
      if (totalCount !== idleCount) throw new Error("A connection was never released");
    },
  };
}

/** The ids that the queue's jobs would carry. */
async function takeDue(context: AppContext): Promise<string[]> {
  const taken: string[] = [];
  const jobs: JobQueue = {
    async insert(_name, inserted) {
      taken.push(...inserted.map(({ data }) => InboxJob.parse(data).inboxId));
      return null;
    },
  };
  await queueInbox(context, jobs, new AbortController().signal);
  return taken;
}

/** @param logs receives the log lines, parsed */
function openContext(
  connectionString: string,
  policy: RecoveryPolicy,
  logs: LogLine[],
  parts: Pick<ContextParts, "program" | "countsTest" | "goLiveAt"> & {
    connectors: readonly Connector[];
  },
): AppContext {
  // Several deliveries at once, each with permits that need a second connection.
  const pool = openPool(connectionString, 30);
  const log = recordLog(logs);
  const { program, connectors, countsTest, goLiveAt } = parts;
  const asks = connectors.flatMap(({ name, asks }) => (asks === null ? [] : [name]));
  const start = { policy, source: "default" } as const;
  return makeContext({ pool, log, start, sweepPace: "full", asks, program, countsTest, goLiveAt });
}

const Line = z.looseObject({ msg: z.string().default("") });

function recordLog(logs: LogLine[]): Logger {
  return pino(
    { level: "debug" },
    { write: (line: string) => void logs.push(Line.parse(JSON.parse(line))) },
  );
}

/** A mail server that accepts everything. The last look happens as with a real one. */
function recordMail(mails: OutgoingMail[]): MailTransport {
  return createMailboxTransport(async (mail) => void mails.push(mail));
}

async function tamper(pool: Pool, statements: readonly string[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("set local session_replication_role = replica");
    for (const statement of statements) await client.query(statement);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

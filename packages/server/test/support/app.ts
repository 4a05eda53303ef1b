import type { SweepSummary } from "@followthrough/core/contract";
import { DEFAULT_POLICY, type RecoveryPolicy } from "@followthrough/core/domain";
import { type Logger, pino } from "pino";
import { z } from "zod";
import { TRANSLATE } from "../../src/connectors/index.ts";
import { openPlainPool, openPool, type Pool } from "../../src/db/database.ts";
import { listen } from "../../src/db/notify.ts";
import { createMailboxTransport } from "../../src/email/mailbox-transport.ts";
import type { MailTransport, OutgoingMail } from "../../src/email/transport.ts";
import { buildApp } from "../../src/http/app.ts";
import { createConsoleHub } from "../../src/http/console/console-hub.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import type { App, ConsoleOptions } from "../../src/http/routing.ts";
import { createStreamHub, type StreamHub } from "../../src/http/stream-hub.ts";
import { createLinkTokens, type LinkTokens } from "../../src/links/link-tokens.ts";
import type { LoyaltyProvider } from "../../src/loyalty/loyalty-provider.ts";
import type { OperatorAccess } from "../../src/operators/access.ts";
import type { OpenIdSettings } from "../../src/operators/auth.ts";
import { openOperatorAccess } from "../../src/operators/open-access.ts";
import { streamSource } from "../../src/processes/api.ts";
import { createCircuitBreaker } from "../../src/usecases/circuit-breaker.ts";
import { createPromptComposer } from "../../src/usecases/compose-prompt.ts";
import type { Context } from "../../src/usecases/context.ts";
import { type DeliveryRun, deliverPrompts } from "../../src/usecases/deliver-prompts.ts";
import type { JobQueue } from "../../src/usecases/enqueue-alerts.ts";
import { createLane } from "../../src/usecases/lane.ts";
import { makeContext } from "../../src/usecases/make-context.ts";
import { processInbox } from "../../src/usecases/process-inbox.ts";
import { InboxJob, queueInbox } from "../../src/usecases/queue-inbox.ts";
import { readEngine, readReadiness } from "../../src/usecases/read-engine.ts";
import { type SweepOptions, sweepOverdue } from "../../src/usecases/sweep-overdue.ts";
import { INBOX_LANE } from "../../src/worker/inbox-queue.ts";
import { API_KEY, type Api, createApi } from "./api.ts";
import { createTestDatabase } from "./postgres.ts";
import { VERIFIERS } from "./webhooks.ts";

const LINK_SECRET = "the link secret of these tests, of some forty bytes";
const MAIL_DOMAIN = "shop.example";

/**
 * The default policy without what depends on the hour of the day and on other orders of the member, so that
 * each test says what it is about.
 */
export const PLAIN_POLICY: RecoveryPolicy = {
  ...DEFAULT_POLICY,
  quietHours: null,
  frequencyCapMs: null,
  foldsOrders: false,
};

/** One line that the product logged. */
type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** What few tests set. */
export interface TestSettings {
  readonly openId?: OpenIdSettings;
  readonly console?: Partial<ConsoleOptions>;
  /** The shop's own points programme; the built-in ledger when absent. */
  readonly programme?: LoyaltyProvider;
}

/** The product on a database of its own, put together as the composition root does it. */
export interface TestApp {
  readonly app: App;
  readonly api: Api;
  readonly context: Context;
  readonly connectionString: string;
  readonly hub: StreamHub;
  readonly links: LinkTokens;
  readonly access: OperatorAccess;
  /** For another app over the same context, which does not close what this one has opened. */
  readonly sharedConsole: ConsoleOptions;
  /** Everything logged so far, DEBUG included. */
  readonly logs: readonly LogLine[];
  /** What the transport that is used by default has taken. */
  readonly mails: readonly OutgoingMail[];
  /** Runs a statement as the database's owner. */
  sql(text: string, values?: readonly unknown[]): Promise<Readonly<Record<string, unknown>>[]>;
  /** Runs statements with triggers and foreign keys off: what no code of ours could do. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** The job, without a slot unless `options` names one. */
  sweep(options?: Partial<SweepOptions>): Promise<SweepSummary>;
  /** Works on every provider's message that waits, as the queue's jobs do. @returns how many there were */
  workInbox(): Promise<number>;
  /** Delivers what is due. */
  deliver(changes?: Partial<DeliveryRun>): Promise<number>;
  /** What a delivery runs with. */
  delivery(changes?: Partial<DeliveryRun>): DeliveryRun;
  /** Opens the line on which processes tell each other of changes. */
  listen(): void;
  close(): Promise<void>;
}

// Never by itself while a test runs.
const NEVER = "0 0 29 2 *";

/**
 * Starts one; every test file has its own and closes it at its end.
 *
 * @param cron the schedule by which the sweep is late or on time
 */
export async function startTestApp(
  policy: RecoveryPolicy = PLAIN_POLICY,
  cron = NEVER,
  settings: TestSettings = {},
): Promise<TestApp> {
  const database = await createTestDatabase();
  const { connectionString } = database;
  const logs: LogLine[] = [];
  const context = openContext(connectionString, policy, logs, settings.programme ?? null);
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
    verifiers: VERIFIERS,
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
    async sweep(options = {}) {
      const summary = await sweepOverdue(context, {
        trigger: "command",
        slot: null,
        mailDomain: MAIL_DOMAIN,
        ...options,
      });
      if (summary === null) throw new Error("This slot was swept already");
      return summary;
    },
    async workInbox() {
      const due = await takeDue(context);
      const lane = createLane(INBOX_LANE);
      await Promise.all(
        due.map((inboxId) => lane.run(() => processInbox(context, TRANSLATE, inboxId))),
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
      if (totalCount !== idleCount) throw new Error("A connection was never given back");
    },
  };
}

/** What the queue's jobs would be of. */
async function takeDue(context: Context): Promise<string[]> {
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

/** @param logs receives what is logged, parsed */
function openContext(
  connectionString: string,
  policy: RecoveryPolicy,
  logs: LogLine[],
  programme: LoyaltyProvider | null,
): Context {
  // Several deliveries at once, each with permits that need a second connection.
  const pool = openPool(connectionString, 30);
  const log = recordLog(logs);
  const asks = ["stripe"] as const;
  const start = { policy, source: "default" } as const;
  return makeContext({ pool, log, start, sweepPace: "full", asks, programme });
}

const Line = z.looseObject({ msg: z.string().default("") });

function recordLog(logs: LogLine[]): Logger {
  return pino(
    { level: "debug" },
    { write: (line: string) => void logs.push(Line.parse(JSON.parse(line))) },
  );
}

/** A mail server that takes everything; the last look happens as with a real one. */
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

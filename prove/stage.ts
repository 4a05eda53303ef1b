import { join } from "node:path";
import pg from "pg";
import { findFreePort } from "../packages/server/src/embedded-postgres/free-port.ts";
import type { Cluster } from "./postgres.ts";
import type { Part } from "./product.ts";
import { writePolicy } from "./product-environment.ts";
import { type ProxiedPart, startProxiedPart } from "./proxied-part.ts";
import { openShop, type Shop } from "./shop.ts";
import { type SmtpSink, startSmtpSink } from "./smtp-sink.ts";
import { openWireLog, type WireLog } from "./wire-log.ts";
import { createWire, type Wire } from "./wire-points.ts";

/** A whole installation under observation: one API, some workers, a database and a mail server of their own. */
export interface Stage {
  /** Past every proxy: for the harness's own reading. */
  readonly databaseUrl: string;
  readonly database: pg.Pool;
  readonly sink: SmtpSink;
  readonly wire: Wire;
  readonly wireLog: WireLog;
  readonly shop: Shop;
  readonly api: Part;
  readonly workers: readonly Part[];
  /** API and workers. */
  readonly parts: readonly Part[];
  readonly apiUrl: string;
  /** Where logs, journal and policy are. */
  readonly folder: string;
  /** What stands before Postgres and before the mail server, for a part of this name. */
  proxiesOf(name: string): Pick<ProxiedPart, "database" | "smtp">;
  /** How often a supervisor had to start something again. */
  restarts(): number;
  /** Once more does nothing. */
  close(): Promise<void>;
}

/** What differs from scenario to scenario. */
export interface StageOptions {
  readonly workers: number;
  /** Logs, journal and policy go here. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Sets a stage up; everything on it is ready when it returns. */
export async function openStage(cluster: Cluster, options: StageOptions): Promise<Stage> {
  const { folder, workers: count, environment = {} } = options;
  await writePolicy(folder);
  const wire = createWire();
  const sink = await startSmtpSink(join(folder, "journal.ndjson"));
  const databaseUrl = await cluster.createDatabase();
  const apiPort = await findFreePort(0);
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const place = { databaseUrl, apiPort, folder, smtpPort: sink.port, wire, environment };
  const first = await startProxiedPart("api", "api", place);
  const others: ProxiedPart[] = [];
  for (let number = 1; number <= count; number += 1) {
    others.push(await startProxiedPart(`worker-${number}`, "worker", place));
  }
  const all = [first, ...others];
  const parts = all.map(({ part }) => part);
  const database = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  // The database may be crashed under an idle connection; the next query opens another.
  database.on("error", () => {});
  let closing: Promise<void> | undefined;
  const stage: Stage = {
    databaseUrl,
    database,
    sink,
    wire,
    wireLog: openWireLog(wire, parts),
    shop: openShop(apiUrl),
    api: first.part,
    workers: others.map(({ part }) => part),
    parts,
    apiUrl,
    folder,
    proxiesOf(name) {
      const found = all.find(({ part }) => part.name === name);
      if (found === undefined) throw new Error(`There is no part ${name} on this stage`);
      return found;
    },
    restarts: () => parts.reduce((sum, { lives }) => sum + lives.length - 1, 0),
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
  async function closeAll(): Promise<void> {
    // It has been judged; a graceful stop proves nothing here, and takes time.
    await Promise.all(parts.map((part) => part.stop("SIGKILL")));
    await Promise.all(all.flatMap((each) => [each.database.close(), each.smtp.close()]));
    await database.end();
    await sink.close();
    await cluster.dropDatabase(databaseUrl);
  }
  try {
    await Promise.all(parts.map((part) => part.ready()));
  } catch (error) {
    await stage.close();
    throw error;
  }
  return stage;
}

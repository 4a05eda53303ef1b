import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openEmbeddedPostgres } from "../packages/server/src/embedded-postgres/index.ts";
import { settlePlace } from "../packages/server/src/embedded-postgres/place.ts";
import { startPostmaster } from "../packages/server/src/embedded-postgres/postmaster.ts";
import { runBinary } from "../packages/server/src/embedded-postgres/run-binary.ts";
import { discardClusterNow } from "../packages/server/test/support/postgres-leftovers.ts";

/** A Postgres of this run's own, which can be struck down and brought back. */
export interface Cluster {
  readonly port: number;
  /** Runs `prepare` on a fresh database that all later ones are copies of. */
  makeTemplate(prepare: (url: string) => Promise<void>): Promise<void>;
  /** A copy of the template. @returns its address, past every proxy */
  createDatabase(): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** As a crash would: nothing is finished, nothing is written back. Returns when it is gone. */
  stopImmediately(): Promise<void>;
  /** On the same port; returns when it takes connections, recovery included. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Makes and starts one in a folder of its own, with the safe defaults that the product ships. */
export async function openCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), "followthrough-prove-"));
  // Root's Postgres runs under another account, which has to pass through.
  await chmod(folder, 0o711);
  // Also where this process is brought down by a fault of its own.
  const discard = () => discardClusterNow(folder);
  process.once("exit", discard);
  const server = await openEmbeddedPostgres({ dataDir: folder, log: () => {} });
  const place = await settlePlace(folder);
  const adminUrl = server.connectionString;
  const port = Number(new URL(adminUrl).port);
  const template = "prove_template";
  const urlOf = (name: string) => Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const postgres = (args: readonly string[]) =>
    runBinary(place.binaries.pgCtl, [...args, "-D", place.cluster], place.account);

  return {
    port,
    async makeTemplate(prepare) {
      await query(adminUrl, `create database ${template}`);
      await prepare(urlOf(template));
    },
    async createDatabase() {
      const name = `prove_${randomBytes(6).toString("hex")}`;
      await query(adminUrl, `create database ${name} template ${template}`);
      return urlOf(name);
    },
    dropDatabase: (url) =>
      query(adminUrl, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`),
    async stopImmediately() {
      const { exitCode, output } = await postgres(["stop", "-m", "immediate", "-w", "-s"]);
      if (exitCode !== 0) throw new Error(`Postgres did not stop: ${output}`);
    },
    async start() {
      const access = await startPostmaster(place);
      if (access.port !== port)
        throw new Error(`Postgres came back on another port: ${port} is taken`);
    },
    async close() {
      await server.stop();
      process.off("exit", discard);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

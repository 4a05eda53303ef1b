import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openEmbeddedPostgres } from "../../../src/embedded-postgres/index.ts";
import { discardClusterNow } from "./postgres-leftovers.ts";

/** A temporary folder for a cluster. It goes with this process, and so does a server that still runs in it. */
export interface ThrowawayFolder {
  readonly folder: string;
  /** Deletes it; the server in it has to be stopped. */
  remove(): Promise<void>;
}

/** A server of this process's own, with the safe defaults that the product ships. */
export interface ThrowawayPostgres {
  readonly folder: string;
  /** As the owner, to the database that the product would use. */
  readonly adminUrl: string;
  /** Stops it and deletes its folder. */
  close(): Promise<void>;
}

/** @param prefix what the folder's name begins with */
export async function makeThrowawayFolder(prefix: string): Promise<ThrowawayFolder> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  // Root's Postgres runs under another account, which has to pass through.
  await chmod(folder, 0o711);
  // Also when this process ends by an error.
  const discard = () => discardClusterNow(folder);
  process.once("exit", discard);
  return {
    folder,
    async remove() {
      process.off("exit", discard);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param prefix what its folder's name begins with */
export async function openThrowawayPostgres(prefix: string): Promise<ThrowawayPostgres> {
  const { folder, remove } = await makeThrowawayFolder(prefix);
  const server = await openEmbeddedPostgres({ dataDir: folder, log: () => {} });
  return {
    folder,
    adminUrl: server.connectionString,
    async close() {
      await server.stop();
      await remove();
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function runStatement(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

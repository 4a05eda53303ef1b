import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../../src/db/migrate.ts";
import { openEmbeddedPostgres } from "../../src/embedded-postgres/index.ts";
import {
  discardClusterNow,
  removeAbandonedClusters,
  TEST_FOLDER_PREFIX,
} from "./postgres-leftovers.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The server that this run tests on, and the migrated database that each file copies. */
    readonly postgres: { readonly adminUrl: string; readonly template: string };
  }
}

/** One real server for the whole run, with its safe defaults: what is tested is what is shipped. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer();
  const template = `followthrough_template_${randomBytes(6).toString("hex")}`;
  try {
    await runAsAdmin(server.adminUrl, `create database ${template}`);
    await migrate(withDatabase(server.adminUrl, template));
  } catch (error) {
    await server.close();
    throw error;
  }
  project.provide("postgres", { adminUrl: server.adminUrl, template });
  return async () => {
    try {
      await runAsAdmin(server.adminUrl, `drop database ${template} with (force)`);
    } finally {
      await server.close();
    }
  };
}

interface TestServer {
  readonly adminUrl: string;
  close(): Promise<void>;
}

async function openServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== "") return { adminUrl: given, close: async () => {} };
  await removeAbandonedClusters();
  const folder = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  // Root's Postgres runs under another account, which has to pass through.
  await chmod(folder, 0o711);
  const discard = () => discardClusterNow(folder);
  process.once("exit", discard);
  const postgres = await openEmbeddedPostgres({ dataDir: folder, log: () => {} });
  return {
    adminUrl: postgres.connectionString,
    close: async () => {
      await postgres.stop();
      process.off("exit", discard);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runAsAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { migrate } from "../../../src/platform/postgres/migrate.ts";
import { removeAbandonedClusters, TEST_FOLDER_PREFIX } from "./postgres-leftovers.ts";
import {
  openThrowawayPostgres,
  runStatement,
  type ThrowawayPostgres,
  withDatabase,
} from "./throwaway-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The server that this run uses, and the migrated database that each file copies. */
    readonly postgres: { readonly adminUrl: string; readonly template: string };
  }
}

/** One real server for the whole run, with its safe defaults: the tests use what is shipped. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer();
  const template = `followthrough_template_${randomBytes(6).toString("hex")}`;
  try {
    await runStatement(server.adminUrl, `create database ${template}`);
    await migrate(withDatabase(server.adminUrl, template));
  } catch (error) {
    await server.close();
    throw error;
  }
  project.provide("postgres", { adminUrl: server.adminUrl, template });
  return async () => {
    try {
      await runStatement(server.adminUrl, `drop database ${template} with (force)`);
    } finally {
      await server.close();
    }
  };
}

type TestServer = Pick<ThrowawayPostgres, "adminUrl" | "close">;

async function openServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== "") return { adminUrl: given, close: async () => {} };
  await removeAbandonedClusters();
  return openThrowawayPostgres(`${TEST_FOLDER_PREFIX}${process.pid}-`);
}

import path from "node:path";
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";

const MIGRATIONS = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../migrations");

/** Brings the schema up to date. Several processes may run it at once: an advisory lock makes them wait in line. */
export async function migrate(connectionString: string): Promise<void> {
  await runner({
    databaseUrl: connectionString,
    dir: MIGRATIONS,
    direction: "up",
    migrationsTable: "schema_migrations",
    singleTransaction: true,
    checkOrder: true,
    logger: { debug() {}, info() {}, warn() {}, error: console.error },
  });
}

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";

const DIRECTORY = fileURLToPath(new URL("../../../migrations", import.meta.url));

/** Makes an empty database that of an earlier version, whose last migration has this number. */
export async function migrateUpTo(connectionString: string, migration: number): Promise<void> {
  await run(connectionString, "up", migration);
}

/** Takes a migrated database back to an earlier version, whose last migration has this number. */
export async function migrateBackTo(connectionString: string, migration: number): Promise<void> {
  const later = readdirSync(DIRECTORY).filter((file) => Number.parseInt(file, 10) > migration);
  await run(connectionString, "down", later.length);
}

async function run(databaseUrl: string, direction: "up" | "down", count: number): Promise<void> {
  await runner({
    databaseUrl,
    dir: DIRECTORY,
    direction,
    count,
    migrationsTable: "schema_migrations",
    singleTransaction: true,
    logger: { debug() {}, info() {}, warn() {}, error: console.error },
  });
}

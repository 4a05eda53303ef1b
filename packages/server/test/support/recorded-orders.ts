import { readFileSync } from "node:fs";
import pg from "pg";
import { z } from "zod";
import { migrate } from "../../src/platform/postgres/migrate.ts";
import { startTestApp, type TestApp } from "./app.ts";
import { migrateUpTo } from "./postgres/migrate-to.ts";
import { createEmptyDatabase } from "./postgres/postgres.ts";

const Recorded = z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) });
const Row = z.object({
  order_id: z.string(),
  current_stage: z.string(),
  status: z.string(),
  waiting_on: z.string().nullable().default(null),
});

/** The rows that the version with this last migration wrote, and where each order stood. */
export function readRecorded(migration: number) {
  const name = `orders-${String(migration).padStart(4, "0")}.jsonl`;
  const file = new URL(`../lifecycle/recorded/${name}`, import.meta.url);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const rows = lines.map((line) => Recorded.parse(JSON.parse(line)));
  const orders = rows
    .filter(({ table }) => table === "orchestrations")
    .map(({ row }) => Row.parse(row));
  return { rows, orders };
}

/** The product on a database that the version with this last migration filled, brought up to date. */
export async function startOnRecorded(migration: number): Promise<TestApp> {
  const database = await createEmptyDatabase();
  const { connectionString } = database;
  await migrateUpTo(connectionString, migration);
  await insert(connectionString, migration);
  await migrate(connectionString);
  return startTestApp(undefined, undefined, { database, asksProviders: false });
}

async function insert(connectionString: string, migration: number): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const { table, row } of readRecorded(migration).rows) {
      const columns = Object.keys(row).join(", ");
      await client.query(
        `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1)`,
        [JSON.stringify(row)],
      );
    }
  } finally {
    await client.end();
  }
}

import { realpath } from "node:fs/promises";
import pg from "pg";
import { type Access, connectionStringFor, DATABASE } from "./cluster-access.ts";
import { isErrorCode } from "./file-state.ts";

const CONNECT_TIMEOUT_MS = 2_000;

/** Whether a server answers on this port and is this cluster's own. */
export async function isServing(access: Access, cluster: string): Promise<boolean> {
  try {
    return await query(access, async (client) => {
      const { rows } = await client.query<{ data_directory: string }>("show data_directory");
      return (
        rows[0]?.data_directory === cluster || rows[0]?.data_directory === (await realpath(cluster))
      );
    });
  } catch {
    // No server yet, one that is starting or stopping, or another server that refuses our password.
    return false;
  }
}

/** Creates the product's database in a new cluster. */
export async function ensureDatabase(access: Access): Promise<void> {
  await query(access, async (client) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [
      DATABASE,
    ]);
    if (rowCount !== 0) return;
    try {
      await client.query(`create database ${DATABASE} encoding 'UTF8' template template0`);
    } catch (error) {
      const duplicateDatabase = "42P04";
      if (!isErrorCode(error, duplicateDatabase)) throw error;
    }
  });
}

async function query<T>(access: Access, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: connectionStringFor(access, "postgres"),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // An idle connection reports a lost server here; a query gets its own error.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

import { keepFirstStart } from "../../lifecycle/sql/installation.ts";
import { openPool } from "../../platform/postgres/database.ts";
import { migrate } from "../../platform/postgres/migrate.ts";
import type { Config } from "../config.ts";

/**
 * Brings the schema up to date, and keeps the time of the first start: in production, orders that were placed before it
 * are only followed. People who try the product place orders of the past on purpose.
 */
export async function upgrade({ isProduction }: Config, url: string): Promise<void> {
  await migrate(url);
  if (!isProduction) return;
  const pool = openPool(url, 1);
  try {
    await keepFirstStart(pool);
  } finally {
    await pool.end();
  }
}

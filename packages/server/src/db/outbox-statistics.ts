import type { Db } from "./database.ts";

/**
 * Lets Postgres count the outbox anew. It does so by itself within minutes; until then it would plan leases for as few
 * prompts as there were before, and read all that wait for each.
 */
export async function renewOutboxStatistics(db: Db): Promise<void> {
  await db.query({ text: "analyze (skip_locked) prompts" });
}

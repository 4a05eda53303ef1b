import type { Db } from "../../platform/postgres/database.ts";

/**
 * Lets Postgres update its statistics of the outbox. It would do so automatically within minutes. Until then it would
 * plan leases for the few prompts that there were before, and read all waiting prompts for each lease.
 */
export async function renewOutboxStatistics(db: Db): Promise<void> {
  await db.query({ text: "analyze (skip_locked) prompts" });
}

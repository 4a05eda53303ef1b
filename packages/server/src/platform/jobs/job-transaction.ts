import type { PgBoss } from "pg-boss";
import type { Tx } from "../postgres/database.ts";

/** Makes one job of each item, inside our own transaction: a crash neither loses nor duplicates one. */
export async function insertJobs(
  tx: Tx,
  jobs: Pick<PgBoss, "insert">,
  queue: string,
  data: readonly object[],
): Promise<void> {
  if (data.length === 0) return;
  await jobs.insert(
    queue,
    data.map((each) => ({ data: each })),
    { db: { executeSql: (text, values = []) => tx.query({ text, values }) } },
  );
}

/** The part of pg-boss that accepts jobs. */
export type JobQueue = Pick<PgBoss, "insert">;

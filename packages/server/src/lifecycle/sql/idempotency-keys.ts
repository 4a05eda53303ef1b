import { type Db, prepared } from "../../platform/postgres/database.ts";

/** Deletes answers that no retry will use any more. @returns how many */
export async function deleteOldAnswers(db: Db, olderThanMs: number): Promise<number> {
  return (await forget(db, [olderThanMs])).length;
}

// In portions, so that a long-neglected table does not mean one long lock.
const forget = prepared(
  "delete_old_answers",
  `delete from idempotency_keys where (order_id, key) in (
    select order_id, key from idempotency_keys
    where created_at < now() - $1 * interval '1 ms' order by created_at limit 5000
  ) returning key`,
);

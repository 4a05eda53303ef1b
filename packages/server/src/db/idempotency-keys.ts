import { type Db, prepared } from "./database.ts";

/** Forgets answers that no retry will ask for any more. @returns how many */
export async function forgetOldAnswers(db: Db, olderThanMs: number): Promise<number> {
  return (await forget(db, [olderThanMs])).length;
}

// In portions, so that a long-neglected table is not one long lock.
const forget = prepared(
  "forget_old_answers",
  `delete from idempotency_keys where (order_id, key) in (
    select order_id, key from idempotency_keys
    where created_at < now() - $1 * interval '1 ms' order by created_at limit 5000
  ) returning key`,
);

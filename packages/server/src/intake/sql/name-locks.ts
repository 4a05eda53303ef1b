import { ADVISORY_LOCKS } from "../../platform/postgres/advisory-locks.ts";
import { prepared, type Tx } from "../../platform/postgres/database.ts";

/**
 * Locks these names until the transaction ends, and waits while another transaction has one of them. Callers lock a
 * provider's objects before orders, so that no two callers deadlock.
 */
export async function lockNames(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length > 0) await take(tx, [names]);
}

// Every transaction takes the locks in the same order, so that no two deadlock.
const take = prepared(
  "lock_names",
  `select pg_advisory_xact_lock(${ADVISORY_LOCKS.name}, t.key) from (
    select distinct hashtext(name) as key from unnest($1::text[]) as name order by 1
  ) t`,
);

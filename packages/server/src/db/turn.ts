import { prepared, type Tx } from "./database.ts";

/**
 * Until the transaction ends, nobody else has the turn of one of these names; waits for whoever has one.
 * Callers name objects of a provider before orders, so that no two of them wait for each other.
 */
export async function takeTurn(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length > 0) await take(tx, [names]);
}

// In one order for everybody. The first number is this lock's own; advisory locks have no other names.
const take = prepared(
  "take_turn",
  `select pg_advisory_xact_lock(740118, t.key) from (
    select distinct hashtext(name) as key from unnest($1::text[]) as name order by 1
  ) t`,
);

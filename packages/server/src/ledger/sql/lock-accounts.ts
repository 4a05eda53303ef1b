import { prepared, type Tx } from "../../platform/postgres/database.ts";

/**
 * Locks the accounts of these members, of these holds' members, and of the members of these orders' active holds, until
 * the transaction ends.
 *
 * A transaction takes these locks last, and in the order of member ids, so that no two transactions can deadlock.
 */
export async function lockAccounts(
  tx: Tx,
  memberIds: readonly string[],
  holdIds: readonly string[],
  orderIds: readonly string[],
): Promise<void> {
  await lock(tx, [memberIds, holdIds, orderIds]);
}

const lock = prepared(
  "lock_loyalty_accounts",
  `select member_id from loyalty_accounts
  where member_id in (
    select unnest($1::text[])
    union select member_id from loyalty_holds where hold_id = any ($2)
    union select member_id from loyalty_holds where order_id = any ($3) and state = 'active')
  order by member_id
  for no key update`,
);

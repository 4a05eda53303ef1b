import { type Db, prepared } from "./database.ts";
import { TURN_OF_ADDRESS } from "./recipient-lock.ts";

/** Nothing is sent to this address any more. The first reason stays. */
export async function suppressAddress(
  db: Db,
  address: string,
  reason: "unsubscribed" | "bounced",
): Promise<void> {
  await suppress(db, [address, reason]);
}

const suppress = prepared(
  "suppress_address",
  `insert into address_suppressions (address, reason)
  select lower($1), $2 from ${TURN_OF_ADDRESS}
  on conflict (address) do nothing`,
);

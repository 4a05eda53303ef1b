import { type Db, prepared } from "../../platform/postgres/database.ts";

/** Remembers that this installation is live from now on, unless it has been before. */
export async function keepFirstStart(db: Db): Promise<void> {
  await keep(db, []);
}

const keep = prepared(
  "keep_first_start",
  "insert into installation (went_live_at) values (now()) on conflict do nothing",
);

/** When this installation went live, as an SQL expression; null if it never did. */
export const WENT_LIVE_AT = "(select went_live_at from installation)";

import { type Db, prepared } from "./database.ts";

/** The database's clock, epoch milliseconds: it decides what is due and what has expired. */
export async function readClock(db: Db): Promise<number> {
  const [row] = await clock(db, []);
  if (row === undefined) throw new Error("The clock always gives a row");
  return row.now;
}

const clock = prepared<{ now: number }>("read_clock", "select clock_timestamp() as now");

/** Throws when the database can't be written. There is nothing to roll back: it only gets a transaction id. */
export async function checkWritable(db: Db): Promise<void> {
  const [row] = await check(db, []);
  if (row?.read_only !== "off") throw new Error("The database only takes reads");
}

// Assigning a transaction id fails on a read replica and writes no row. It does not fail where a setting makes
// transactions read-only, as some hosting providers do when a disk is full.
const check = prepared<{ read_only: string }>(
  "check_writable",
  "select pg_current_xact_id(), current_setting('transaction_read_only') as read_only",
);

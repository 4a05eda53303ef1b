import { ADVISORY_LOCKS } from "../../platform/postgres/advisory-locks.ts";
import { prepared, type Tx } from "../../platform/postgres/database.ts";

/** Takes the sweep lock until the transaction ends, and waits while another transaction has it. */
export async function lockSweep(tx: Tx): Promise<void> {
  await take(tx, []);
}

const take = prepared("lock_sweep", `select pg_advisory_xact_lock(${ADVISORY_LOCKS.sweep})`);

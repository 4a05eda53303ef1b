import type { Db, Pool } from "../../platform/postgres/database.ts";

/** A transaction whose locks keep orders, members and addresses unchanged. */
export interface EndLock<Found> {
  /** The result of its first statements. */
  readonly found: Found;
  /** Aborts when the database has ended the transaction on its own. */
  readonly lost: AbortSignal;
  /** Ends the transaction; a second call waits for the same end. */
  release(): Promise<void>;
}

// The holder of a permit only has to write five bytes. A process that stops before that must not block the orders.
// An order that somebody locks for longer must not block the mail: that attempt is given up.
const LONGEST_HOLD_MS = 2_000;

const BEGIN = `begin;
  set local idle_in_transaction_session_timeout = ${LONGEST_HOLD_MS};
  set local lock_timeout = ${LONGEST_HOLD_MS}`;

/**
 * Opens the transaction and takes its locks.
 *
 * @param take issues all its statements at once: they are sent with the transaction's `begin`, in one round trip
 */
export async function openEndLock<Found>(
  pool: Pool,
  take: (db: Db) => Promise<Found>,
): Promise<EndLock<Found>> {
  const client = await pool.connect();
  const lost = new AbortController();
  const onLoss = (error: Error) => lost.abort(error);
  client.on("error", onLoss);
  let released: Promise<void> | undefined;
  const release = () => {
    released ??= end();
    return released;
  };
  const end = async () => {
    const broken = await client.query("rollback").then(
      () => undefined,
      (error: Error) => error,
    );
    client.off("error", onLoss);
    client.release(broken);
  };
  try {
    const [, found] = await Promise.all([client.query(BEGIN), take(client)]);
    return { found, lost: lost.signal, release };
  } catch (error) {
    await release();
    throw error;
  }
}

import type { Db, Pool } from "./database.ts";

/** A transaction that holds orders, members and addresses as they are. */
export interface EndHold<Found> {
  /** What its first statements found. */
  readonly found: Found;
  /** Aborts when the database has let go by itself. */
  readonly lost: AbortSignal;
  /** Lets go; once more does nothing. */
  release(): Promise<void>;
}

// Whoever holds a permit writes five bytes. A process that stops in between must not hold up the orders, and
// an order that somebody holds for longer must not hold up the mail: that attempt is given up.
const LONGEST_HOLD_MS = 2_000;

const BEGIN = `begin;
  set local idle_in_transaction_session_timeout = ${LONGEST_HOLD_MS};
  set local lock_timeout = ${LONGEST_HOLD_MS}`;

/**
 * Opens one.
 *
 * @param take asks all its statements at once: they travel with the transaction's begin, in one round trip
 */
export async function openEndHold<Found>(
  pool: Pool,
  take: (db: Db) => Promise<Found>,
): Promise<EndHold<Found>> {
  const client = await pool.connect();
  const lost = new AbortController();
  const onLoss = (error: Error) => lost.abort(error);
  client.on("error", onLoss);
  let isHeld = true;
  const release = async () => {
    if (!isHeld) return;
    isHeld = false;
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

import { escalateParked as openEscalations } from "../db/parked-facts.ts";
import type { Context } from "./context.ts";

// A shop that is down over a weekend reports its orders on Monday.
const PATIENCE_MS = 72 * 60 * 60_000;

/** Hands orders to operators that providers have reported about for too long and that never came. */
export async function escalateParked({
  pool,
  log,
  changes,
}: Pick<Context, "pool" | "log" | "changes">): Promise<number> {
  const opened = await openEscalations(pool, PATIENCE_MS);
  if (opened === 0) return 0;
  changes.alertsWaiting();
  log.warn({ orders: opened }, "facts have waited for their orders for three days");
  return opened;
}

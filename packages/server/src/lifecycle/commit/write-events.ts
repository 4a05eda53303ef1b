import { applyHoldEffects } from "../../ledger/apply-hold-effects.ts";
import type { Context } from "../../platform/context.ts";
import { type Tx, transaction } from "../../platform/postgres/database.ts";
import { openEscalation } from "../sql/escalation-rows.ts";
import { type TransitionWrite, writeTransitions } from "../sql/write-transitions.ts";

type Written = ReadonlySet<string>;

/**
 * Writes accepted events. Without points this is one statement. With points it is one transaction, which also
 * writes what happens to the points.
 *
 * @returns the ids of the orders that were written
 */
export async function writeEvents(
  context: Context,
  writes: readonly TransitionWrite[],
): Promise<Written> {
  if (!writes.some(isAboutPoints)) return writeTransitions(context.pool, writes);
  return transaction(context.pool, (tx) => writeEventsIn(tx, context, writes));
}

/** The same in a transaction that is already open. */
export async function writeEventsIn(
  tx: Tx,
  context: Pick<Context, "policy" | "pointsKeeper">,
  writes: readonly TransitionWrite[],
): Promise<Written> {
  const written = await writeTransitions(tx, writes);
  const about = writes.filter((write) => written.has(write.orderId) && isAboutPoints(write));
  if (about.length > 0) {
    const untaken = new Set(await applyHoldEffects(tx, context, about));
    for (const { orderId, entry } of about.filter((write) => untaken.has(write.orderId))) {
      await openEscalation(tx, orderId, "points_not_captured", entry.version);
    }
  }
  return written;
}

/** Whether an event affects the points of its order. */
export function isAboutPoints({ hold, operation }: TransitionWrite): boolean {
  return hold !== null || operation !== null;
}

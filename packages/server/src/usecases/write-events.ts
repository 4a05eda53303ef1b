import { type Tx, transaction } from "../db/database.ts";
import { type TransitionWrite, writeTransitions } from "../db/write-transitions.ts";
import type { CommitContext } from "./commit-context.ts";
import { settlePoints } from "./settle-points.ts";

type Written = ReadonlySet<string>;

/**
 * Writes an accepted event. Where it is not about points it is one statement; where it is, it is written in one
 * transaction with what becomes of the points.
 *
 * @returns the ids of the orders that were written
 */
export async function writeEvents(
  context: CommitContext,
  writes: readonly TransitionWrite[],
): Promise<Written> {
  if (!writes.some(isAboutPoints)) return writeTransitions(context.pool, writes);
  return transaction(context.pool, (tx) => writeEventsIn(tx, context, writes));
}

/** The same in a transaction that is open already. */
export async function writeEventsIn(
  tx: Tx,
  context: Pick<CommitContext, "policy" | "pointsKeeper">,
  writes: readonly TransitionWrite[],
): Promise<Written> {
  const written = await writeTransitions(tx, writes);
  const about = writes.filter((write) => written.has(write.orderId) && isAboutPoints(write));
  if (about.length > 0) await settlePoints(tx, context, about);
  return written;
}

/** Whether an event does anything to the points of its order. */
export function isAboutPoints({ hold, operation }: TransitionWrite): boolean {
  return hold !== null || operation !== null;
}

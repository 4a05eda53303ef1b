import { isNoteOf, type Note, reachabilityChange, transition } from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { writeEventsIn } from "./commit/write-events.ts";
import { lockOrchestration } from "./sql/lock-orchestration.ts";
import { listDecidedOrders, type WhoseOrders } from "./sql/orders-decided.ts";
import { readReach } from "./sql/reach.ts";
import { readForTransition } from "./sql/read-for-transitions.ts";

const OTHER_PERSON = "order_names_another_member";

const NO_REPORT = { source: null, sourceEventId: null };

/** What has changed, for the timelines of the orders that are decided again. */
export interface ReachChange {
  readonly note: Note;
  /** Who caused the change; `member` when absent. */
  readonly actor?: string;
}

/**
 * Makes open orders due now if a change of who can be written to matters to their next decision: a new address, mail
 * that is wanted again or no longer, a suppression, a bounce, a member who was missing, or an operator who has let go of
 * the order. Steps whose mail never went out are given back. Call it after the change is committed; calling it again
 * changes nothing.
 *
 * @param whose one order, the orders of a member, or those whose mail goes to an address
 */
export async function reconsiderOrders(
  context: Context,
  whose: WhoseOrders,
  change: ReachChange,
): Promise<void> {
  for (const orderId of await listDecidedOrders(context.pool, whose)) {
    const isDue = await transaction(context.pool, (tx) => reconsider(tx, context, orderId, change));
    if (isDue) context.changes.changed([orderId]);
  }
}

/**
 * The same for one order in a transaction that is already open, so that the order is due as soon as the change is true.
 *
 * @returns whether the order is due because of the change
 */
export async function reconsiderWithin(
  tx: Tx,
  context: Context,
  orderId: string,
  change: ReachChange,
): Promise<boolean> {
  const [decided] = await listDecidedOrders(tx, { orderId });
  return decided !== undefined && reconsider(tx, context, decided, change);
}

/** @returns whether the order is due because of the change */
async function reconsider(
  tx: Tx,
  context: Context,
  orderId: string,
  { note, actor }: ReachChange,
): Promise<boolean> {
  // A mail's last look shares this lock until its end marker is out, so that each mail is either counted as gone out, or
  // is refused afterwards, because its step was given back.
  await lockOrchestration(tx, orderId);
  const read = await readForTransition(tx, orderId, null, NO_REPORT);
  const state = read?.orchestration;
  if (!read || !state) return false;
  const reach = await readReach(tx, orderId);
  const found = reach && reachabilityChange(state, reach, isNoteOf(note, OTHER_PERSON));
  if (!found) return false;
  const event = {
    kind: "reconsidered",
    note,
    ...found,
    ...(actor === undefined ? {} : { actor }),
  } as const;
  const decided = transition(state, event, context.policy, read.now);
  if (!decided.ok) return false;
  const { next, entry, effects } = decided;
  const bare = { prompt: null, stored: null, operation: null };
  const written = await writeEventsIn(tx, context, [{ orderId, next, entry, ...effects, ...bare }]);
  if (written.size === 0) throw new Error("An order moved under its lock");
  return true;
}

import { blankEntry } from "./accept.ts";
import type { OrderChangedEvent } from "./events.ts";
import { type Bill, sameBill } from "./money/bill.ts";
import { changedBill, toPay, totalOf } from "./money/entry-money.ts";
import type { Orchestration } from "./orchestration.ts";
import type { EntryThings } from "./things/order-things.ts";
import type { Entry } from "./timeline.ts";

/**
 * The entry that an order is reported differently from before, with what it was and what it is.
 *
 * @param now epoch milliseconds
 * @returns `null` if nothing has changed
 */
export function changeEntry(
  state: Orchestration,
  event: OrderChangedEvent,
  now: number,
  bill: Bill | null,
): Entry | null {
  const changed = changedBill(state, bill);
  const known = state.money.bill ?? event.before;
  const isBilled = changed.bill !== undefined && !sameBill(changed.bill, known);
  const things = changedThings(state, event);
  const { changes } = event;
  if (!isBilled && things === null && changes === undefined) return null;
  const stated = state.money.bill === null && known !== null ? { stated: totalOf(known) } : {};
  return {
    ...blankEntry(state, now),
    kind: "order_changed",
    payload: {
      before: { ...(isBilled ? toPay(known) : {}), ...changes?.before },
      after: { ...(isBilled ? toPay(changed.bill ?? known) : {}), ...changes?.after },
    },
    note: event.note,
    actor: event.actor,
    money: changed.bill === undefined ? null : { ...changed, ...stated },
    things,
  };
}

function changedThings(
  { things, notRequired, ifKnown }: Orchestration,
  { promisedBy = things.promisedBy, requires = [] }: OrderChangedEvent,
): EntryThings | null {
  const grown = requires.filter((stage) => notRequired.includes(stage) || ifKnown.includes(stage));
  const isPromised = promisedBy !== things.promisedBy;
  if (grown.length === 0 && !isPromised) return null;
  return {
    ...(isPromised ? { promisedBy } : {}),
    ...(grown.length === 0 ? {} : { requires: grown }),
  };
}

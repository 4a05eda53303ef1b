import type { Orchestration, StageEvent } from "../../src/domain/index.ts";
import { told } from "./payments.ts";

/** The order after these arrivals, the reasons whose escalations were opened and are open then, and the new entries. */
export function arrive(begin: Orchestration, arrivals: readonly StageEvent[]) {
  let order = begin;
  const open = new Set<string>();
  const entries = [];
  const seen = new Set<string | null>();
  for (const event of arrivals) {
    // The server records a source's event once.
    if (seen.has(event.sourceEventId)) continue;
    seen.add(event.sourceEventId);
    const { next, entry, effects } = told(order, event);
    for (const reason of [...effects.resolves, ...effects.settles]) open.delete(reason);
    for (const reason of effects.escalates) open.add(reason);
    entries.push(entry);
    order = next;
  }
  return { order, open: [...open].toSorted(), entries };
}

import { currentFact, lifecycleOf } from "./derive.ts";
import type { EscalationReason } from "./escalation.ts";
import { SUM_NEEDS } from "./money/needs.ts";
import type { Orchestration } from "./orchestration.ts";
import { causeOfNeed, orderNeeds, reasonOfNeed } from "./order-needs.ts";
import { isTerminal } from "./stage.ts";

/** What an entry says about needs that don't follow from the order alone, because a sweep found them. */
export interface Raised {
  /** The reason that a sweep found. */
  readonly reason: EscalationReason | null;
  /** The reasons whose cause is gone, as something outside the order has changed. */
  readonly dropped: readonly EscalationReason[];
}

/** Nothing was found. */
export const NOTHING_RAISED: Raised = { reason: null, dropped: [] };

/**
 * The needs after an entry: those that the order gives now, and those that sweeps found, as long as the order still
 * stands where they were found.
 *
 * @param now epoch milliseconds
 */
export function needsAfter(
  state: Orchestration,
  next: Orchestration,
  { reason, dropped }: Raised,
  now: number,
): readonly string[] {
  const levels = orderNeeds(next, now);
  if (next.isSilent || isTerminal(next)) return levels;
  const kept = (state.needs ?? []).filter((need) => {
    const known = reasonOfNeed(need);
    return need === causedBy(next, known) && !dropped.includes(known);
  });
  const isLevel = levels.some((need) => reasonOfNeed(need) === reason);
  const found = reason === null || isLevel ? [] : [causedBy(next, reason)];
  return [...new Set([...levels, ...kept, ...found.filter((need) => need !== null)])].toSorted();
}

/** The need that a sweep finds of an order that stands here; `null` if it can't be found here. */
function causedBy(order: Orchestration, reason: EscalationReason): string | null {
  const { waitingOn, stageEntry, status, ahead } = order;
  switch (reason) {
    case "provider_silent": {
      if (waitingOn !== "provider") return null;
      const at = currentFact(lifecycleOf(order))?.occurredAt ?? order.startedAt;
      return `${reason} silent.${stageEntry}.${at}`;
    }
    case "waiting_on_operator":
      return waitingOn === "operator" || ahead !== undefined
        ? `${reason} found.${stageEntry}.${status}`
        : null;
    case "fulfillment_failed":
      return waitingOn === "member" ? null : `${reason} found.${stageEntry}.${status}`;
    case "missing_member":
    case "hold_expiring":
      return `${reason} found.${stageEntry}`;
    case "missing_address":
    case "cadence_exhausted":
    case "unreachable":
    case "not_prompted":
    case "bought_again":
      return waitingOn === "member" || ahead !== undefined ? `${reason} found.${stageEntry}` : null;
    default:
      return null;
  }
}

/**
 * Which reasons begin and end. A need with a new cause opens an escalation again that an operator has resolved, and is
 * in a digest again if the escalation is still open. One whose cause has become smaller is not new.
 */
export function changedReasons(before: readonly string[], after: readonly string[]) {
  const isNew = (need: string) => !before.some((known) => covers(known, need));
  const begun = new Set(after.filter(isNew).map(reasonOfNeed));
  const lasting = new Set(after.map(reasonOfNeed));
  const ended = new Set(before.map(reasonOfNeed).filter((reason) => !lasting.has(reason)));
  return { begun: [...begun], ended: [...ended] };
}

/** Whether the known need is about at least as much: the same sum or a larger one, the same things or more of them. */
function covers(known: string, need: string): boolean {
  const reason = reasonOfNeed(need);
  if (reasonOfNeed(known) !== reason) return false;
  const [all, some] = [causeOfNeed(known), causeOfNeed(need)];
  if (SUM_NEEDS.has(reason)) return Number(some) <= Number(all);
  const things = all.split(",");
  return some.split(",").every((thing) => things.includes(thing));
}

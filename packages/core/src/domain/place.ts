import { deriveNextMove } from "./derive.ts";
import type { StageEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { EMPTY_REGISTERS, type Orchestration } from "./orchestration.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";
import { type HeldPoints, tellOfHold } from "./redemption.ts";
import { STAGES, type Stage } from "./stage.ts";
import { type Entry, NOT_REQUIRED_NOTE } from "./timeline.ts";
import { transition } from "./transition.ts";

/** A new orchestration and the timeline that it begins with. */
export interface Placed {
  readonly orchestration: Orchestration;
  readonly entries: readonly Entry[];
}

/** The points that an order redeems: held already, or asked for where a programme of the shop's keeps them. */
export interface Redemption {
  readonly news: "placed" | "asked" | "refused";
  readonly held: HeldPoints;
}

/**
 * Begins the lifecycle of a placed order; stages it does not need are completed at once.
 *
 * @param placedAt epoch milliseconds by the shop
 * @param now epoch milliseconds by the database's clock
 */
export function placeOrder(
  notRequired: readonly Stage[],
  placedAt: number,
  policy: RecoveryPolicy,
  now: number,
  redemption: Redemption | null = null,
): Placed {
  const placed = placedEntry(notRequired, placedAt, policy, now, redemption);
  const entries = [placed];
  let orchestration = evolve(null, placed);
  const unneeded = STAGES.filter((stage) => notRequired.includes(stage));
  const events = unneeded.map((stage) => notNeeded(stage, placedAt));
  if (redemption !== null) events.push(tellOfHold(redemption.news, redemption.held));
  for (const event of events) {
    const result = transition(orchestration, event, policy, now);
    if (!result.ok) throw new Error(`A new order refused ${event.stage}: ${result.code}`);
    entries.push(result.entry);
    orchestration = result.next;
  }
  return { orchestration, entries };
}

function placedEntry(
  notRequired: readonly Stage[],
  placedAt: number,
  policy: RecoveryPolicy,
  now: number,
  redemption: Redemption | null,
): Entry {
  return {
    version: 1,
    kind: "placed",
    stage: "payment",
    status: "not_started",
    disposition: "applied",
    reopens: false,
    note: null,
    payload:
      redemption === null ? { notRequired } : { notRequired, redeemPoints: redemption.held.points },
    asked: { waitingOn: null, nextActionAt: null },
    metadataPatch: null,
    source: null,
    sourceEventId: null,
    actor: "api",
    occurredAt: placedAt,
    recordedAt: now,
    after: {
      currentStage: "payment",
      status: "not_started",
      ...deriveNextMove(EMPTY_REGISTERS, placedAt, policy),
    },
  };
}

function notNeeded(stage: Stage, placedAt: number): StageEvent {
  return {
    kind: "stage",
    stage,
    status: "completed",
    reopens: false,
    occurredAt: placedAt,
    source: null,
    sourceEventId: null,
    waitingOn: null,
    nextActionAt: null,
    note: NOT_REQUIRED_NOTE,
    payload: null,
    metadataPatch: null,
    actor: "api",
  };
}

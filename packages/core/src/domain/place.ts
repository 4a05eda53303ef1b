import { deriveNextMove } from "./derive.ts";
import { evolve } from "./evolve.ts";
import { EMPTY_REGISTERS, type Orchestration } from "./orchestration.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";
import { STAGES, type Stage } from "./stage.ts";
import { type Entry, NOT_REQUIRED_NOTE } from "./timeline.ts";
import { transition } from "./transition.ts";

/** A new orchestration and the timeline that it begins with. */
export interface Placed {
  readonly orchestration: Orchestration;
  readonly entries: readonly Entry[];
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
): Placed {
  const placed = placedEntry(notRequired, placedAt, policy, now);
  const entries = [placed];
  let orchestration = evolve(null, placed);
  for (const stage of STAGES.filter((stage) => notRequired.includes(stage))) {
    const result = transition(orchestration, notNeeded(stage, placedAt), policy, now);
    if (!result.ok) throw new Error(`A new order refused ${stage}: ${result.code}`);
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
): Entry {
  return {
    version: 1,
    kind: "placed",
    stage: "payment",
    status: "not_started",
    disposition: "applied",
    reopens: false,
    note: null,
    payload: { notRequired },
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

function notNeeded(stage: Stage, placedAt: number) {
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
  } as const;
}

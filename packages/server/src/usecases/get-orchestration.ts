import type {
  Orchestration as OrchestrationView,
  StageView,
  TimelineEntry,
} from "@followthrough/core/contract";
import {
  countingFact,
  type Orchestration,
  plainMetadata,
  registerStatus,
  STAGES,
  standingRegisters,
  WEBHOOK_ACTOR,
} from "@followthrough/core/domain";
import { iso, isoOrNull } from "../db/orchestration-row.ts";
import type { ShownEntry, StoredState } from "../db/read-orchestrations.ts";
import type { Context } from "./context.ts";
import { ensureOrchestration } from "./ensure-orchestration.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** An order's whole state as callers see it. */
export interface ShownState {
  readonly orchestration: OrchestrationView;
  /** Another one for each state that callers can tell apart; begins with the version. */
  readonly tag: string;
}

/**
 * Reads an order's whole state in one statement, which it shares with who asks at the same moment. A known
 * order whose orchestration is missing gets it.
 */
export async function getOrchestration(
  context: Pick<Context, "pool" | "policy" | "reads">,
  orderId: string,
): Promise<Result<ShownState>> {
  const stored = await context.reads.states.read(orderId);
  if (stored === null) {
    const isKnown = await ensureOrchestration(context, orderId);
    if (!isKnown) return refuse("order_unknown", `No order ${orderId} was reported.`);
    return getOrchestration(context, orderId);
  }
  return succeed({ orchestration: viewOrchestration(orderId, stored), tag: stored.tag });
}

/** A timeline entry as callers see it. */
export function viewEntry(entry: ShownEntry): TimelineEntry {
  const { version, kind, stage, status, disposition, reopens, note } = entry;
  return {
    version,
    kind,
    stage,
    status,
    disposition,
    reopens,
    note,
    payload: entry.payload === null ? null : { ...entry.payload },
    nextActionAt: isoOrNull(entry.after.nextActionAt),
    source: entry.source,
    sourceEventId: entry.sourceEventId,
    inboxId: inboxIdOf(entry),
    actor: entry.actor,
    occurredAt: iso(entry.occurredAt),
    recordedAt: iso(entry.recordedAt),
  };
}

/** A caller of the API can write what it likes into a payload, but not under this name. */
function inboxIdOf({ actor, payload }: ShownEntry): string | null {
  return actor === WEBHOOK_ACTOR && typeof payload?.inboxId === "string" ? payload.inboxId : null;
}

function viewOrchestration(
  orderId: string,
  { orchestration, entries, pendingSteps, hold }: StoredState,
): OrchestrationView {
  const oldest = entries[0]?.version ?? 1;
  return {
    orderId,
    currentStage: orchestration.currentStage,
    status: orchestration.status,
    waitingOn: orchestration.waitingOn,
    startedAt: iso(orchestration.startedAt),
    completedAt: isoOrNull(orchestration.completedAt),
    failedAt: isoOrNull(orchestration.failedAt),
    nextActionAt: isoOrNull(orchestration.nextActionAt),
    pausedUntil: isoOrNull(orchestration.pausedUntil),
    lastTransitionAt: iso(orchestration.lastTransitionAt),
    version: orchestration.version,
    metadata: plainMetadata(orchestration.metadata),
    stages: viewStages(orchestration),
    loyaltyHold: hold && { ...hold, expiresAt: iso(hold.expiresAt) },
    pendingSteps: [...pendingSteps],
    events: entries.map(viewEntry),
    eventsCursor: oldest > 1 ? String(oldest) : null,
  };
}

/** All stages of an order as callers see them, in their order. */
export function viewStages({
  registers,
  notRequired,
}: Pick<Orchestration, "registers" | "notRequired">): StageView[] {
  const standing = standingRegisters(registers);
  return STAGES.map((stage) => {
    const counting = countingFact(standing[stage]);
    const status = registerStatus(standing[stage]);
    return {
      stage,
      status,
      required: !notRequired.includes(stage),
      completedAt: status === "completed" && counting ? iso(counting.occurredAt) : null,
      note: counting?.note ?? null,
    };
  });
}

import type {
  LoyaltyStep,
  Orchestration as OrchestrationView,
  StageView,
  TimelineEntry,
} from "@followthrough/core/contract";
import {
  countingFact,
  type Entry,
  type Orchestration,
  plainMetadata,
  registerStatus,
  STAGES,
} from "@followthrough/core/domain";
import { listPendingSteps } from "../db/loyalty-steps.ts";
import { iso, isoOrNull } from "../db/orchestration-row.ts";
import { readEntries, readOrchestration } from "../db/read-orchestration.ts";
import type { Context } from "./context.ts";
import { ensureOrchestration } from "./ensure-orchestration.ts";
import { type Result, refuse, succeed } from "./result.ts";

const LATEST_EVENTS = 50;

/** An order's whole state as callers see it. A known order whose orchestration is missing gets it. */
export async function getOrchestration(
  context: Pick<Context, "pool" | "policy">,
  orderId: string,
): Promise<Result<OrchestrationView>> {
  const found = await readOrchestration(context.pool, orderId);
  if (found === null) {
    const isKnown = await ensureOrchestration(context, orderId);
    if (!isKnown) return refuse("order_unknown", `No order ${orderId} was reported.`);
    return getOrchestration(context, orderId);
  }
  const { orchestration, memberId } = found;
  const [entries, steps] = await Promise.all([
    // Not beyond the version that was read, so that state and timeline tell the same story.
    readEntries(context.pool, orderId, orchestration.version + 1, LATEST_EVENTS),
    memberId === null ? [] : listPendingSteps(context.pool, memberId, orderId),
  ]);
  return succeed(viewOrchestration(orderId, orchestration, entries, steps));
}

/** A timeline entry as callers see it. */
export function viewEntry(entry: Entry): TimelineEntry {
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
    actor: entry.actor,
    occurredAt: iso(entry.occurredAt),
    recordedAt: iso(entry.recordedAt),
  };
}

function viewOrchestration(
  orderId: string,
  orchestration: Orchestration,
  entries: readonly Entry[],
  pendingSteps: LoyaltyStep[],
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
    lastTransitionAt: iso(orchestration.lastTransitionAt),
    version: orchestration.version,
    metadata: plainMetadata(orchestration.metadata),
    stages: viewStages(orchestration),
    pendingSteps,
    events: entries.map(viewEntry),
    eventsCursor: oldest > 1 ? String(oldest) : null,
  };
}

/** All stages of an order as callers see them, in their order. */
export function viewStages({
  registers,
  notRequired,
}: Pick<Orchestration, "registers" | "notRequired">): StageView[] {
  return STAGES.map((stage) => {
    const counting = countingFact(registers[stage]);
    const status = registerStatus(registers[stage]);
    return {
      stage,
      status,
      required: !notRequired.includes(stage),
      completedAt: status === "completed" && counting ? iso(counting.occurredAt) : null,
      note: counting?.note ?? null,
    };
  });
}

import type {
  Orchestration as OrchestrationView,
  StageView,
  TimelineEntry,
} from "@followthrough/core/contract";
import {
  futureTimeOf,
  isTerminal,
  lifecycleOf,
  type Note,
  type Orchestration,
  plainMetadata,
  type RecoveryPolicy,
  STAGES,
  type Stage,
  stageAhead,
  standingFacts,
  WEBHOOK_ACTOR,
} from "@followthrough/core/domain";
import { noteText } from "@followthrough/core/words";
import { iso, isoOrNull } from "../platform/postgres/times.ts";
import { type Result, succeed } from "../platform/result.ts";
import { ensureOrchestration } from "./ensure-orchestration.ts";
import type { LifecycleContext } from "./lifecycle-context.ts";
import type { ShownEntry, StoredState } from "./sql/read-orchestrations.ts";
import { orderUnknown } from "./unknown.ts";
import { viewCheckReports, viewChecks } from "./view-checks.ts";
import { type PaymentPage, viewMoney, viewPayments, viewReports } from "./view-money.ts";
import { viewParcelReports, viewParcels } from "./view-parcels.ts";

/** An order's whole state as callers see it. */
export interface ShownState {
  readonly orchestration: OrchestrationView;
  /** Differs between any two states that callers can tell apart; begins with the version. */
  readonly tag: string;
}

/**
 * Reads an order's whole state in one statement, shared with callers that ask for it at the same moment. If a known
 * order has no orchestration, it gets one.
 */
export async function getOrchestration(
  context: Pick<LifecycleContext, "pool" | "policy" | "countsTest" | "reads" | "paymentPage">,
  orderId: string,
): Promise<Result<ShownState>> {
  const stored = await context.reads.states.read(orderId);
  if (stored === null) {
    const isKnown = await ensureOrchestration(context, orderId);
    if (!isKnown) return orderUnknown(orderId);
    return getOrchestration(context, orderId);
  }
  return succeed({
    orchestration: viewOrchestration(orderId, stored, context),
    tag: stored.tag,
  });
}

/** A timeline entry as callers see it. */
export function viewEntry(entry: ShownEntry): TimelineEntry {
  const { version, kind, stage, status, disposition, reopens } = entry;
  return {
    version,
    kind,
    stage,
    status,
    disposition,
    reopens,
    note: viewNote(entry.note),
    payload: entry.payload === null ? null : { ...entry.payload },
    payments: viewReports(entry.money),
    checks: viewCheckReports(entry.things),
    parcels: viewParcelReports(entry.things),
    nextActionAt: isoOrNull(entry.after.nextActionAt),
    source: entry.source,
    sourceEventId: entry.sourceEventId,
    inboxId: inboxIdOf(entry),
    actor: entry.actor,
    occurredAt: iso(entry.occurredAt),
    occurredAtReported: isoOrNull(futureTimeOf(entry)),
    recordedAt: iso(entry.recordedAt),
  };
}

function viewNote(note: Note | null): string | null {
  return note === null ? null : noteText(note);
}

/** API callers can write what they like into a payload, but not under this name. */
function inboxIdOf({ actor, payload }: ShownEntry): string | null {
  return actor === WEBHOOK_ACTOR && typeof payload?.inboxId === "string" ? payload.inboxId : null;
}

function viewOrchestration(
  orderId: string,
  { orchestration, order, entries, pendingSteps, hold }: StoredState,
  { policy, paymentPage }: { readonly policy: RecoveryPolicy; readonly paymentPage: PaymentPage },
): OrchestrationView {
  const oldest = entries[0]?.version ?? 1;
  return {
    orderId,
    currentStage: orchestration.currentStage,
    status: orchestration.status,
    waitingOn: orchestration.waitingOn,
    asksFor: isTerminal(orchestration) ? null : stageAhead(lifecycleOf(orchestration), policy),
    startedAt: iso(orchestration.startedAt),
    completedAt: isoOrNull(orchestration.completedAt),
    failedAt: isoOrNull(orchestration.failedAt),
    nextActionAt: isoOrNull(orchestration.nextActionAt),
    pausedUntil: isoOrNull(orchestration.pausedUntil),
    lastTransitionAt: iso(orchestration.lastTransitionAt),
    version: orchestration.version,
    metadata: plainMetadata(orchestration.metadata),
    stages: viewStages(orchestration),
    money: viewMoney(orchestration, order),
    payments: viewPayments(orchestration, paymentPage),
    checks: viewChecks(orchestration),
    promisedBy: isoOrNull(orchestration.things.promisedBy),
    parcels: viewParcels(orchestration),
    loyaltyHold: hold && { ...hold, expiresAt: isoOrNull(hold.expiresAt) },
    pendingSteps: [...pendingSteps],
    events: entries.map(viewEntry),
    eventsCursor: oldest > 1 ? String(oldest) : null,
  };
}

/** All stages of an order as callers see them, in sequence. */
export function viewStages({
  notRequired,
  ...known
}: Pick<
  Orchestration,
  "registers" | "money" | "things" | "ifKnown" | "startedAt" | "notRequired"
>): StageView[] {
  const standing = standingFacts(known);
  return STAGES.map((stage) => {
    const counting = standing[stage];
    const status = counting?.status ?? "not_started";
    return {
      stage,
      status,
      required: !notRequired.includes(stage) && !isUnneeded(known, stage),
      completedAt: status === "completed" && counting ? iso(counting.occurredAt) : null,
      note: viewNote(counting?.note ?? null),
    };
  });
}

/** Whether nothing is known of a stage that the order needs only then. */
function isUnneeded(
  { ifKnown, registers, things }: Pick<Orchestration, "ifKnown" | "registers" | "things">,
  stage: Stage,
): boolean {
  const { hard, soft } = registers[stage];
  const hasThings = stage === "verification" && Object.keys(things.checks).length > 0;
  return ifKnown.includes(stage) && hard === null && soft === null && !hasThings;
}

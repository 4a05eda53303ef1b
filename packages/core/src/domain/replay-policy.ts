import { type DecisionKind, decideRecovery, type RecoveryContext } from "./decide-recovery.ts";
import type { OrchestrationEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { isPaused, type Orchestration } from "./orchestration.ts";
import { placeOrder } from "./place.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";
import { isTerminal, STAGES, type Stage } from "./stage.ts";
import { type Entry, NOT_REQUIRED_NOTE } from "./timeline.ts";
import { transition } from "./transition.ts";

/** What is known of one order: its timeline, and of its shopper. Times are epoch milliseconds. */
export interface OrderHistory {
  readonly orderId: string;
  /** Who a prompt is for; several orders may have the same. */
  readonly recipient: string;
  readonly shopper: Omit<
    RecoveryContext,
    "orderId" | "orderUpdates" | "suppression" | "lastPromptedAt" | "providerAnswer"
  >;
  /** Since when the member wants no order updates; `null`: they are wanted. */
  readonly optedOutAt: number | null;
  readonly suppressed: {
    readonly reason: NonNullable<RecoveryContext["suppression"]>;
    readonly at: number;
  } | null;
  readonly entries: readonly Entry[];
}

/** One run of the sweep, as it was. */
export interface ReplayRun {
  readonly runId: string;
  /** What was due by then was looked at. */
  readonly dueBy: number;
  /** When an order was decided that this run did not really look at. */
  readonly decidedAt: number;
}

/** One decision, recorded or replayed. */
export interface ReplayDecision {
  readonly orderId: string;
  readonly recipient: string;
  readonly kind: DecisionKind;
  readonly stage: Stage;
  readonly step: number | null;
  readonly at: number;
}

/** An order on its way through the replay. */
interface Lane {
  readonly history: OrderHistory;
  state: Orchestration | null;
  /** The next entry that has not been heard. */
  next: number;
}

/**
 * What a policy would have decided between two moments, had it been in force: the same reports, the same runs of
 * the sweep, and of each shopper what is known. Up to `from` all is as it was recorded; after it, decisions are
 * made anew and nothing else is. What a shopper would have done for another mail nobody knows: reports come when
 * they came.
 *
 * @param runs in the order of their times
 */
export function replayPolicy(
  histories: readonly OrderHistory[],
  policy: RecoveryPolicy,
  runs: readonly ReplayRun[],
  from: number,
): ReplayDecision[] {
  const lanes = histories.map((history) => startLane(history, from));
  const promptedAt = promptedBefore(histories, from);
  const decisions: ReplayDecision[] = [];
  for (const run of runs) {
    for (const lane of lanes) hear(lane, policy, run.dueBy);
    const due = lanes.filter((lane) => isDue(lane, run.dueBy)).sort(byDueTime);
    // Orders of one shopper that are due in one run share a mail, where the policy folds them.
    const before = policy.foldsOrders ? new Map(promptedAt) : promptedAt;
    for (const lane of due) {
      const decision = decide(lane, policy, run, before);
      if (decision === null) continue;
      decisions.push(decision);
      if (decision.kind === "prompt") promptedAt.set(decision.recipient, decision.at);
    }
  }
  return decisions;
}

/** What the sweep really decided from a moment on. */
export function recordedDecisions(
  histories: readonly OrderHistory[],
  from: number,
  to: number,
): ReplayDecision[] {
  return histories.flatMap(({ orderId, recipient, entries }) =>
    entries.flatMap((entry) => {
      const kind = decisionOf(entry);
      if (kind === null || entry.recordedAt < from || entry.recordedAt >= to) return [];
      if (entry.stage === "completed") return [];
      const step = typeof entry.payload?.step === "number" ? entry.payload.step : null;
      return [{ orderId, recipient, kind, stage: entry.stage, step, at: entry.recordedAt }];
    }),
  );
}

function decisionOf({ kind, payload }: Entry): DecisionKind | null {
  if (kind !== "sweep") return null;
  switch (payload?.decision) {
    case "prompt":
    case "defer":
    case "suppress":
    case "escalate":
      return payload.decision;
    default:
      return null;
  }
}

/** As it was recorded, decisions included. */
function startLane(history: OrderHistory, from: number): Lane {
  let state: Orchestration | null = null;
  let next = 0;
  for (const entry of history.entries) {
    if (entry.recordedAt >= from) break;
    state = evolve(state, entry);
    next += 1;
  }
  return { history, state, next };
}

/** When each shopper was last written to before the replay begins. */
function promptedBefore(histories: readonly OrderHistory[], from: number): Map<string, number> {
  const last = new Map<string, number>();
  for (const { recipient, at, kind } of recordedDecisions(histories, 0, from)) {
    if (kind === "prompt") last.set(recipient, Math.max(at, last.get(recipient) ?? 0));
  }
  return last;
}

/** Lets the order hear what was reported up to then. */
function hear(lane: Lane, policy: RecoveryPolicy, until: number): void {
  const { entries } = lane.history;
  for (; lane.next < entries.length; lane.next += 1) {
    const entry = entries[lane.next];
    if (entry === undefined || entry.recordedAt > until) return;
    lane.state = after(lane.state, entry, policy);
  }
}

function after(
  state: Orchestration | null,
  entry: Entry,
  policy: RecoveryPolicy,
): Orchestration | null {
  if (entry.kind === "placed") {
    const named = entry.payload?.notRequired;
    const notRequired = STAGES.filter((stage) => Array.isArray(named) && named.includes(stage));
    return placeOrder(notRequired, entry.occurredAt, policy, entry.recordedAt).orchestration;
  }
  const event = eventOf(entry);
  if (state === null || event === null) return state;
  const result = transition(state, event, policy, entry.recordedAt);
  // What could have had no effect in this state has none.
  return result.ok ? result.next : state;
}

/** What was said; `null` for what a sweep decided, and for what changes nothing. */
function eventOf(entry: Entry): OrchestrationEvent | null {
  const { kind, note, actor, stage, status } = entry;
  switch (kind) {
    case "stage":
      // The placing has said it already.
      if (note === NOT_REQUIRED_NOTE && entry.source === null) return null;
      if (stage === "completed" || status === "cancelled") return null;
      return {
        kind,
        stage,
        status,
        reopens: entry.reopens,
        occurredAt: entry.occurredAt,
        source: entry.source,
        sourceEventId: entry.sourceEventId,
        waitingOn: entry.asked.waitingOn,
        nextActionAt: entry.asked.nextActionAt,
        note,
        payload: entry.payload,
        metadataPatch: entry.metadataPatch,
        actor,
      };
    case "cancelled":
      return { kind, note, actor };
    case "paused":
      return { kind, until: Date.parse(String(entry.payload?.until)), note, actor };
    case "resumed":
      return { kind, note, actor };
    case "reconsidered":
      return { kind, note: note ?? "", settles: [] };
    case "placed":
    case "sweep":
    case "operator":
      return null;
  }
}

function isDue({ state }: Lane, dueBy: number): boolean {
  if (state === null || isTerminal(state) || isPaused(state, dueBy)) return false;
  return state.nextActionAt !== null && state.nextActionAt <= dueBy;
}

function byDueTime(a: Lane, b: Lane): number {
  const difference = (a.state?.nextActionAt ?? 0) - (b.state?.nextActionAt ?? 0);
  return difference || (a.history.orderId < b.history.orderId ? -1 : 1);
}

function decide(
  lane: Lane,
  policy: RecoveryPolicy,
  { runId, decidedAt }: ReplayRun,
  promptedAt: ReadonlyMap<string, number>,
): ReplayDecision | null {
  const { history, state } = lane;
  if (state === null || state.currentStage === "completed") return null;
  const { orderId, recipient, shopper, optedOutAt, suppressed, entries } = history;
  // To the millisecond as it was, where this run really decided this order: what follows counts from there.
  const at =
    entries.find(({ kind, payload }) => kind === "sweep" && payload?.runId === runId)?.recordedAt ??
    decidedAt;
  const context: RecoveryContext = {
    ...shopper,
    orderId,
    orderUpdates: optedOutAt === null || optedOutAt > at,
    suppression: suppressed !== null && suppressed.at <= at ? suppressed.reason : null,
    lastPromptedAt: promptedAt.get(recipient) ?? null,
    // Nobody is asked in a replay: what a provider answered stands in the timeline, as a report.
    providerAnswer: "none",
  };
  const decision = decideRecovery(state, context, policy, at);
  const event = { kind: "sweep", decision, policyVersion: policy.version, runId } as const;
  const result = transition(state, event, policy, at);
  if (!result.ok) return null;
  lane.state = result.next;
  const step = "step" in decision ? decision.step : null;
  return { orderId, recipient, kind: decision.kind, stage: state.currentStage, step, at };
}

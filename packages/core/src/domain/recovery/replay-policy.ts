import type { OrchestrationEvent, OrderChangedEvent } from "../events.ts";
import { evolve, stagesIn } from "../evolve.ts";
import type { Bill } from "../money/bill.ts";
import { isNoteOf } from "../note.ts";
import { isPaused, type Orchestration } from "../orchestration.ts";
import { placeOrder, silenceIn } from "../place.ts";
import { isTerminal, type Stage } from "../stage.ts";
import type { Entry } from "../timeline.ts";
import { transition } from "../transition.ts";
import { decideRecovery } from "./decide-recovery.ts";
import type { DecisionKind, RecoveryInputs } from "./recovery-decision.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";

/** What is known about one order and its shopper. Times are epoch milliseconds. */
export interface OrderHistory {
  readonly orderId: string;
  /** The recipient of its prompts; several orders may have the same. */
  readonly recipient: string;
  readonly shopper: Omit<
    RecoveryInputs,
    "orderId" | "orderUpdates" | "suppression" | "lastPromptedAt" | "providerAnswer"
  >;
  /** When the member opted out of order updates; `null` if they are wanted. */
  readonly optedOutAt: number | null;
  readonly suppressed: {
    readonly reason: NonNullable<RecoveryInputs["suppression"]>;
    readonly at: number;
  } | null;
  readonly entries: readonly Entry[];
}

/** One recorded run of the sweep. */
export interface ReplayRun {
  readonly runId: string;
  /** The run decided orders that were due by then. */
  readonly dueBy: number;
  /** The time of a simulated decision about an order that this run did not decide. */
  readonly decidedAt: number;
}

/** One decision, recorded or simulated. */
export interface ReplayDecision {
  readonly orderId: string;
  readonly recipient: string;
  readonly kind: DecisionKind;
  readonly stage: Stage;
  readonly step: number | null;
  readonly at: number;
}

/** An order on its way through the simulation. */
interface Course {
  readonly history: OrderHistory;
  state: Orchestration | null;
  /** The index of the next entry to apply. */
  next: number;
}

/**
 * Simulates what a policy would have decided between two moments if it had been in force, with the same facts, the same
 * runs of the sweep, and what is known about each shopper. Up to `from` everything is as recorded. After it, only the
 * decisions are made again. We can't know how shoppers would have reacted to other mail, so facts come when they
 * really came.
 *
 * @param runs in the order of their times
 */
export function replayPolicy(
  histories: readonly OrderHistory[],
  policy: RecoveryPolicy,
  runs: readonly ReplayRun[],
  from: number,
): ReplayDecision[] {
  const courses = histories.map((history) => startCourse(history, from));
  const promptedAt = promptedBefore(histories, from);
  const decisions: ReplayDecision[] = [];
  for (const run of runs) {
    for (const course of courses) hear(course, policy, run.dueBy);
    const due = courses.filter((course) => isDue(course, run.dueBy)).sort(byDueTime);
    // If the policy folds orders, one shopper's orders that are due in the same run share a message.
    const before = policy.foldsOrders ? new Map(promptedAt) : promptedAt;
    for (const course of due) {
      const decision = decide(course, policy, run, before);
      if (decision === null) continue;
      decisions.push(decision);
      if (decision.kind === "prompt") promptedAt.set(decision.recipient, decision.at);
    }
  }
  return decisions;
}

/** What the sweeps really decided between two moments. */
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

/** Applies the recorded entries before `from`, including decisions. */
function startCourse(history: OrderHistory, from: number): Course {
  let state: Orchestration | null = null;
  let next = 0;
  for (const entry of history.entries) {
    if (entry.recordedAt >= from) break;
    state = evolve(state, entry);
    next += 1;
  }
  return { history, state, next };
}

/** When each shopper last got a prompt before the simulation begins. */
function promptedBefore(histories: readonly OrderHistory[], from: number): Map<string, number> {
  const last = new Map<string, number>();
  for (const { recipient, at, kind } of recordedDecisions(histories, 0, from)) {
    if (kind === "prompt") last.set(recipient, Math.max(at, last.get(recipient) ?? 0));
  }
  return last;
}

/** Applies the entries that were recorded up to then. */
function hear(course: Course, policy: RecoveryPolicy, until: number): void {
  const { entries } = course.history;
  for (; course.next < entries.length; course.next += 1) {
    const entry = entries[course.next];
    if (entry === undefined || entry.recordedAt > until) return;
    course.state = after(course.state, entry, policy);
  }
}

function after(
  state: Orchestration | null,
  entry: Entry,
  policy: RecoveryPolicy,
): Orchestration | null {
  if (entry.kind === "placed") {
    const notRequired = stagesIn(entry, "notRequired");
    const { occurredAt, recordedAt } = entry;
    const { promisedBy = null } = entry.things ?? {};
    const bill = billOf(entry, policy);
    const ifKnown = stagesIn(entry, "ifKnown");
    const silent = silenceIn(entry);
    const brought = { bill, ifKnown, promisedBy, silent };
    return placeOrder(notRequired, occurredAt, policy, recordedAt, brought).orchestration;
  }
  const event = eventOf(entry);
  if (state === null || event === null) return state;
  const result = transition(state, event, policy, entry.recordedAt, billOf(entry, policy));
  // An event that is refused in this state has no effect.
  return result.ok ? result.next : state;
}

/** What a change of the order said apart from its bill. */
function promiseOf({ things }: Entry): Pick<OrderChangedEvent, "promisedBy" | "requires"> {
  const { promisedBy, requires } = things ?? {};
  return {
    ...(promisedBy === undefined ? {} : { promisedBy }),
    ...(requires === undefined ? {} : { requires }),
  };
}

/** The bill that this entry brought, as this policy would have it. */
function billOf({ money }: Entry, policy: RecoveryPolicy): Bill | null {
  const { settledBy, partialBy } = policy.payment;
  return money?.bill === undefined ? null : { ...money.bill, settledBy, partialBy };
}

/** The event of an entry; `null` for decisions of sweeps and for entries that change nothing. */
function eventOf(entry: Entry): OrchestrationEvent | null {
  const { kind, note, actor, stage, status } = entry;
  switch (kind) {
    case "stage":
      // `placeOrder` has already completed this stage.
      if (isNoteOf(note, "stage_not_required") && entry.source === null) return null;
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
        // No decision looks at metadata, and none is refused for its size.
        metadataPatch: null,
        ...(entry.money?.reports === undefined ? {} : { payments: entry.money.reports }),
        ...(entry.things?.checks === undefined ? {} : { checks: entry.things.checks }),
        ...(entry.things?.parcels === undefined ? {} : { parcels: entry.things.parcels }),
        actor,
      };
    case "cancelled":
      return { kind, note, actor };
    case "paused":
      return { kind, until: Date.parse(String(entry.payload?.until)), note, actor };
    case "resumed":
      return { kind, note, actor };
    case "reconsidered":
      return { kind, note: note ?? "", resolves: [] };
    case "order_changed":
      return { kind, before: null, note, actor, ...promiseOf(entry) };
    case "placed":
    case "sweep":
    case "operator":
      return null;
  }
}

function isDue({ state }: Course, dueBy: number): boolean {
  if (state === null || isTerminal(state) || isPaused(state, dueBy)) return false;
  return state.nextActionAt !== null && state.nextActionAt <= dueBy;
}

function byDueTime(a: Course, b: Course): number {
  const difference = (a.state?.nextActionAt ?? 0) - (b.state?.nextActionAt ?? 0);
  return difference || (a.history.orderId < b.history.orderId ? -1 : 1);
}

function decide(
  course: Course,
  policy: RecoveryPolicy,
  { runId, decidedAt }: ReplayRun,
  promptedAt: ReadonlyMap<string, number>,
): ReplayDecision | null {
  const { history, state } = course;
  if (state === null || state.currentStage === "completed") return null;
  const { orderId, recipient, shopper, optedOutAt, suppressed, entries } = history;
  // If this run really decided this order, use the recorded millisecond, because later steps count from it.
  const at =
    entries.find(({ kind, payload }) => kind === "sweep" && payload?.runId === runId)?.recordedAt ??
    decidedAt;
  const context: RecoveryInputs = {
    ...shopper,
    orderId,
    orderUpdates: optedOutAt === null || optedOutAt > at,
    suppression: suppressed !== null && suppressed.at <= at ? suppressed.reason : null,
    lastPromptedAt: promptedAt.get(recipient) ?? null,
    // A simulation asks no provider: recorded answers are facts in the timeline.
    providerAnswer: "none",
  };
  const decision = decideRecovery(state, context, policy, at);
  const event = { kind: "sweep", decision, policyVersion: policy.version, runId } as const;
  const result = transition(state, event, policy, at);
  if (!result.ok) return null;
  course.state = result.next;
  const step = "step" in decision ? decision.step : null;
  return { orderId, recipient, kind: decision.kind, stage: state.currentStage, step, at };
}

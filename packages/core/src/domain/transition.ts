import { assertNever } from "./assert-never.ts";
import { currentFact, deriveCurrentStage, deriveNextMove, isTakenBackAfterEnd } from "./derive.ts";
import type { ErrorCode } from "./errors.ts";
import { type EscalationReason, SETTLED_BY_PROGRESS } from "./escalation.ts";
import type {
  CancelEvent,
  OperatorEvent,
  OrchestrationEvent,
  PauseEvent,
  ReconsiderEvent,
  ResumeEvent,
  StageEvent,
  SweepEvent,
} from "./events.ts";
import { evolve, factOf } from "./evolve.ts";
import { countingFact, mergeFact } from "./fact.ts";
import { isPaused, type Orchestration, type Standing } from "./orchestration.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";
import { type HoldEffect, holdEffectOf, isOverruledByHold, LOYALTY_SOURCE } from "./redemption.ts";
import { isTerminal } from "./stage.ts";
import { type Entry, MISSING_MEMBER_NOTE, SWEEP_NOTE } from "./timeline.ts";

/** An accepted event: the next state, its timeline entry, and what else must be written with them. */
export interface Accepted {
  readonly ok: true;
  readonly next: Orchestration;
  readonly entry: Entry;
  readonly effects: Effects;
}

/** Rows that the transaction of this event writes beside state and timeline. */
export interface Effects {
  /** The order needs an operator for this. */
  readonly escalate: EscalationReason | null;
  /** The order left its stage entry. */
  readonly movedOn: boolean;
  /** Prompts that are not on their way yet are cancelled. */
  readonly withdrawsPrompts: boolean;
  /** Open escalations for these reasons are resolved. */
  readonly settles: readonly EscalationReason[];
  /** What becomes of the points that are held for the order. */
  readonly hold: HoldEffect | null;
}

/** A command that could have no effect; nothing is recorded. */
export interface Refused {
  readonly ok: false;
  readonly code: Extract<
    ErrorCode,
    | "stage_already_completed"
    | "orchestration_closed"
    | "event_superseded"
    | "pause_in_the_past"
    | "orchestration_not_paused"
    | "points_decide_stage"
  >;
}

/**
 * The one rule by which an orchestration changes. Pure: reads no clock and no row.
 *
 * @param now epoch milliseconds by the database's clock
 */
export function transition(
  state: Orchestration,
  event: OrchestrationEvent,
  policy: RecoveryPolicy,
  now: number,
): Accepted | Refused {
  switch (event.kind) {
    case "stage":
      return isTerminal(state) && isLate(state, event, now)
        ? recordLate(state, event, now)
        : recordStageEvent(state, event, policy, now);
    case "cancelled":
      return isTerminal(state) ? refuse("orchestration_closed") : cancel(state, event, now);
    case "paused":
      return isTerminal(state) ? refuse("orchestration_closed") : pause(state, event, now);
    case "resumed":
      return isTerminal(state) ? refuse("orchestration_closed") : resume(state, event, now);
    case "operator":
      return recordOperator(state, event, now);
    case "sweep":
      return isTerminal(state) ? refuse("orchestration_closed") : recordSweep(state, event, now);
    case "reconsidered":
      return isTerminal(state) ? refuse("orchestration_closed") : reconsider(state, event, now);
    default:
      return assertNever(event);
  }
}

function recordStageEvent(
  state: Orchestration,
  event: StageEvent,
  policy: RecoveryPolicy,
  now: number,
): Accepted | Refused {
  const known = state.registers[event.stage];
  const entry = stageEntry(state, event, occurrence(state, event, now), now);
  if (isOverruledByHold(state, entry)) {
    if (event.source === null) return refuse("points_decide_stage");
    return accept(state, { ...entry, disposition: "superseded" });
  }
  const register = mergeFact(known, factOf(entry));
  const registers = { ...state.registers, [event.stage]: register };
  const isSuperseded =
    countingFact(register) === countingFact(known) &&
    deriveCurrentStage(registers) === state.currentStage;
  if (event.source === null) {
    const isDone = countingFact(known)?.status === "completed";
    if (isDone && !event.reopens) return refuse("stage_already_completed");
    if (isSuperseded) return refuse("event_superseded");
  }
  const derived = deriveNextMove(registers, state.startedAt, policy);
  const before = deriveNextMove(state.registers, state.startedAt, policy);
  const isUntouched =
    deriveCurrentStage(registers) === state.currentStage &&
    currentFact(registers) === currentFact(state.registers) &&
    derived.nextActionAt === before.nextActionAt;
  const said: Entry = {
    ...entry,
    disposition: isSuperseded ? "superseded" : "applied",
    after: {
      ...standingOf(state),
      waitingOn: derived.waitingOn,
      // A fact that does not touch what the order waits for leaves the sweep's plan alone.
      nextActionAt: isUntouched ? state.nextActionAt : derived.nextActionAt,
    },
  };
  return accept(state, said, isTakenBackAfterEnd(registers) ? "refund_after_completion" : null);
}

/**
 * Whether an event of a closed order changes nothing. Of a completed one a fact may show that it was never
 * completed: that money was taken back before the last stage was done.
 */
function isLate(state: Orchestration, event: StageEvent, now: number): boolean {
  if (state.status === "cancelled" || event.source === null) return true;
  const fact = factOf(stageEntry(state, event, event.occurredAt ?? now, now));
  const register = mergeFact(state.registers[event.stage], fact);
  return deriveCurrentStage({ ...state.registers, [event.stage]: register }) === "completed";
}

/** A command without a time, and the word about its points, speaks of now, and so after all that it could have seen. */
function occurrence(state: Orchestration, event: StageEvent, now: number): number {
  if (event.occurredAt !== null) return event.occurredAt;
  if (event.source !== null && event.source !== LOYALTY_SOURCE) return now;
  const { hard, soft } = state.registers[event.stage];
  return Math.max(now, (hard?.occurredAt ?? 0) + 1, (soft?.occurredAt ?? 0) + 1);
}

/** What arrives after the end is kept, changes nothing, and goes to an operator where it is about money. */
function recordLate(state: Orchestration, event: StageEvent, now: number): Accepted | Refused {
  if (event.source === null || event.source === LOYALTY_SOURCE)
    return refuse("orchestration_closed");
  const entry = stageEntry(state, event, event.occurredAt ?? now, now);
  return accept(state, { ...entry, disposition: "late" }, moneyReason(state, event, now));
}

function moneyReason(
  state: Orchestration,
  event: StageEvent,
  now: number,
): EscalationReason | null {
  if (event.stage !== "payment") return null;
  if (state.status === "cancelled") {
    return event.status === "completed" ? "payment_after_cancellation" : null;
  }
  const isAfterEnd = (event.occurredAt ?? now) > (state.completedAt ?? 0);
  return event.reopens && isAfterEnd ? "refund_after_completion" : null;
}

function cancel(
  state: Orchestration,
  { note, actor, payload = null }: CancelEvent,
  now: number,
): Accepted {
  const after = { ...standingOf(state), waitingOn: null, nextActionAt: null };
  const said = { kind: "cancelled", note, payload, actor, after } as const;
  return accept(state, { ...blankEntry(state, now), ...said });
}

/** The plan stays as it is; a prompt that is already decided but not yet on its way is withdrawn. */
function pause(state: Orchestration, event: PauseEvent, now: number): Accepted | Refused {
  const { until, note, actor } = event;
  if (until <= now) return refuse("pause_in_the_past");
  const payload = { until: new Date(until).toISOString() };
  const entry = { ...blankEntry(state, now), kind: "paused", payload, note, actor } as const;
  const { effects, ...accepted } = accept(state, entry);
  return { ...accepted, effects: { ...effects, withdrawsPrompts: true } };
}

function resume(state: Orchestration, event: ResumeEvent, now: number): Accepted | Refused {
  if (!isPaused(state, now)) return refuse("orchestration_not_paused");
  const { note, actor } = event;
  return accept(state, { ...blankEntry(state, now), kind: "resumed", note, actor });
}

/** Also of a closed order: what was escalated after its end has to be resolved too. */
function recordOperator(state: Orchestration, event: OperatorEvent, now: number): Accepted {
  const { action, note, actor } = event;
  const payload = { action, ...event.payload };
  return accept(state, { ...blankEntry(state, now), kind: "operator", payload, note, actor });
}

function recordSweep(state: Orchestration, event: SweepEvent, now: number): Accepted {
  const { decision, policyVersion, runId } = event;
  const escalated = decision.kind === "escalate" ? decision.reason : null;
  const step = "step" in decision ? { step: decision.step } : {};
  const entry: Entry = {
    ...blankEntry(state, now),
    kind: "sweep",
    note: SWEEP_NOTE,
    payload: { decision: decision.kind, reason: decision.reason, ...step, policyVersion, runId },
    metadataPatch: escalated === "missing_member" ? { note: MISSING_MEMBER_NOTE } : null,
    actor: "sweep",
    after: { ...standingOf(state), nextActionAt: decision.nextActionAt },
  };
  return accept(state, entry, escalated);
}

function reconsider(state: Orchestration, event: ReconsiderEvent, now: number): Accepted {
  const after = { ...standingOf(state), nextActionAt: now };
  const { note, actor = "member" } = event;
  const said = { kind: "reconsidered", note, actor, after } as const;
  const { effects, ...accepted } = accept(state, { ...blankEntry(state, now), ...said });
  return { ...accepted, effects: { ...effects, settles: event.settles } };
}

/** Applies the entry, and lets it say where the order stands after it. */
function accept(
  state: Orchestration,
  draft: Entry,
  escalate: EscalationReason | null = null,
): Accepted {
  const next = evolve(state, draft);
  const entry = { ...draft, after: standingOf(next) };
  const movedOn = next.stageEntry !== state.stageEntry || (isTerminal(next) && !isTerminal(state));
  const settles = movedOn ? SETTLED_BY_PROGRESS : [];
  return {
    ok: true,
    next,
    entry,
    effects: {
      escalate,
      movedOn,
      withdrawsPrompts: movedOn,
      settles,
      hold: holdEffectOf(state, entry, next),
    },
  };
}

function stageEntry(
  state: Orchestration,
  event: StageEvent,
  occurredAt: number,
  now: number,
): Entry & { readonly kind: "stage" } {
  const { waitingOn, nextActionAt, ...said } = event;
  return {
    ...blankEntry(state, now),
    ...said,
    asked: { waitingOn, nextActionAt },
    occurredAt,
  };
}

/** The next entry, that says nothing yet. */
function blankEntry(state: Orchestration, now: number): Omit<Entry, "kind"> {
  return {
    version: state.version + 1,
    stage: state.currentStage,
    status: state.status,
    disposition: "applied",
    reopens: false,
    note: null,
    payload: null,
    asked: { waitingOn: null, nextActionAt: null },
    metadataPatch: null,
    source: null,
    sourceEventId: null,
    actor: "api",
    occurredAt: now,
    recordedAt: now,
    after: standingOf(state),
  };
}

function standingOf({ currentStage, status, waitingOn, nextActionAt }: Standing): Standing {
  return { currentStage, status, waitingOn, nextActionAt };
}

function refuse(code: Refused["code"]): Refused {
  return { ok: false, code };
}

import {
  type Accepted,
  accept,
  blankEntry,
  HORIZON_MS,
  type StageEntry,
  stageEntry,
  standingOf,
} from "./accept.ts";
import { assertNever } from "./assert-never.ts";
import {
  currentFact,
  deriveCurrentStage,
  deriveNextMove,
  type Lifecycle,
  lifecycleOf,
  sameFact,
} from "./derive.ts";
import type {
  CancelEvent,
  OperatorEvent,
  OrchestrationEvent,
  OrderChangedEvent,
  PauseEvent,
  ResumeEvent,
  StageEvent,
} from "./events.ts";
import { reported } from "./evolve.ts";
import { withoutFutureTimes } from "./future-times.ts";
import { outgrowsLimits } from "./metadata-limits.ts";
import type { Bill } from "./money/bill.ts";
import { changedBill } from "./money/entry-money.ts";
import { samePayments } from "./money/register.ts";
import { isPaused, type Orchestration, type Standing } from "./orchestration.ts";
import { changeEntry } from "./order-change.ts";
import { needTimes } from "./order-needs.ts";
import { isOverruledByHold, LOYALTY_SOURCE, refusalByPoints } from "./points/redemption.ts";
import { isBriefAttempt } from "./recovery/early-look.ts";
import { reconsider, recordSweep } from "./recovery/record-decision.ts";
import type { RecoveryPolicy } from "./recovery/recovery-policy.ts";
import { type Refused, refuse } from "./refused.ts";
import { isTerminal } from "./stage.ts";
import type { StageFact } from "./stage-facts.ts";
import { sameThings } from "./things/order-things.ts";

/**
 * The only function that changes an orchestration. It is pure and reads no clock and no row.
 *
 * @param now epoch milliseconds by the database's clock
 * @param bill what the order is to be paid now; `null` if that is as the timeline says
 */
export function transition(
  state: Orchestration,
  event: OrchestrationEvent,
  policy: RecoveryPolicy,
  now: number,
  bill: Bill | null = null,
): Accepted | Refused {
  switch (event.kind) {
    case "stage": {
      const told = withoutFutureTimes(event, now);
      const entry = stageEntry(state, told, occurrence(state, told, now), now, bill);
      const result =
        isTerminal(state) && isLate(state, entry)
          ? recordLate(state, told, entry)
          : recordStageEvent(state, told, entry, policy);
      return withinLimits(state, told, result);
    }
    case "cancelled":
      return isTerminal(state) ? refuse("orchestration_closed") : cancel(state, event, now, bill);
    case "order_changed":
      return isTerminal(state)
        ? refuse("orchestration_closed")
        : recordChange(state, event, policy, now, bill);
    case "paused":
      return isTerminal(state) ? refuse("orchestration_closed") : pause(state, event, now);
    case "resumed":
      return isTerminal(state) ? refuse("orchestration_closed") : resume(state, event, now);
    case "operator":
      return recordOperator(state, event, now);
    case "sweep":
      return recordSweep(state, event, now);
    case "reconsidered":
      return isTerminal(state) ? refuse("orchestration_closed") : reconsider(state, event, now);
    default:
      return assertNever(event);
  }
}

/** Refuses an event whole if the metadata would be too large after it. */
function withinLimits(
  state: Orchestration,
  { metadataPatch }: StageEvent,
  result: Accepted | Refused,
): Accepted | Refused {
  if (!result.ok || metadataPatch === null) return result;
  const isTooLarge = outgrowsLimits(state.metadata, result.next.metadata);
  return isTooLarge ? refuse("metadata_too_large") : result;
}

function recordStageEvent(
  state: Orchestration,
  event: StageEvent,
  entry: StageEntry,
  policy: RecoveryPolicy,
): Accepted | Refused {
  const refusal = refusalByPoints(state, event);
  if (refusal !== null) return refuse(refusal);
  if (isOverruledByHold(state, entry)) {
    if (event.source === null) return refuse("points_decide_stage");
    return accept(state, { ...entry, disposition: "superseded" });
  }
  const before = lifecycleOf(state);
  const known = { ...state, ...reported(state, entry) };
  const lifecycle = lifecycleOf(known);
  const isSuperseded =
    sameFact(lifecycle[event.stage].counting, before[event.stage].counting) &&
    deriveCurrentStage(lifecycle) === state.currentStage &&
    samePayments(known.money.payments, state.money.payments) &&
    sameThings(known.things, state.things);
  if (event.source === null && !isAboutThings(event)) {
    const isDone = before[event.stage].counting?.status === "completed";
    if (isDone && !event.reopens) return refuse("stage_already_completed");
    if (isSuperseded) return refuse("event_superseded");
  }
  return accept(state, {
    ...entry,
    disposition: isSuperseded ? "superseded" : "applied",
    after: { ...standingOf(state), ...nextMove(state, known, policy) },
  });
}

/**
 * Who acts next and when. News that doesn't change what the order waits for doesn't change the sweep's plan. The time at
 * which the order would need an operator is no plan: it may have changed with the news.
 */
function nextMove(
  state: Orchestration,
  known: Orchestration,
  policy: RecoveryPolicy,
): Pick<Standing, "waitingOn" | "nextActionAt"> {
  const [before, after] = [lifecycleOf(state), lifecycleOf(known)];
  const was = deriveNextMove(before, state, policy);
  const derived = deriveNextMove(after, known, policy);
  const isUntouched =
    deriveCurrentStage(after) === state.currentStage &&
    (isTryingAgain(before, after, state, was.nextActionAt, policy) ||
      (sameFact(currentFact(after), currentFact(before)) &&
        derived.nextActionAt === was.nextActionAt));
  const isNeedTime = needTimes(state).some((time) => time === state.nextActionAt);
  // Before the time of a need nothing else is planned. So a derived time that is earlier is no plan: prompts have begun.
  const isPlan = isUntouched && (!isNeedTime || isEarlier(derived, state));
  return isPlan ? { ...derived, nextActionAt: state.nextActionAt } : derived;
}

type Planned = Pick<Standing, "nextActionAt">;

function isEarlier({ nextActionAt: a }: Planned, { nextActionAt: b }: Planned): boolean {
  return a !== null && b !== null && a < b;
}

/**
 * A shopper whose payment was declined, and who tries again or is declined again, gets the prompt at the time that was
 * planned. While an attempt is under way, the sweep lets it end first (`decideEarlyLook`).
 *
 * @param ownTime when the order would be due if nothing had been before its last fact
 */
function isTryingAgain(
  before: Lifecycle,
  after: Lifecycle,
  { nextActionAt, deferral }: Orchestration,
  ownTime: number | null,
  policy: RecoveryPolicy,
): boolean {
  const [was, is] = [currentFact(before), currentFact(after)];
  const isPayment = deriveCurrentStage(after) === "payment";
  if (!isPayment || was === null || is === null || was.occurredAt > is.occurredAt) return false;
  if (isDecline(was) && isDecline(is)) return was.waitingOn === is.waitingOn;
  if (isDecline(was)) return isMembers(was) && isBriefAttempt(is, policy);
  // Only an attempt that follows a decline has another plan than its own.
  const isAfterDecline = deferral !== undefined || nextActionAt !== ownTime;
  const isStill = isBriefAttempt(is, policy) || (isDecline(is) && isMembers(is));
  return isAfterDecline && isBriefAttempt(was, policy) && isStill;
}

function isDecline({ status, reopens, nextActionAt }: StageFact): boolean {
  return status === "failed" && !reopens && nextActionAt === null;
}

function isMembers({ waitingOn }: StageFact): boolean {
  return waitingOn === null || waitingOn === "member";
}

/**
 * Whether an event of a closed order changes nothing. It may change a completed order: a fact may show that it was
 * never completed, because money was taken back before the last stage was done.
 */
function isLate(state: Orchestration, entry: StageEntry): boolean {
  if (state.status === "cancelled") return true;
  const isAboutThing = entry.money?.reports !== undefined || entry.things !== null;
  if (entry.source === null && !isAboutThing) return true;
  return deriveCurrentStage(lifecycleOf({ ...state, ...reported(state, entry) })) === "completed";
}

/** A command without a time, or news about points, happens now, and so after every fact that it could know. */
function occurrence(state: Orchestration, event: StageEvent, now: number): number {
  if (event.occurredAt !== null) return event.occurredAt;
  if (event.source !== null && event.source !== LOYALTY_SOURCE) return now;
  const { hard, soft } = state.registers[event.stage];
  return Math.max(now, (hard?.occurredAt ?? 0) + 1, (soft?.occurredAt ?? 0) + 1);
}

/** A fact that arrives after the order was closed is kept. It changes no stage, but money that moves may be a need. */
function recordLate(
  state: Orchestration,
  event: StageEvent,
  entry: StageEntry,
): Accepted | Refused {
  const isCommand = event.source === null && !isAboutThings(event);
  if (isCommand || event.source === LOYALTY_SOURCE) return refuse("orchestration_closed");
  return accept(state, { ...entry, disposition: "late" });
}

/** What is said of a payment, a check or a parcel is always recorded: it is news even if the stage stays. */
function isAboutThings({ payments, checks, parcels }: StageEvent): boolean {
  return payments !== undefined || checks !== undefined || parcels !== undefined;
}

function cancel(
  state: Orchestration,
  { note, actor, payload = null }: CancelEvent,
  now: number,
  bill: Bill | null,
): Accepted {
  const after = { ...standingOf(state), waitingOn: null, nextActionAt: null };
  const money = changedBill(state, bill);
  const said = { kind: "cancelled", note, payload, actor, after, money } as const;
  return accept(state, { ...blankEntry(state, now), ...said });
}

/** The shop reports the order differently from before, so everything is derived again. */
function recordChange(
  state: Orchestration,
  event: OrderChangedEvent,
  policy: RecoveryPolicy,
  now: number,
  bill: Bill | null,
): Accepted | Refused {
  const entry = changeEntry(state, event, now, bill);
  if (entry === null) return refuse("event_superseded");
  const next = { ...state, ...reported(state, entry) };
  const after = { ...standingOf(state), ...nextMove(state, next, policy) };
  return accept(state, { ...entry, after });
}

/** The next action stays as it is. A prompt that is decided but not yet on its way is withdrawn. */
function pause(state: Orchestration, event: PauseEvent, now: number): Accepted | Refused {
  const { until, note, actor } = event;
  if (until <= now) return refuse("pause_in_the_past");
  if (until > now + HORIZON_MS) return refuse("pause_too_long");
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

/** Allowed for closed orders, too, because escalations that are opened after the close must be resolved. */
function recordOperator(state: Orchestration, event: OperatorEvent, now: number): Accepted {
  const { action, note, actor } = event;
  const payload = { action, ...event.payload };
  return accept(state, { ...blankEntry(state, now), kind: "operator", payload, note, actor });
}

import { type EscalationReason, RESOLVED_BY_PROGRESS } from "./escalation.ts";
import type { StageEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import type { Bill } from "./money/bill.ts";
import { stagesMoney } from "./money/entry-money.ts";
import { AS_OF_EVENT } from "./money/payment.ts";
import type { Orchestration, Standing } from "./orchestration.ts";
import { begunByTime, nextNeedAt, orderNeeds, reasonOfNeed } from "./order-needs.ts";
import { escalationsEndedBy, type HoldEffect, holdEffectOf } from "./points/redemption.ts";
import { changedReasons, NOTHING_RAISED, needsAfter, type Raised } from "./raised-needs.ts";
import { withDeferral } from "./recovery/deferral.ts";
import { isTerminal } from "./stage.ts";
import type { EntryThings } from "./things/order-things.ts";
import type { Entry } from "./timeline.ts";

/** An accepted event: the next state, its timeline entry, and what else must be written with them. */
export interface Accepted {
  readonly ok: true;
  readonly next: Orchestration;
  readonly entry: Entry;
  readonly effects: Effects;
}

/** What the transaction of this event writes apart from state and timeline. */
interface Effects {
  /** The reasons why the order needs an operator from now on. */
  readonly escalates: readonly EscalationReason[];
  /** Whether the order left its stage entry. */
  readonly movedOn: boolean;
  /** Whether prompts that are not yet on their way are withdrawn. */
  readonly withdrawsPrompts: boolean;
  /** The reasons whose open escalations are resolved. */
  readonly resolves: readonly EscalationReason[];
  /** The reasons that ended with their cause, without the order's progress. */
  readonly settles: readonly EscalationReason[];
  /** The effect on the points that are held for the order. */
  readonly hold: HoldEffect | null;
}

/** Applies the entry, and records in it where the order stands after it. */
export function accept(
  state: Orchestration,
  draft: Entry,
  raised: Raised = NOTHING_RAISED,
): Accepted {
  const { recordedAt: now } = draft;
  const before = state.needs ?? orderNeeds(state, now);
  const gone = escalationsEndedBy(draft);
  const found = { ...raised, dropped: [...raised.dropped, ...gone] };
  const evolved = evolve(state, draft);
  const known = { ...state, needs: before };
  const left = isStillDue(state, evolved, draft) ? begunByTime(known, now) : [];
  const needs = needsAfter(known, evolved, found, now).filter((need) => !left.includes(need));
  const { begun, ended } = changedReasons(before, needs);
  const isSame = state.needs !== null && isSameList(needs, state.needs);
  // What an operator worked on is over, so the prompts that waited for the operator go on now.
  const isLetGo = ended.length > 0 && draft.kind !== "sweep" && evolved.deferral?.since === null;
  const told = { ...evolved, needs };
  const telling = draft.kind === "sweep" ? null : tellingOf(known, told, now);
  const nextActionAt = isLetGo ? now : earlier(nextActionOf(told, now), telling);
  const planned = { ...told, nextActionAt };
  const next = withDeferral(state, planned, draft);
  const entry = { ...draft, needs: isSame ? null : needs, after: standingOf(next) };
  const movedOn = next.stageEntry !== state.stageEntry || (isTerminal(next) && !isTerminal(state));
  const resolves = movedOn ? RESOLVED_BY_PROGRESS : gone;
  return {
    ok: true,
    next,
    entry,
    effects: {
      escalates: begun,
      movedOn,
      withdrawsPrompts: movedOn,
      resolves,
      settles: ended.filter((reason) => !resolves.includes(reason)),
      hold: holdEffectOf(state, entry, next),
    },
  };
}

/** What has begun by time alone is left to the sweep that is due anyway: it decides what follows, and when. */
function isStillDue(
  state: Orchestration,
  evolved: Orchestration,
  { kind, recordedAt }: Entry,
): boolean {
  const { nextActionAt } = state;
  const isDue = nextActionAt !== null && nextActionAt <= recordedAt;
  return isDue && kind !== "sweep" && !isTerminal(evolved) && evolved.nextActionAt === nextActionAt;
}

/**
 * When a sweep decides how the shopper hears of a broken promise: at once, and no news put off what it planned. `null`
 * if there is nothing to tell.
 */
function tellingOf(state: Orchestration, next: Orchestration, now: number): number | null {
  const broken = next.needs?.find((need) => reasonOfNeed(need) === "late");
  if (broken === undefined || next.waitingOn === "member") return null;
  const isDecided = state.needs?.includes(broken) === true && state.waitingOn !== "member";
  return isDecided ? state.nextActionAt : now;
}

/** No open order is left alone for longer than this, whatever time a source or an operator names. */
export const HORIZON_MS = 400 * 24 * 60 * 60_000;

/** Of a closed order nothing is left to do but what it needs at a set time, and of a silent one nothing at all. */
function nextActionOf(order: Orchestration, now: number): number | null {
  if (order.isSilent) return null;
  const planned = isTerminal(order) ? null : order.nextActionAt;
  const at = earlier(planned, nextNeedAt(order, now));
  return at === null ? null : withinHorizon(order, at, now);
}

/** A closed order needs no look before its date, because nothing else can happen to it. */
export function withinHorizon(order: Standing, at: number, now: number): number {
  return isTerminal(order) ? at : Math.min(at, now + HORIZON_MS);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** The entry of a stage event. */
export type StageEntry = Entry & { readonly kind: "stage" };

/** The entry of a stage event before it is applied. */
export function stageEntry(
  state: Orchestration,
  event: StageEvent,
  occurredAt: number,
  now: number,
  bill: Bill | null,
): StageEntry {
  const { waitingOn, nextActionAt, payments: _, checks, parcels, ...said } = event;
  return {
    ...blankEntry(state, now),
    ...said,
    asked: { waitingOn, nextActionAt },
    money: stagesMoney(state, event, occurredAt, bill),
    things: thingsOf(event, occurredAt),
    occurredAt,
  };
}

/** The next entry before it records anything. */
export function blankEntry(state: Orchestration, now: number): Omit<Entry, "kind"> {
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
    money: null,
    things: null,
    needs: null,
    source: null,
    sourceEventId: null,
    actor: "api",
    occurredAt: now,
    recordedAt: now,
    after: standingOf(state),
  };
}

/** Where an order stands. */
export function standingOf({ currentStage, status, waitingOn, nextActionAt }: Standing): Standing {
  return { currentStage, status, waitingOn, nextActionAt };
}

/** What a stage event says of checks and parcels. */
function thingsOf({ checks, parcels }: StageEvent, occurredAt: number): EntryThings | null {
  if (checks === undefined && parcels === undefined) return null;
  return {
    ...(checks === undefined ? {} : { checks: checks.map((each) => timed(each, occurredAt)) }),
    ...(parcels === undefined ? {} : { parcels: parcels.map((each) => timed(each, occurredAt)) }),
  };
}

function timed<Report extends { readonly asOf: number; readonly since: number }>(
  report: Report,
  occurredAt: number,
): Report {
  if (report.asOf !== AS_OF_EVENT) return report;
  return { ...report, asOf: occurredAt, since: report.since || occurredAt };
}

import { assertNever } from "./assert-never.ts";
import { derive } from "./derive.ts";
import { type Fact, mergeFact } from "./fact.ts";
import { patchMetadata } from "./metadata.ts";
import { EMPTY_REGISTERS, type Orchestration } from "./orchestration.ts";
import { isOverruledByHold, LOYALTY_SOURCE } from "./redemption.ts";
import { STAGES, type Stage } from "./stage.ts";
import type { Entry } from "./timeline.ts";

/**
 * The state after one more timeline entry. `transition` uses it to change an orchestration and `replay` to
 * rebuild one, so a timeline can't say anything else than what was stored.
 *
 * @param state `null` before the first entry, which must be `placed`
 */
export function evolve(state: Orchestration | null, entry: Entry): Orchestration {
  if (state === null) return begin(entry);
  const { waitingOn, nextActionAt } = entry.after;
  const next = { ...state, version: entry.version, waitingOn, nextActionAt };
  switch (entry.kind) {
    case "stage":
      if (isOverruledByHold(state, entry)) return next;
      return entry.disposition === "late" ? withLateFact(next, entry) : withFact(next, entry);
    case "sweep":
      return withDecision(next, entry);
    case "cancelled":
      return {
        ...next,
        status: "cancelled",
        lastTransitionAt: entry.recordedAt,
        pausedUntil: null,
      };
    case "paused":
      return { ...next, pausedUntil: pauseOf(entry) };
    case "resumed":
      return { ...next, pausedUntil: null };
    case "operator":
    case "reconsidered":
      return next;
    case "placed":
      throw new Error("An order is placed only once");
    default:
      return assertNever(entry.kind);
  }
}

/** Rebuilds an orchestration from its whole timeline, in order of version. */
export function replay(entries: readonly Entry[]): Orchestration {
  const state = entries.reduce<Orchestration | null>(evolve, null);
  if (state === null) throw new Error("A timeline has at least one entry");
  return state;
}

/** The fact that a `stage` entry reports. */
export function factOf(entry: Entry & { readonly kind: "stage" }): Fact {
  const { status, reopens, occurredAt, asked, note } = entry;
  if (status === "cancelled") throw new Error("A stage is never cancelled; the order is");
  return { status, reopens, occurredAt, sourceEventId: entry.sourceEventId ?? "", ...asked, note };
}

function begin(entry: Entry): Orchestration {
  if (entry.kind !== "placed") throw new Error("A timeline begins with the order's placing");
  return {
    ...entry.after,
    version: entry.version,
    stageEntry: 1,
    cadenceStep: 0,
    startedAt: entry.occurredAt,
    completedAt: null,
    failedAt: null,
    lastTransitionAt: entry.recordedAt,
    pausedUntil: null,
    notRequired: notRequiredOf(entry),
    redeemsPoints: typeof entry.payload?.redeemPoints === "number",
    registers: EMPTY_REGISTERS,
    metadata: {},
  };
}

function notRequiredOf({ payload }: Entry): readonly Stage[] {
  const named = payload?.notRequired;
  return Array.isArray(named) ? STAGES.filter((stage) => named.includes(stage)) : [];
}

function pauseOf({ payload }: Entry): number {
  const until = payload?.until;
  if (typeof until !== "string") throw new Error("A pause says how long it lasts");
  return Date.parse(until);
}

/** What leaves the order completed is remembered: that it happened earlier may come to be known yet. */
function withLateFact(state: Orchestration, entry: Entry): Orchestration {
  const { stage } = entry;
  if (state.status === "cancelled" || stage === "completed") return state;
  const fact = factOf({ ...entry, kind: "stage" });
  const registers = { ...state.registers, [stage]: mergeFact(state.registers[stage], fact) };
  return { ...state, ...derive(registers, state.startedAt), registers };
}

function withFact(state: Orchestration, entry: Entry): Orchestration {
  const { stage } = entry;
  if (stage === "completed") throw new Error("`completed` is no stage that can be reported");
  const fact = factOf({ ...entry, kind: "stage" });
  const registers = { ...state.registers, [stage]: mergeFact(state.registers[stage], fact) };
  const derived = derive(registers, state.startedAt);
  const movedOn = derived.currentStage !== state.currentStage;
  return {
    ...state,
    ...derived,
    registers,
    redeemsPoints: state.redeemsPoints || entry.source === LOYALTY_SOURCE,
    stageEntry: state.stageEntry + Number(movedOn),
    cadenceStep: movedOn ? 0 : state.cadenceStep,
    lastTransitionAt: entry.disposition === "applied" ? entry.recordedAt : state.lastTransitionAt,
    pausedUntil: derived.currentStage === "completed" ? null : state.pausedUntil,
    metadata: patchMetadata(
      state.metadata,
      entry.metadataPatch,
      fact.occurredAt,
      fact.sourceEventId,
    ),
  };
}

function withDecision(state: Orchestration, entry: Entry): Orchestration {
  const step = entry.payload?.step;
  return {
    ...state,
    cadenceStep: typeof step === "number" ? step + 1 : state.cadenceStep,
    metadata: patchMetadata(state.metadata, entry.metadataPatch, entry.occurredAt, "sweep"),
  };
}

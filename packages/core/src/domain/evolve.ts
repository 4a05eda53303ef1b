import { assertNever } from "./assert-never.ts";
import { derive, lifecycleOf } from "./derive.ts";
import { type Fact, hardFacts, mergeFact, withoutFacts } from "./fact.ts";
import { patchMetadata, SWEEP_WRITER } from "./metadata.ts";
import { totalOf } from "./money/entry-money.ts";
import { API_SOURCE, EMPTY_MONEY, mergeReports, type OrderMoney } from "./money/register.ts";
import { isNoteOf } from "./note.ts";
import {
  type AskedAhead,
  EMPTY_REGISTERS,
  type Orchestration,
  type StageRegisters,
} from "./orchestration.ts";
import { isOverruledByHold, LOYALTY_SOURCE } from "./points/redemption.ts";
import { withDeferral } from "./recovery/deferral.ts";
import { perStage, STAGES, type Stage } from "./stage.ts";
import { mergeThings, NO_THINGS } from "./things/order-things.ts";
import { isRejected } from "./things/verification-stage.ts";
import type { Entry } from "./timeline.ts";

/**
 * The state after one more timeline entry. `transition` uses it to change an orchestration and `replay` to
 * rebuild one, so a timeline always replays to the stored state.
 *
 * @param state `null` before the first entry, which must be `placed`
 */
export function evolve(state: Orchestration | null, entry: Entry): Orchestration {
  return state === null ? begin(entry) : withDeferral(state, step(state, entry), entry);
}

function step(state: Orchestration, entry: Entry): Orchestration {
  const { waitingOn, nextActionAt } = entry.after;
  const needs = entry.needs ?? state.needs;
  const next = { ...state, version: entry.version, waitingOn, nextActionAt, needs };
  switch (entry.kind) {
    case "stage":
      if (isOverruledByHold(state, entry)) return next;
      return entry.disposition === "late" ? withLateFact(next, entry) : withFact(next, entry);
    case "sweep":
      return withDecision(next, entry);
    case "cancelled":
      return {
        ...next,
        ...reported(next, entry),
        status: "cancelled",
        lastTransitionAt: entry.recordedAt,
        pausedUntil: null,
      };
    case "paused":
      return { ...next, pausedUntil: pauseOf(entry) };
    case "resumed":
      return { ...next, pausedUntil: null };
    case "order_changed":
      return withPromise(derived(next, reported(next, entry)), entry);
    case "reconsidered":
      return { ...withStepsBack(next, entry), metadata: withNotes(next, entry) };
    case "operator":
      return next;
    case "placed":
      throw new Error("An order is placed only once");
    default:
      return assertNever(entry.kind);
  }
}

/** Rebuilds an orchestration from its whole timeline, in the order of versions. */
export function replay(entries: readonly Entry[]): Orchestration {
  const state = entries.reduce<Orchestration | null>(evolve, null);
  if (state === null) throw new Error("A timeline has at least one entry");
  return state;
}

/** The fact that a `stage` entry reports. */
function factOf(entry: Entry): Fact {
  const { status, reopens, occurredAt, asked, note, money } = entry;
  if (status === "cancelled") throw new Error("A stage is never cancelled; the order is");
  const sum = money?.stated === undefined ? {} : { sum: money.stated };
  return {
    status,
    reopens,
    occurredAt,
    sourceEventId: entry.sourceEventId ?? "",
    ...asked,
    note,
    ...sum,
  };
}

/** What an entry can change of what is known. */
type Reported = Pick<Orchestration, "registers" | "money" | "things" | "notRequired" | "ifKnown">;

/**
 * What is known after this entry: what is to be paid, which stages are needed, and what was reported. Reports of
 * payments and checks go into their own registers, everything else into the stage's.
 */
export function reported(known: Reported, entry: Entry): Reported {
  const { stage, source, sourceEventId } = entry;
  const by = sourceEventId ?? "";
  const { money } = known;
  const before = {
    ...withRequired(known, entry),
    money: withBillOf(money, entry),
    things: mergeThings(known.things, entry.things, source ?? API_SOURCE, by),
  };
  const registers =
    money.bill === null ? withStatedSums(before.registers, entry) : before.registers;
  const reports = entry.money?.reports;
  if (reports !== undefined) {
    const payments = mergeReports(money.payments, source ?? API_SOURCE, reports, by);
    return { ...before, registers, money: { ...before.money, payments } };
  }
  const isStatement = entry.kind === "stage" && entry.things?.checks === undefined;
  if (!isStatement || stage === "completed") return { ...before, registers };
  const register = mergeFact(registers[stage], factOf(entry), known.ifKnown.includes(stage));
  return { ...before, registers: { ...registers, [stage]: register } };
}

/** A stage that the order needs from now on is not completed for want of need any more. */
function withRequired(known: Reported, { things }: Entry): Reported {
  const grown = things?.requires ?? [];
  if (grown.length === 0) return known;
  const isOther = (stage: Stage) => !grown.includes(stage);
  return {
    ...known,
    notRequired: known.notRequired.filter(isOther),
    ifKnown: known.ifKnown.filter(isOther),
    registers: perStage((stage) => {
      const register = known.registers[stage];
      return isOther(stage) ? register : withoutFacts(register, isUnneeded);
    }),
  };
}

function isUnneeded({ note }: Fact): boolean {
  return isNoteOf(note, "stage_not_required");
}

// More changes than an order ever has. The first ones are forgotten.
const MOST_TOTALS = 50;

function withBillOf(money: OrderMoney, { money: said, recordedAt }: Entry): OrderMoney {
  if (said?.bill === undefined) return money;
  const { bill, formerTotals = [] } = money;
  if (bill === null || bill.total === said.bill.total) return { ...money, bill: said.bill };
  const former = [...formerTotals, { until: recordedAt, total: bill.total }].slice(-MOST_TOTALS);
  return { ...money, bill: said.bill, formerTotals: former };
}

/** Statements from before bills are about what was to be paid until the first bill. */
function withStatedSums(registers: StageRegisters, { money, kind }: Entry): StageRegisters {
  if (money?.bill === undefined || registers.payment.hard === null) return registers;
  const sum = kind === "order_changed" ? money.stated : totalOf(money.bill);
  const { payment } = registers;
  const [hard, ...past] = hardFacts(payment)
    .map((fact) => (fact.sum === undefined && sum !== undefined ? { ...fact, sum } : fact))
    .toReversed();
  const withPast = past.length === 0 ? {} : { past: past.toReversed() };
  return { ...registers, payment: { hard: hard ?? null, soft: payment.soft, ...withPast } };
}

function begin(entry: Entry): Orchestration {
  if (entry.kind !== "placed") throw new Error("A timeline begins with the order's placing");
  const known = {
    startedAt: entry.occurredAt,
    ifKnown: stagesIn(entry, "ifKnown"),
    registers: EMPTY_REGISTERS,
    money: { ...EMPTY_MONEY, bill: entry.money?.bill ?? null },
    things: mergeThings(NO_THINGS, entry.things, API_SOURCE, ""),
  };
  return {
    ...entry.after,
    ...known,
    version: entry.version,
    stageEntry: 1,
    cadenceStep: 0,
    // An order that is paid for, or needs no payment first, may need nothing else.
    completedAt: derive(known).completedAt,
    failedAt: null,
    lastTransitionAt: entry.recordedAt,
    pausedUntil: null,
    notRequired: stagesIn(entry, "notRequired"),
    isSilent: typeof entry.payload?.silent === "string",
    redeemsPoints: typeof entry.payload?.redeemPoints === "number",
    needs: entry.needs,
    metadata: {},
  };
}

/** The stages that the placing names in a list of its payload. */
export function stagesIn({ payload }: Entry, list: "notRequired" | "ifKnown"): readonly Stage[] {
  const named = payload?.[list];
  return Array.isArray(named) ? STAGES.filter((stage) => named.includes(stage)) : [];
}

function pauseOf({ payload }: Entry): number {
  const until = payload?.until;
  if (typeof until !== "string") throw new Error("A pause says how long it lasts");
  return Date.parse(until);
}

/**
 * A closed order still remembers late facts: they may affect how facts that arrive later count, and money that moves is
 * a need. Cancelled orders did not remember them before entries said anything about money.
 */
function withLateFact(state: Orchestration, entry: Entry): Orchestration {
  if (entry.stage === "completed") return state;
  const isCancelled = state.status === "cancelled";
  if (isCancelled && entry.money === null && entry.things === null) return state;
  const known = { ...state, ...reported(state, entry) };
  return isCancelled ? known : { ...known, ...derive(known) };
}

function withFact(state: Orchestration, entry: Entry): Orchestration {
  if (entry.stage === "completed") {
    throw new Error("`completed` is not a stage that can be reported");
  }
  const next = derived(state, reported(state, entry));
  return {
    ...next,
    redeemsPoints: state.redeemsPoints || entry.source === LOYALTY_SOURCE,
    lastTransitionAt: entry.disposition === "applied" ? entry.recordedAt : state.lastTransitionAt,
    metadata: patchMetadata(
      state.metadata,
      entry.metadataPatch,
      entry.occurredAt,
      entry.sourceEventId ?? "",
    ),
  };
}

/** The state that follows from what is known now. */
function derived(state: Orchestration, known: Reported): Orchestration {
  const found = derive({ ...state, ...known });
  const movedOn = found.currentStage !== state.currentStage;
  const { ahead, ...rest } = state;
  const next = {
    ...rest,
    ...known,
    ...found,
    pausedUntil: found.currentStage === "completed" ? null : state.pausedUntil,
  };
  if (!movedOn) return ahead === undefined ? next : { ...next, ahead: stillAhead(next, ahead) };
  // Who was already asked for this stage is not asked from the beginning.
  const cadenceStep = ahead?.stage === found.currentStage ? ahead.step : 0;
  return { ...next, stageEntry: state.stageEntry + 1, cadenceStep };
}

/** Once the member has done what was asked, or a review was rejected, a prompt that has not gone out is not sent. */
function stillAhead(state: Orchestration, { stage, step }: AskedAhead): AskedAhead {
  const lifecycle = lifecycleOf(state);
  const status = lifecycle[stage].counting?.status;
  const isDone = status === "completed" || status === "in_progress";
  return { stage, step, waits: !isDone && !isRejected(lifecycle.verification) };
}

/** Steps whose mail never went out are given back. The prompts that failed belong to the visit before. */
function withStepsBack(state: Orchestration, { payload }: Entry): Orchestration {
  const step = payload?.cadenceStep;
  if (typeof step !== "number") return state;
  return { ...state, stageEntry: state.stageEntry + 1, cadenceStep: step };
}

/** Another promised day is another promise: the mail about the former one is withdrawn, and this one may get its own. */
function withPromise(state: Orchestration, { things }: Entry): Orchestration {
  const { currentStage, cadenceStep, waitingOn } = state;
  const isTold = currentStage === "fulfillment" && cadenceStep > 0 && waitingOn !== "member";
  if (things?.promisedBy === undefined || !isTold) return state;
  return { ...state, stageEntry: state.stageEntry + 1, cadenceStep: 0 };
}

function withDecision(state: Orchestration, entry: Entry): Orchestration {
  const { step, ahead } = entry.payload ?? {};
  const next = typeof step === "number" ? step + 1 : null;
  const { stage } = entry;
  const isAhead = ahead === true && stage !== "completed";
  const known = state.ahead?.stage === stage ? state.ahead.step : 0;
  return {
    ...state,
    cadenceStep: next === null || isAhead ? state.cadenceStep : next,
    ...(isAhead ? { ahead: { stage, step: next ?? known, waits: true } } : {}),
    metadata: withNotes(state, entry),
  };
}

/** The engine's own notes, which it writes with a decision and takes back when their cause is gone. */
function withNotes({ metadata }: Orchestration, entry: Entry): Orchestration["metadata"] {
  return patchMetadata(metadata, entry.metadataPatch, entry.occurredAt, SWEEP_WRITER);
}

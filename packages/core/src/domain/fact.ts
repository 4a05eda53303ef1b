import { assertNever } from "./assert-never.ts";
import { type Note, noteKey } from "./note.ts";
import type { StageStatus, WaitingOn } from "./stage.ts";

/** What a source says about one stage at one moment. Times are epoch milliseconds. */
export interface Fact {
  readonly status: StageStatus;
  /** With `failed`: takes back an earlier `completed` (a dispute, a refund, a debit that bounced). */
  readonly reopens: boolean;
  /** The source's own time. */
  readonly occurredAt: number;
  /** The source's id for it; empty for a command. It breaks ties, so that the order of arrival never does. */
  readonly sourceEventId: string;
  /** Who must act next, if the source knows. */
  readonly waitingOn: WaitingOn | null;
  /** When the next action is due if nothing happens before, if the source knows. */
  readonly nextActionAt: number | null;
  readonly note: Note | null;
  /** With `completed` payment: the sum that it is about, in minor units; absent if it was not recorded. */
  readonly sum?: { readonly total: number; readonly currency: string };
}

/**
 * What we remember of the facts about one stage: the hard facts and the latest soft fact.
 * A join-semilattice: merging facts in any order, any number of times, gives the same register.
 */
export interface StageRegister {
  /** The latest hard fact. */
  readonly hard: Fact | null;
  readonly soft: Fact | null;
  /** The earlier hard facts in their order; absent if there are none, which is true for nearly every order. */
  readonly past?: readonly Fact[];
  /** In a stage that an order may not need: when the first soft fact was true, if that was before `soft`. */
  readonly softSince?: number;
}

// A stage is completed and taken back a few times at most. If a source reports more, we remember no more than this.
// The first ones are kept, because they decide when the order was completed.
const MOST_PAST = 32;

/** A register without facts. */
export const EMPTY_REGISTER: StageRegister = { hard: null, soft: null };

/** Whether a fact is hard: it completes a stage, or takes its completion back. */
export function isHard(fact: Pick<Fact, "status" | "reopens">): boolean {
  return fact.status === "completed" || (fact.status === "failed" && fact.reopens);
}

/**
 * The register after one more fact.
 *
 * @param keepsFirst whether it remembers when the first soft fact was true
 */
export function mergeFact(register: StageRegister, fact: Fact, keepsFirst = false): StageRegister {
  if (!isHard(fact)) return mergeSoft(register, fact, keepsFirst);
  const known = hardFacts(register);
  if (known.some((each) => compareFacts(each, fact) === 0)) return register;
  const all = [...known, fact].toSorted(compareFacts);
  const past = all.slice(0, -1).slice(0, MOST_PAST);
  const { past: _, ...rest } = register;
  return { ...rest, hard: all.at(-1) ?? fact, ...(past.length === 0 ? {} : { past }) };
}

function mergeSoft(register: StageRegister, fact: Fact, keepsFirst: boolean): StageRegister {
  const soft = later(register.soft, fact);
  if (!keepsFirst) return { ...register, soft };
  const { softSince: _, ...rest } = register;
  const since = Math.min(softSince(register) ?? fact.occurredAt, fact.occurredAt);
  return { ...rest, soft, ...(since === soft.occurredAt ? {} : { softSince: since }) };
}

/** When the first soft fact was true, as far as it is remembered; `null` if there is none. */
export function softSince({ soft, softSince: since }: StageRegister): number | null {
  return since ?? soft?.occurredAt ?? null;
}

/** The register without some of its hard facts. */
export function withoutFacts(
  register: StageRegister,
  isLeftOut: (fact: Fact) => boolean,
): StageRegister {
  const { soft } = register;
  return hardFacts(register)
    .filter((fact) => !isLeftOut(fact))
    .reduce<StageRegister>((kept, fact) => mergeFact(kept, fact), { hard: null, soft });
}

/** Every remembered hard fact, in their order. */
export function hardFacts({ hard, past = [] }: StageRegister): readonly Fact[] {
  return hard === null ? [] : [...past, hard];
}

/** The fact that decides the stage's status, or `null` if there is none. */
export function countingFact({ hard, soft }: StageRegister): Fact | null {
  if (hard === null) return soft;
  if (hard.status === "completed" || soft === null) return hard;
  return soft.occurredAt > hard.occurredAt ? soft : hard;
}

/** The stage's status by its facts. */
export function registerStatus(register: StageRegister): StageStatus {
  return countingFact(register)?.status ?? "not_started";
}

function later(known: Fact | null, fact: Fact): Fact {
  return known === null || compareFacts(fact, known) > 0 ? fact : known;
}

/** Positive if `a` outweighs `b`. It compares every field, so equal means the same fact. */
function compareFacts(a: Fact, b: Fact): number {
  return (
    a.occurredAt - b.occurredAt ||
    rank(a.status) - rank(b.status) ||
    compareText(a.sourceEventId, b.sourceEventId) ||
    (a.nextActionAt ?? 0) - (b.nextActionAt ?? 0) ||
    compareText(a.waitingOn ?? "", b.waitingOn ?? "") ||
    compareText(noteKey(a.note), noteKey(b.note))
  );
}

/** Of two statuses at the same moment, the higher rank counts. */
function rank(status: StageStatus): number {
  switch (status) {
    case "not_started":
      return 0;
    case "in_progress":
      return 1;
    case "waiting":
      return 2;
    case "failed":
      return 3;
    case "completed":
      return 4;
    default:
      return assertNever(status);
  }
}

/** By code unit, not by locale: every machine must agree. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

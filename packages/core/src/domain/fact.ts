import { assertNever } from "./assert-never.ts";
import type { StageStatus, WaitingOn } from "./stage.ts";

/** What a source says of one stage at one moment. Times are epoch milliseconds. */
export interface Fact {
  readonly status: StageStatus;
  /** With `failed`: takes back an earlier `completed` (a dispute, a refund, a debit that bounced). */
  readonly reopens: boolean;
  /** The source's own time. */
  readonly occurredAt: number;
  /** The source's id of it; empty for a command. Breaks ties, so that arrival order never does. */
  readonly sourceEventId: string;
  /** Who must act next, where the source knows it. */
  readonly waitingOn: WaitingOn | null;
  /** When to look again if nothing comes, where the source knows it. */
  readonly nextActionAt: number | null;
  readonly note: string | null;
}

/**
 * All that is remembered of the facts about one stage: the hard ones and the latest soft one.
 * A join-semilattice: merging facts in any order, any number of times, gives the same register.
 */
export interface StageRegister {
  /** The latest hard fact. */
  readonly hard: Fact | null;
  readonly soft: Fact | null;
  /** The hard facts before it, in their order; absent where there are none, as of nearly every order. */
  readonly past?: readonly Fact[];
}

// A stage is completed and taken back a few times at most. Whoever reports more gets no more memory than this;
// what is kept are the first, by which it is known when the order was completed.
const MOST_PAST = 32;

/** A register that has heard nothing. */
export const EMPTY_REGISTER: StageRegister = { hard: null, soft: null };

/** A hard fact settles a stage: it is done, or what was done is taken back. */
export function isHard(fact: Pick<Fact, "status" | "reopens">): boolean {
  return fact.status === "completed" || (fact.status === "failed" && fact.reopens);
}

/** The register after one more fact. */
export function mergeFact(register: StageRegister, fact: Fact): StageRegister {
  if (!isHard(fact)) return { ...register, soft: later(register.soft, fact) };
  const known = hardFacts(register);
  if (known.some((each) => compareFacts(each, fact) === 0)) return register;
  const all = [...known, fact].toSorted(compareFacts);
  const past = all.slice(0, -1).slice(0, MOST_PAST);
  const { soft } = register;
  return { hard: all.at(-1) ?? fact, soft, ...(past.length === 0 ? {} : { past }) };
}

/** Every hard fact that is remembered, in their order. */
export function hardFacts({ hard, past = [] }: StageRegister): readonly Fact[] {
  return hard === null ? [] : [...past, hard];
}

/** The one fact that decides how the stage stands, or `null` when nothing was said. */
export function countingFact({ hard, soft }: StageRegister): Fact | null {
  if (hard === null) return soft;
  if (hard.status === "completed" || soft === null) return hard;
  return soft.occurredAt > hard.occurredAt ? soft : hard;
}

/** How the stage stands by its facts. */
export function registerStatus(register: StageRegister): StageStatus {
  return countingFact(register)?.status ?? "not_started";
}

function later(known: Fact | null, fact: Fact): Fact {
  return known === null || compareFacts(fact, known) > 0 ? fact : known;
}

/** Positive when `a` counts before `b`. Total over every field, so equal means the same fact. */
function compareFacts(a: Fact, b: Fact): number {
  return (
    a.occurredAt - b.occurredAt ||
    rank(a.status) - rank(b.status) ||
    compareText(a.sourceEventId, b.sourceEventId) ||
    (a.nextActionAt ?? 0) - (b.nextActionAt ?? 0) ||
    compareText(a.waitingOn ?? "", b.waitingOn ?? "") ||
    compareText(a.note ?? "", b.note ?? "")
  );
}

/** Of two statuses said of the same moment, the one further along counts. */
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

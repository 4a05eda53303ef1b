import { laterState, type Stamp } from "../later.ts";

/** A state of a thing as of a moment. Times are epoch milliseconds. */
interface Stated<State extends string> extends Stamp {
  readonly state: State;
  /** When the report says that the state began. */
  readonly since: number;
}

/**
 * The time that a thing has been in its state. Sources touch things without a change, and not each of them knows when
 * the state began, so every report of the same state counts that has none of another state after it.
 */
export interface Spell<State extends string> {
  /** The last report of another state; `null` if there was none. */
  readonly before: { readonly asOf: number; readonly state: State } | null;
  /** The reports since then that may say when the state began, in the order of their times. */
  readonly reports: readonly { readonly asOf: number; readonly since: number }[];
}

/** What a spell is part of. */
interface Lasting<State extends string> {
  readonly latest: Stated<State>;
  /** Absent while there is only one report. */
  readonly spell?: Spell<State>;
}

// A source that touches a thing more often has said early when its state began.
const MOST_REPORTS = 20;

/**
 * The latest report of a thing, and the spell of its state: the same, whatever the order of arrival.
 *
 * @param ranks of two states in the same second, the one that follows the other has the higher rank
 * @param isSame whether two states are one for the question since when it lasts
 */
export function mergeState<State extends string, Told extends Stated<State>>(
  known: { readonly latest: Told; readonly spell?: Spell<State> } | undefined,
  told: Told,
  ranks: Readonly<Record<State, number>>,
  isSame: (a: State, b: State) => boolean = (a, b) => a === b,
): { readonly latest: Told; readonly spell?: Spell<State> } {
  if (known === undefined) return { latest: told };
  const latest = laterState(known.latest, told, ranks);
  const { before, reports } = known.spell ?? { before: null, reports: [known.latest] };
  const isAfter = (a: When<State>, b: When<State> | null) =>
    b === null || (a.asOf - b.asOf || ranks[a.state] - ranks[b.state]) > 0;
  if (isSame(told.state, known.latest.state)) {
    const all = isAfter(told, before) ? [...reports, told] : reports;
    return { latest, spell: { before, reports: earliest(all) } };
  }
  const { asOf, state } =
    latest === told ? known.latest : isAfter(told, before) ? told : (before ?? told);
  const other = { asOf, state };
  const { state: lasting } = latest;
  const since = latest === told ? [told] : reports;
  const all = since.filter((report) => isAfter({ asOf: report.asOf, state: lasting }, other));
  return { latest, spell: { before: other, reports: earliest(all) } };
}

interface When<State extends string> {
  readonly asOf: number;
  readonly state: State;
}

/** When the state of a thing began (epoch milliseconds). */
export function beganAt<State extends string>({ latest, spell }: Lasting<State>): number {
  return Math.min(latest.since, ...(spell?.reports ?? []).map(({ since }) => since));
}

/** Without the reports that a later one makes needless, because it names no later beginning. */
function earliest(reports: Spell<string>["reports"]): Spell<string>["reports"] {
  const sorted = reports.toSorted((a, b) => a.asOf - b.asOf || b.since - a.since);
  return sorted
    .filter(({ since }, index) => sorted.slice(index + 1).every((later) => later.since > since))
    .slice(0, MOST_REPORTS)
    .map(({ asOf, since }) => ({ asOf, since }));
}

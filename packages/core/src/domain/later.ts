/** When a report was true, and its id, which breaks ties so that the order of arrival never does. */
export interface Stamp {
  readonly asOf: number;
  readonly by: string;
}

/** The names of a stamp's fields. */
export const STAMP: readonly string[] = ["asOf", "by"] satisfies (keyof Stamp)[];

/**
 * The one of two reports of the same thing that counts.
 *
 * @param ranks of two states in the same second, the one that follows the other has the higher rank
 */
export function laterState<State extends string, Told extends Stamp & { readonly state: State }>(
  known: Told | null,
  told: Told,
  ranks: Readonly<Record<State, number>>,
): Told {
  if (known === null) return told;
  const difference = told.asOf - known.asOf || ranks[told.state] - ranks[known.state];
  return difference === 0 ? later(known, told) : difference > 0 ? told : known;
}

/** Ends come after beginnings: of two states in the same second, the one that follows the other counts. */
const ENDS: Readonly<Record<string, number>> = {
  inquiry: 0,
  pending: 0,
  open: 1,
  closed: 2,
  succeeded: 2,
  won: 3,
  cancelled: 3,
  failed: 4,
  lost: 4,
};

/** The one of two reports of the same thing that counts: the same, whatever the order of arrival. */
export function later<Told extends Stamp & { readonly state?: string }>(
  known: Told | null,
  told: Told,
): Told {
  if (known === null) return told;
  const difference =
    told.asOf - known.asOf ||
    endOf(told) - endOf(known) ||
    compareText(told.by, known.by) ||
    // The same message may be read again after an update that reads more of it.
    compareText(stableText(told), stableText(known));
  return difference > 0 ? told : known;
}

function endOf({ state }: { readonly state?: string }): number {
  return ENDS[state ?? ""] ?? 0;
}

/** The earlier of two times. */
export function earlier(known: number | null, told: number): number {
  return known === null ? told : Math.min(known, told);
}

/** Sorted, so that registers with the same content are the same text. */
export function inKeyOrder<Value>(
  values: ReadonlyMap<string, Value>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries([...values].toSorted(([a], [b]) => compareText(a, b)));
}

/** JSON with sorted keys: the database keeps the keys of an object in an order of its own. */
export function stableText(value: unknown, without: readonly string[] = []): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    const entries = Object.entries(each).filter(([key]) => !without.includes(key));
    return Object.fromEntries(entries.toSorted(([a], [b]) => compareText(a, b)));
  });
}

/** By code unit, not by locale: every machine must agree. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

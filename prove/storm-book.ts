/** What clients were told, kept by whoever asked; at the end the database has to agree. */
export interface StormBook {
  /** Points that a member was given. */
  earned(member: string, points: number): void;
  held(member: string, hold: string, points: number): void;
  /** One client was told that this request has resolved the hold. */
  resolved(hold: string, request: string, captured: number): void;
  /** Holds of a member that may still be active. */
  activeOf(member: string): readonly string[];
  /** What each member owns, and what of it is held, by what clients were told. */
  balances(): ReadonlyMap<string, { readonly posted: number; readonly pending: number }>;
  /** Holds that two requests were told to have resolved. */
  readonly contradictions: readonly string[];
}

interface Told {
  readonly member: string;
  readonly points: number;
  by: string | null;
  captured: number;
}

/** Opens an empty one. */
export function openBook(): StormBook {
  const earned = new Map<string, number>();
  const holds = new Map<string, Told>();
  const active = new Map<string, string[]>();
  const contradictions: string[] = [];
  return {
    contradictions,
    earned: (member, points) => void earned.set(member, (earned.get(member) ?? 0) + points),
    held(member, hold, points) {
      holds.set(hold, { member, points, by: null, captured: 0 });
      active.set(member, [...(active.get(member) ?? []), hold]);
    },
    resolved(hold, request, captured) {
      const told = holds.get(hold);
      if (told === undefined) return void contradictions.push(`${hold} was resolved, not placed`);
      if (told.by !== null && told.by !== request) {
        contradictions.push(`${hold} was resolved by ${told.by} and by ${request}`);
      }
      told.by = request;
      told.captured = captured;
      active.set(
        told.member,
        (active.get(told.member) ?? []).filter((known) => known !== hold),
      );
    },
    activeOf: (member) => active.get(member) ?? [],
    balances() {
      const sums = new Map([...earned].map(([member, posted]) => [member, { posted, pending: 0 }]));
      for (const { member, points, by, captured } of holds.values()) {
        const sum = sums.get(member) ?? { posted: 0, pending: 0 };
        sum.posted -= captured;
        if (by === null) sum.pending += points;
        sums.set(member, sum);
      }
      return sums;
    },
  };
}

/** The balances that follow from the answers that clients got. When all are done, the database has to agree. */
export interface ExpectedBalances {
  /** Points that a member was given. */
  earned(member: string, points: number): void;
  held(member: string, hold: string, points: number): void;
  /** One client got the answer that this request has resolved the hold. */
  resolved(hold: string, request: string, captured: number): void;
  /** Holds of a member that may still be active. */
  activeOf(member: string): readonly string[];
  /** What each member owns, and how much of it is held, by the answers that clients got. */
  balances(): ReadonlyMap<string, { readonly posted: number; readonly pending: number }>;
  /** Holds that two requests resolved, by their answers. */
  readonly contradictions: readonly string[];
}

interface Hold {
  readonly member: string;
  readonly points: number;
  by: string | null;
  captured: number;
}

/** Starts without any points. */
export function openExpectedBalances(): ExpectedBalances {
  const earned = new Map<string, number>();
  const holds = new Map<string, Hold>();
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
      const known = holds.get(hold);
      if (known === undefined) return void contradictions.push(`${hold} was resolved, not placed`);
      if (known.by !== null && known.by !== request) {
        contradictions.push(`${hold} was resolved by ${known.by} and by ${request}`);
      }
      known.by = request;
      known.captured = captured;
      active.set(
        known.member,
        (active.get(known.member) ?? []).filter((id) => id !== hold),
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

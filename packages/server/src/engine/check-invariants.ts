import type { Context } from "../platform/context.ts";
import { allowWholeReads, transaction } from "../platform/postgres/database.ts";
import { findViolations, INVARIANTS } from "./sql/invariants.ts";

/** The result of checking one promise. */
export interface InvariantReport {
  readonly name: string;
  readonly promise: string;
  /** How many rows break it; 0 when it holds. */
  readonly count: number;
  /** The first few orders that break it. */
  readonly examples: readonly string[];
}

/** Checks every promise of the domain that rows can show. */
export async function checkInvariants({ pool }: Pick<Context, "pool">): Promise<InvariantReport[]> {
  return transaction(pool, async (tx) => {
    await allowWholeReads(tx);
    const reports: InvariantReport[] = [];
    for (const invariant of INVARIANTS) {
      const { name, promise } = invariant;
      reports.push({ name, promise, ...(await findViolations(tx, invariant)) });
    }
    return reports;
  });
}

import { allowWholeReads, transaction } from "../db/database.ts";
import { findViolations, INVARIANTS } from "../db/invariants.ts";
import type { Context } from "./context.ts";

/** What a check of one promise found. */
export interface InvariantReport {
  readonly name: string;
  readonly promise: string;
  /** Rows that break it; 0 when it holds. */
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

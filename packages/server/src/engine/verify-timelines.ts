import { isDeepStrictEqual } from "node:util";
import { type Entry, evolve, type Orchestration } from "@followthrough/core/domain";
import {
  ALL_ENTRIES,
  readEntries,
  readOrchestration,
} from "../lifecycle/sql/read-orchestration.ts";
import type { Context } from "../platform/context.ts";
import { listOrderIds } from "./sql/invariants.ts";

/** An order whose timeline does not lead to its stored state. */
export interface Deviation {
  readonly orderId: string;
  readonly detail: string;
}

const PORTION = 500;

/**
 * Replays every timeline from empty and compares the state at each entry, and the final state, with the stored
 * ones. @returns how many were replayed, and those that deviate
 */
export async function verifyTimelines({
  pool,
}: Pick<Context, "pool">): Promise<{ verified: number; deviations: Deviation[] }> {
  const deviations: Deviation[] = [];
  let verified = 0;
  let after = "";
  for (;;) {
    const orderIds = await listOrderIds(pool, after, PORTION);
    for (const orderId of orderIds) {
      const detail = await deviationOf(pool, orderId);
      if (detail !== null) deviations.push({ orderId, detail });
      verified += 1;
    }
    const last = orderIds.at(-1);
    if (last === undefined) return { verified, deviations };
    after = last;
  }
}

async function deviationOf(pool: Context["pool"], orderId: string): Promise<string | null> {
  const stored = await readOrchestration(pool, orderId);
  if (stored === null) return null;
  const { orchestration } = stored;
  const entries = await readEntries(pool, orderId, orchestration.version + 1, ALL_ENTRIES);
  try {
    return compare(entries, orchestration);
  } catch (error) {
    return `the timeline can't be replayed: ${String(error)}`;
  }
}

function compare(entries: readonly Entry[], stored: Orchestration): string | null {
  let state: Orchestration | null = null;
  for (const entry of entries) {
    if (entry.version !== (state?.version ?? 0) + 1)
      return `entry ${entry.version} is out of order`;
    state = evolve(state, entry);
    const { currentStage, status, waitingOn, nextActionAt } = state;
    if (!isDeepStrictEqual({ currentStage, status, waitingOn, nextActionAt }, entry.after)) {
      return `entry ${entry.version} does not lead to the state that it recorded`;
    }
  }
  // Entries of earlier versions don't say what was needed after them.
  const known = state?.needs === null ? { ...state, needs: stored.needs } : state;
  return isDeepStrictEqual(known, stored) ? null : "the replayed state differs from the stored one";
}

import { isDeepStrictEqual } from "node:util";
import { type Entry, evolve, type Orchestration } from "@followthrough/core/domain";
import { listOrderIds } from "../db/invariants.ts";
import { readEntries, readOrchestration } from "../db/read-orchestration.ts";
import type { Context } from "./context.ts";

/** An order whose timeline does not lead to its stored state. */
export interface Deviation {
  readonly orderId: string;
  readonly detail: string;
}

const PORTION = 500;
const ALL_ENTRIES = 2_147_483_647;

/**
 * Replays every timeline from empty and compares each entry's standing and the final state with what is
 * stored. @returns how many were replayed, and those that deviate
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
      return `entry ${entry.version} does not lead to where it says the order stood`;
    }
  }
  return isDeepStrictEqual(state, stored) ? null : "the replayed state is not the stored one";
}

import type { Context } from "../platform/context.ts";
import { countSlots, latestSlot } from "../platform/cron-slots.ts";
import { readSweepProgress, type SweepProgress } from "./sql/sweep-progress.ts";

/** With this many missed slots, the sweep is late. A single missed slot may be a sweep that is still running. */
export const LATE_SLOTS = 2;

/** How late the sweep is. */
export interface SweepLateness extends SweepProgress {
  /** How many slots have passed since the last finished sweep began. */
  readonly missedSlots: number;
  /** The latest slot that should have been swept, epoch milliseconds. */
  readonly latestSlot: number;
}

/** Reads how late the sweep is, by the database's clock and this schedule. */
export async function readMissedSlots(
  { pool }: Pick<Context, "pool">,
  cron: string,
): Promise<SweepLateness> {
  return latenessOf(await readSweepProgress(pool), cron);
}

/** Computes how late the sweep is. A run that began before a slot does not count as its sweep. */
export function latenessOf(progress: SweepProgress, cron: string): SweepLateness {
  const { now, installedAt, lastFinished } = progress;
  const since = lastFinished?.startedAt ?? installedAt;
  return {
    ...progress,
    missedSlots: countSlots(cron, since, now),
    latestSlot: latestSlot(cron, now),
  };
}

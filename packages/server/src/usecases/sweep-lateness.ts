import { readSweepProgress, type SweepProgress } from "../db/sweep-progress.ts";
import type { Context } from "./context.ts";
import { countSlots, latestSlot } from "./cron-slots.ts";

/** From this many slots without a finished sweep on, the sweep is late; one may be under way. */
export const LATE_SLOTS = 2;

/** How late the sweep is. */
export interface SweepLateness extends SweepProgress {
  /** Slots that have passed since the last finished sweep began. */
  readonly missedSlots: number;
  /** The slot that was to be swept last, epoch milliseconds. */
  readonly latestSlot: number;
}

/** Reads how late the sweep is by the database's clock and this schedule. */
export async function readLateness(
  { pool }: Pick<Context, "pool">,
  cron: string,
): Promise<SweepLateness> {
  return latenessOf(await readSweepProgress(pool), cron);
}

/** How late a sweep that has come so far is: what began before a slot has not swept it. */
export function latenessOf(progress: SweepProgress, cron: string): SweepLateness {
  const { now, installedAt, lastFinished } = progress;
  const since = lastFinished?.startedAt ?? installedAt;
  return {
    ...progress,
    missedSlots: countSlots(cron, since, now),
    latestSlot: latestSlot(cron, now),
  };
}

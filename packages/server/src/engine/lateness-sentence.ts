import type { EngineAlert } from "../alerts/raise-alert.ts";
import type { Context } from "../platform/context.ts";
import { iso } from "../platform/postgres/times.ts";
import { LATE_SLOTS, readMissedSlots } from "../recovery/missed-slots.ts";
import { readBacklog } from "./sql/engine-counts.ts";

/** The alert for operators about a sweep that is late; `null` while it is on time. */
export async function latenessSentence(
  { pool }: Pick<Context, "pool">,
  cron: string,
): Promise<EngineAlert | null> {
  const { missedSlots, lastFinished, installedAt } = await readMissedSlots({ pool }, cron);
  if (missedSlots < LATE_SLOTS) return null;
  const { oldestOverdueSeconds } = await readBacklog(pool);
  const since = lastFinished?.finishedAt ?? installedAt;
  return {
    // The same from every process that checks, and a different one after a sweep has finished.
    subject: `engine:sweep_late:${iso(since)}`,
    title: "The recovery sweep is late",
    sentence:
      `${missedSlots} slots of the schedule have passed without a finished sweep. ` +
      `${describeWait(oldestOverdueSeconds)} Check that a worker is running and reaches the database.`,
    since,
  };
}

function describeWait(seconds: number): string {
  if (seconds === 0) return "No order is overdue yet.";
  const minutes = Math.ceil(seconds / 60);
  return `The oldest overdue order has waited for ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
}

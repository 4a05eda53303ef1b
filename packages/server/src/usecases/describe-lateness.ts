import { readBacklog } from "../db/health.ts";
import { iso } from "../db/orchestration-row.ts";
import type { Context } from "./context.ts";
import type { EngineAlert } from "./raise-alert.ts";
import { LATE_SLOTS, readLateness } from "./sweep-lateness.ts";

/** What operators have to know of a sweep that is late; `null` while it is on time. */
export async function describeLateness(
  { pool }: Pick<Context, "pool">,
  cron: string,
): Promise<EngineAlert | null> {
  const { missedSlots, lastFinished, installedAt } = await readLateness({ pool }, cron);
  if (missedSlots < LATE_SLOTS) return null;
  const { oldestOverdueSeconds } = await readBacklog(pool);
  const since = lastFinished?.finishedAt ?? installedAt;
  return {
    // The same from every process that looks, and another once a sweep has been finished.
    subject: `engine:sweep_late:${iso(since)}`,
    title: "The recovery sweep is late",
    sentence:
      `${missedSlots} slots of the schedule have passed without a finished sweep. ` +
      `${describeWait(oldestOverdueSeconds)} Look whether a worker runs and reaches the database.`,
    since,
  };
}

function describeWait(seconds: number): string {
  if (seconds === 0) return "No order is overdue yet.";
  const minutes = Math.ceil(seconds / 60);
  return `The oldest overdue order has waited for ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
}

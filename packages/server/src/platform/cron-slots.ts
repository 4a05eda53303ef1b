import { CronExpressionParser } from "cron-parser";

// Missed slots are counted up to this number. A larger one would tell operators nothing more.
const MOST_COUNTED = 100;

/** Whether this is a cron expression by which the sweep can run. */
export function isCron(cron: string): boolean {
  try {
    CronExpressionParser.parse(cron, { tz: "UTC", currentDate: new Date(0) });
    return true;
  } catch {
    return false;
  }
}

/** The latest slot up to now. Times are epoch milliseconds. */
export function latestSlot(cron: string, now: number): number {
  return slotsBackFrom(cron, now).prev().getTime();
}

/** How many slots there were after `since` and up to `now`, counted up to 100. */
export function countSlots(cron: string, since: number, now: number): number {
  const slots = slotsBackFrom(cron, now);
  let count = 0;
  while (count < MOST_COUNTED && slots.prev().getTime() > since) count += 1;
  return count;
}

/** In UTC, as pg-boss reads the same expression. */
function slotsBackFrom(cron: string, now: number) {
  // A slot at exactly this moment has come.
  return CronExpressionParser.parse(cron, { tz: "UTC", currentDate: new Date(now + 1) });
}

// A schedule of minutes shows its pattern in a day and a half, one of days in five weeks, and one of years in 30 slots.
const MOST_COMING = 2_000;
const FEWEST_COMING = 30;
const COMING_MS = 35 * 24 * 60 * 60_000;

/** The slots after now, as many as show the pattern of the schedule. Times are epoch milliseconds. */
export function comingSlots(cron: string, now: number): number[] {
  const slots = CronExpressionParser.parse(cron, { tz: "UTC", currentDate: new Date(now) });
  const times: number[] = [];
  while (times.length < MOST_COMING) {
    const at = slots.next().getTime();
    if (at > now + COMING_MS && times.length >= FEWEST_COMING) break;
    times.push(at);
  }
  return times;
}

/** The first slot after now. Times are epoch milliseconds. */
export function nextSlot(cron: string, now: number): number {
  return CronExpressionParser.parse(cron, { tz: "UTC", currentDate: new Date(now) })
    .next()
    .getTime();
}

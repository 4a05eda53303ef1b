import { CronExpressionParser } from "cron-parser";

// Slots that were missed are counted to here: beyond, the number tells nobody anything more.
const MOST_COUNTED = 100;

/** Whether this names times at which the sweep can run. */
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
  // A slot at this very moment has come.
  return CronExpressionParser.parse(cron, { tz: "UTC", currentDate: new Date(now + 1) });
}

/** The first slot after now. Times are epoch milliseconds. */
export function nextSlot(cron: string, now: number): number {
  return CronExpressionParser.parse(cron, { tz: "UTC", currentDate: new Date(now) })
    .next()
    .getTime();
}

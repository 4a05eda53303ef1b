const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Within this of now a time has no distance worth a number; also hides small differences between clocks. */
const MOMENT_MS = 45_000;

/** How much of an instant is written. */
export type TimeLength = "full" | "short" | "day";

/**
 * An instant as the reader's calendar and clock say it, always with its zone; the short form leaves out the year,
 * and the day has no time either.
 * Without `timeZone` it is the zone of the machine that runs this, so a server must name one.
 */
export function exactTime(
  at: number,
  locale: string,
  timeZone: string | undefined,
  length: TimeLength = "full",
): string {
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    ...(length === "day" ? {} : { hour: "numeric", minute: "2-digit", timeZoneName: "short" }),
    ...(length === "full" ? { year: "numeric" } : {}),
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

/** The distance from `now` in the largest unit that is not zero, or `null` when it is only a moment. */
export function relativeTime(at: number, now: number, locale: string): string | null {
  const distance = at - now;
  const size = Math.abs(distance);
  if (size < MOMENT_MS) return null;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
  if (size < HOUR_MS - MOMENT_MS) return format.format(whole(distance / MINUTE_MS), "minute");
  if (size < DAY_MS) return format.format(whole(distance / HOUR_MS), "hour");
  return format.format(whole(distance / DAY_MS), "day");
}

/** The nearest whole number away from zero, so that 50 seconds read as a minute and never as none. */
function whole(value: number): number {
  return Math.sign(value) * Math.max(1, Math.round(Math.abs(value)));
}

import { Temporal } from "temporal-polyfill";

/** When no prompts are sent, in local time. If the end is not after the beginning, the hours go past midnight. */
export interface QuietHours {
  /** Minutes of the local day, 0 to 1439. */
  readonly fromMinute: number;
  /** The first minute that is not quiet any more. */
  readonly toMinute: number;
  /** IANA name; used for members without a known time zone. */
  readonly timeZone: string;
}

/** A span of time for which one answer holds, in epoch milliseconds. */
export interface QuietSpan {
  /** The first moment it holds for. */
  readonly from: number;
  /** The first moment after it. */
  readonly until: number;
  /** Whether it lies in the quiet hours. */
  readonly isQuiet: boolean;
}

/** One night's quiet hours in epoch milliseconds, the end exclusive. */
interface Window {
  readonly start: number;
  readonly end: number;
}

// The nights that begin yesterday, today and tomorrow: if a clock change skips midnight itself, tomorrow's
// quiet hours begin while the local date is still today.
const DAYS = [-1, 0, 1] as const;

/**
 * The span around `now` that is entirely quiet or entirely not quiet.
 *
 * If a clock change leaves a choice, the hours begin at the earlier moment and end at the later one. So they are
 * never shorter than the local time says, and on those two nights longer by up to the clock's jump.
 *
 * @throws RangeError if the time zone is unknown
 */
export function quietSpan(quietHours: QuietHours, timeZone: string, now: number): QuietSpan {
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const windows = DAYS.map((days) => windowOf(quietHours, timeZone, today.add({ days })));

  // If the gap between two nights is less than the clock's jump, their hours can overlap. Then they count as one.
  let quietUntil = now;
  for (const { start, end } of windows) {
    if (start <= quietUntil && end > quietUntil) quietUntil = end;
  }
  if (quietUntil > now) {
    const starts = windows.filter(({ end }) => end > now).map(({ start }) => start);
    return { from: Math.min(...starts), until: quietUntil, isQuiet: true };
  }
  const before = windows.filter(({ end }) => end <= now).map(({ end }) => end);
  const after = windows.filter(({ start }) => start > now).map(({ start }) => start);
  return { from: Math.max(...before), until: Math.min(...after), isQuiet: false };
}

/** How many minutes a time zone (IANA) is ahead of UTC at that moment (epoch milliseconds). */
export function offsetMinutes(timeZone: string, at: number): number {
  const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return there.offsetNanoseconds / (60_000 * 1e6);
}

/** The quiet hours that begin on a local date. */
function windowOf(
  { fromMinute, toMinute }: QuietHours,
  timeZone: string,
  date: Temporal.PlainDate,
): Window {
  const lastDate = toMinute > fromMinute ? date : date.add({ days: 1 });
  return {
    start: momentOf(date, fromMinute, timeZone, "earlier"),
    end: momentOf(lastDate, toMinute, timeZone, "later"),
  };
}

function momentOf(
  date: Temporal.PlainDate,
  minuteOfDay: number,
  timeZone: string,
  disambiguation: "earlier" | "later",
): number {
  const time = { hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 };
  return date.toPlainDateTime(time).toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds;
}

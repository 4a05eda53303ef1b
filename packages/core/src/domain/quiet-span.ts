import { Temporal } from "temporal-polyfill";

/** When nobody is written to, by the wall clock; past midnight where the end is not after the beginning. */
export interface QuietHours {
  /** Wall-clock minutes of the day, 0..1439. */
  readonly fromMinute: number;
  /** The first minute that is not quiet any more. */
  readonly toMinute: number;
  /** IANA; for members whose own zone isn't known. */
  readonly timeZone: string;
}

/** A stretch of time through which one answer holds, in epoch milliseconds. */
export interface QuietSpan {
  /** The first moment it holds for. */
  readonly from: number;
  /** The first moment after it. */
  readonly until: number;
  /** Whether nobody is written to in it. */
  readonly isQuiet: boolean;
}

/** One night's quiet hours in epoch milliseconds, the end exclusive. */
interface Window {
  readonly start: number;
  readonly end: number;
}

// The night that began yesterday, today's, and tomorrow's: where midnight itself is skipped, tomorrow's
// quiet hours begin while the wall clock still says today.
const DAYS = [-1, 0, 1] as const;

/**
 * The stretch around `now` in which it is quiet throughout, or not quiet throughout.
 *
 * Where a clock change leaves a choice, the hours begin at the earlier moment and end at the later one: they are
 * never shorter than the wall clock says, and up to the clock's jump longer on those two nights.
 *
 * @throws RangeError when nobody knows the time zone
 */
export function quietSpan(quietHours: QuietHours, timeZone: string, now: number): QuietSpan {
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const windows = DAYS.map((days) => windowOf(quietHours, timeZone, today.add({ days })));

  // Hours that leave less than the clock's jump between them can run into each other: then they count as one.
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

/** The quiet hours that begin on a date of the wall clock. */
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

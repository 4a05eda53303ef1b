import { exactTime, relativeTime, type TimeLength } from "./time.ts";

/** How times are shown: the browser's time (`null` before there is one), language, zone, and words for "now". */
export type Clock = {
  readonly now: number | null;
  readonly locale: string;
  readonly timeZone: string | undefined;
  readonly justNow: string;
  readonly soon: string;
};

/** A time as the reader's calendar and clock say it; in UTC before the browser has taken over. */
export function exactMoment(
  at: string,
  { now, locale, timeZone }: Clock,
  length: TimeLength = "short",
): string {
  return exactTime(Date.parse(at), locale, timeZone ?? (now === null ? "UTC" : undefined), length);
}

/**
 * A time as a distance from now, with the exact one on hover and for screen readers. Before the browser has
 * taken over it is the exact one, in UTC when no zone is named, since a server does not know the reader's.
 */
export function Moment(props: {
  readonly at: string | number;
  readonly clock: Clock;
  readonly isAhead?: boolean;
  readonly isShort?: boolean;
}) {
  const { at, clock, isAhead = false, isShort = false } = props;
  const { now, locale, timeZone } = clock;
  const instant = new Date(at);
  const dateTime = instant.toISOString();
  if (now === null) {
    return (
      // Two versions of the same calendar data may differ by a space or a comma.
      <time dateTime={dateTime} suppressHydrationWarning>
        {exactTime(instant.getTime(), locale, timeZone ?? "UTC", isShort ? "short" : "full")}
      </time>
    );
  }
  const exact = exactTime(instant.getTime(), locale, timeZone);
  // What lies on the wrong side of now does so by a difference of clocks, or because it is due.
  const isPlausible = instant.getTime() > now === isAhead;
  const distance = isPlausible ? relativeTime(instant.getTime(), now, locale) : null;
  return (
    <time dateTime={dateTime} title={exact} suppressHydrationWarning>
      {distance ?? (isAhead ? clock.soon : clock.justNow)}
      <span className="ft-banner-hidden"> ({exact})</span>
    </time>
  );
}

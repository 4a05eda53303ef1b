import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const Now = createContext(Date.now());
const TICK_MS = 15_000;

/** Lets all times on the page grow older together. */
export function Clock({ children }: { readonly children: ReactNode }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <Now value={now}>{children}</Now>;
}

/** The moment that the page shows (epoch milliseconds). */
export function useNow(): number {
  return useContext(Now);
}

// Made when it is first needed: the first of a page takes longer than to draw the page.
let exact: Intl.DateTimeFormat | undefined;
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** Day and time, in the reader's own zone. */
export function exactTime(time: string): string {
  exact ??= new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  return exact.format(new Date(time));
}

/** The day, short. */
export function shortDay(time: string): string {
  return new Date(time).toLocaleDateString(undefined, { day: "numeric", month: "short" });
}

/** The time of day in this zone; the reader's own where it is not known. */
export function clockTime(time: string, timeZone: string | null): string {
  try {
    return new Intl.DateTimeFormat(undefined, {
      ...CLOCK,
      ...(timeZone !== null && { timeZone }),
    }).format(new Date(time));
  } catch {
    return new Intl.DateTimeFormat(undefined, CLOCK).format(new Date(time));
  }
}

const UNITS = [
  { ms: 24 * 60 * 60_000, short: "d", long: "day" },
  { ms: 60 * 60_000, short: "h", long: "hour" },
  { ms: 60_000, short: "min", long: "minute" },
] as const;

/** A stretch of time as tables have it: `3 d 4 h`, `12 min`. */
export function shortDuration(ms: number): string {
  const at = UNITS.findIndex((unit) => ms >= unit.ms);
  const unit = UNITS[at];
  if (unit === undefined) return ms < 1_000 ? "0 s" : `${Math.floor(ms / 1_000)} s`;
  const next = UNITS[at + 1];
  const whole = Math.floor(ms / unit.ms);
  const rest = next === undefined ? 0 : Math.floor((ms % unit.ms) / next.ms);
  return `${whole} ${unit.short}${next && rest > 0 && whole < 10 ? ` ${rest} ${next.short}` : ""}`;
}

/** How long ago, or how long until; the exact time on hover and for screen readers. */
export function Ago({ at, isBare = false }: { readonly at: string; readonly isBare?: boolean }) {
  const now = useNow();
  const difference = now - Date.parse(at);
  const length = shortDuration(Math.abs(difference));
  const text = isBare ? length : difference >= 0 ? `${length} ago` : `in ${length}`;
  return (
    <time dateTime={at} title={exactTime(at)}>
      {text}
      <span className="sr-only">, {exactTime(at)}</span>
    </time>
  );
}

/** The exact time; how long ago on hover. */
export function Exact({ at }: { readonly at: string }) {
  const difference = useNow() - Date.parse(at);
  const length = shortDuration(Math.abs(difference));
  return (
    <time dateTime={at} title={difference >= 0 ? `${length} ago` : `in ${length}`}>
      {exactTime(at)}
    </time>
  );
}

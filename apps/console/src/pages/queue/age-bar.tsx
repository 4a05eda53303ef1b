import { Ago, useNow } from "../../parts/time.tsx";

const HOUR = 60 * 60_000;
/** From where on the bar begins, and where it is full: an hour to two weeks, each step as long as ten times. */
const SHORTEST = HOUR / 4;
const LONGEST = 14 * 24 * HOUR;

/** How long it waits, as a length too: what waits longest is seen before it is read. */
export function AgeBar({ since }: { readonly since: string }) {
  const age = Math.max(0, useNow() - Date.parse(since));
  const share = Math.log(Math.max(age, SHORTEST) / SHORTEST) / Math.log(LONGEST / SHORTEST);
  return (
    <span className="inline-grid min-w-16 gap-0.5">
      <Ago at={since} isBare />
      <span className="block h-[3px] overflow-hidden rounded-full bg-divider" aria-hidden="true">
        <span
          className={`block h-full rounded-full ${age > 3 * 24 * HOUR ? "bg-failed" : age > 24 * HOUR ? "bg-waiting" : "bg-quiet"}`}
          style={{ width: `${Math.min(1, Math.max(0.04, share)) * 100}%` }}
        />
      </span>
    </span>
  );
}

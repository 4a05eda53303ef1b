import { Ago, useNow } from "../../parts/time.tsx";

const HOUR = 60 * 60_000;
/** The ages at which the bar is shortest and full; the scale is logarithmic. */
const SHORTEST = HOUR / 4;
const LONGEST = 14 * 24 * HOUR;

/** How long the order has waited, as text and as a bar: the longest waits are seen before they are read. */
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

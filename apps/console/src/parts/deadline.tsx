import { Ago, useNow } from "./time.tsx";

const DAY = 24 * 60 * 60_000;

/** Until when somebody must act: how long that is, and the exact time on hover. */
export function Deadline({ at }: { readonly at: string }) {
  const left = Date.parse(at) - useNow();
  return (
    <span
      className={`text-12 whitespace-nowrap ${left < 0 ? "text-failed" : left < DAY ? "text-waiting" : "text-quiet"}`}
    >
      due <Ago at={at} />
    </span>
  );
}

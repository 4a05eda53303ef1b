import type { SweepSummary } from "@followthrough/core/contract";
import type { InvariantReport } from "../../engine/check-invariants.ts";
import type { Deviation } from "../../engine/verify-timelines.ts";

/** Prints what a sweep did. */
export function printSweep(summary: SweepSummary, asJson: boolean): void {
  if (asJson) {
    printJson(summary);
    return;
  }
  const { runId, processed, prompted, deferred, suppressed, escalations, failed } = summary;
  print(`Sweep ${runId}`);
  print(
    `processed ${processed} · prompted ${prompted} · deferred ${deferred} · suppressed ${suppressed} · ` +
      `escalations ${escalations} · failed ${failed}`,
  );
}

/** Prints each promise with the number of rows that break it. */
export function printInvariants(reports: readonly InvariantReport[], asJson: boolean): void {
  if (asJson) {
    printJson(reports);
    return;
  }
  for (const { name, promise, count, examples } of reports) {
    print(`${count === 0 ? "ok    " : "BROKEN"} ${String(count).padStart(6)}  ${name}  ${promise}`);
    if (count > 0) print(`               such as ${examples.join(", ")}`);
  }
}

/** Prints the timelines that do not lead to their stored state. */
export function printDeviations(
  {
    verified,
    deviations,
  }: { readonly verified: number; readonly deviations: readonly Deviation[] },
  asJson: boolean,
): void {
  if (asJson) {
    printJson({ verified, deviations });
    return;
  }
  for (const { orderId, detail } of deviations) print(`BROKEN ${orderId}: ${detail}`);
  print(`${verified} timelines replayed, ${deviations.length} deviate`);
}

function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

import type { Verdict } from "./verdict.ts";

/** Several stages' figures as one. */
export function sumVerdicts(verdicts: readonly Verdict[]): Verdict {
  const sum = (figure: (verdict: Verdict) => number) =>
    verdicts.reduce((total, verdict) => total + figure(verdict), 0);
  return {
    prompts: sum(({ prompts }) => prompts),
    sent: sum(({ sent }) => sent),
    unknown: sum(({ unknown }) => unknown),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    restarts: sum(({ restarts }) => restarts),
    broken: verdicts.flatMap(({ broken }) => broken),
  };
}

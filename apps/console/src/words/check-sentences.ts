import type { EntryCheck, TimelineEntry } from "@followthrough/core/contract";
import { OPERATOR_WORDS } from "@followthrough/core/words";
import { lookUp } from "./look-up.ts";

/** What is said of identity checks and fraud reviews. */
export const CHECK_WORDS = OPERATOR_WORDS.checks;

/** The reason of a check in words, or the provider's code if it has none here. */
export function checkReason(code: string): string {
  return lookUp(CHECK_WORDS.reasons, code) ?? code;
}

/** The state of a check in words. A check that waits for the shopper after an attempt has failed. */
export function checkState({ state, reason }: Pick<EntryCheck, "state" | "reason">): string {
  return state === "requires_input" && reason !== null ? "Failed" : CHECK_WORDS.states[state];
}

/** What an entry reports of checks, in a sentence; `null` if it reports none. */
export function checksSentence({ checks }: Pick<TimelineEntry, "checks">): string | null {
  if (checks.length === 0) return null;
  return checks
    .map(({ kind, ...check }) => {
      const { reason } = check;
      // Of a person whose data was erased it is empty.
      const why = reason === null || reason === "" ? "" : ` (${checkReason(reason)})`;
      return `${CHECK_WORDS.kinds[kind]}: ${checkState(check).toLowerCase()}${why}`;
    })
    .join("; ");
}

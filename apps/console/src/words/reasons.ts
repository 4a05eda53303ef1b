import { OPERATOR_WORDS, type ReasonWords } from "@followthrough/core/words";
import { lookUp } from "./look-up.ts";

/** Why an order needs an operator: a label, and what to do. */
export const REASONS = OPERATOR_WORDS.reasons;

/** The words for an escalation's reason as a payload or a figure names it; `undefined` for one that is not known here. */
export function reasonWords(name: string | null): ReasonWords | undefined {
  return lookUp(REASONS, name);
}

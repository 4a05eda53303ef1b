import { STAGES, type Stage, type WaitingOn } from "@followthrough/core/domain";
import { OPERATOR_WORDS } from "@followthrough/core/words";

/** A stage's name. */
export const STAGE_NAMES = OPERATOR_WORDS.stages;

/** What can be said of a stage or an order, in a word. */
export const STATUS_WORDS = OPERATOR_WORDS.statuses;

/** Who must act next. */
export const WAITING_WORDS = OPERATOR_WORDS.waitingOn;

/** Who must act next, in a word; nobody when the order is closed. */
export function waitingWord(waitingOn: WaitingOn | null): string {
  return WAITING_WORDS[waitingOn ?? "nobody"];
}

/** The stages in their order, with their names. */
export const STAGE_CHOICES: readonly { readonly value: Stage; readonly label: string }[] =
  STAGES.map((value) => ({ value, label: STAGE_NAMES[value] }));

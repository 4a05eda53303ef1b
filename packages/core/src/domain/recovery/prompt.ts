/** The delivery state of a prompt. */
export const PROMPT_STATES = [
  "pending",
  "sending",
  "retry",
  "sent",
  "unknown",
  "dead",
  "cancelled",
  "suppressed",
] as const;

/** A prompt that is still to be sent and that no worker has leased. */
export const WAITING_PROMPT_STATES = ["pending", "retry"] as const satisfies readonly PromptState[];

/** The delivery state of a prompt. */
export type PromptState = (typeof PROMPT_STATES)[number];

/** Where a prompt stands between its decision and its end. */
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

/** Where a prompt stands between its decision and its end. */
export type PromptState = (typeof PROMPT_STATES)[number];

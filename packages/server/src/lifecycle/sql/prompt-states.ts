import { WAITING_PROMPT_STATES } from "@followthrough/core/domain";

/** A condition on a prompt's state: no worker has it, and it is still to be sent. Matches the outbox's index. */
export const AWAITS_SENDING = `in (${WAITING_PROMPT_STATES.map((state) => `'${state}'`).join(", ")})`;

/** A condition on a prompt's state: it did not go out, and it never will unless an operator sends it again. */
export const NEVER_WENT_OUT = "in ('dead', 'cancelled', 'suppressed')";

/** The `runId` of a decision that an operator asked for, in place of a sweep's. */
export const PROMPT_NOW_RUN = "prompt_now";

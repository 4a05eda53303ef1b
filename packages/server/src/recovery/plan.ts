import type { RecoveryDecision } from "@followthrough/core/domain";
import type { Claimed } from "./sql/claim-overdue.ts";
import type { RecipientInputs } from "./sql/recipient-inputs.ts";

/** A claimed order with its decision. */
export interface Plan {
  readonly order: Claimed;
  readonly recovery: RecipientInputs;
  readonly decision: RecoveryDecision;
  /** The keys of the recipient of a prompt, the mailbox first. */
  readonly keys: readonly string[];
}

/** The key of the mailbox that a prompt goes to. */
export function mailboxOf({ keys: [mailbox] }: Plan): string {
  if (mailbox === undefined) throw new Error("A prompt has a recipient");
  return mailbox;
}

/** Why a mailbox gets no more mail, the strongest first. */
export const SUPPRESSIONS = ["complained", "unsubscribed", "bounced"] as const;

/**
 * Why a mailbox gets no more mail: its owner reported a mail as spam, its owner unsubscribed, or mail to it bounced.
 * Only the second can be taken back by its owner.
 */
export type Suppression = (typeof SUPPRESSIONS)[number];

/** Why a shopper with a mail address gets no prompt. */
export type SuppressionReason =
  | "test_order"
  | "opted_out"
  | "unsubscribed"
  | "address_bounced"
  | "complained"
  | "hold_out";

/** What a decision says about each suppression. */
export const REASON_OF_SUPPRESSION = {
  complained: "complained",
  unsubscribed: "unsubscribed",
  bounced: "address_bounced",
} as const satisfies Record<Suppression, SuppressionReason>;

/** Whether the owner of the mailbox chose it, so that it holds for the owner's other addresses, too. */
export function isOwnersChoice(suppression: Suppression): boolean {
  return suppression !== "bounced";
}

/** These without repetitions, the strongest first. */
export function bySuppressionStrength(suppressions: readonly Suppression[]): Suppression[] {
  return SUPPRESSIONS.filter((each) => suppressions.includes(each));
}

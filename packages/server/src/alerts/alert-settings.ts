/** Where to send alerts, and how often. Each channel is optional. */
export interface AlertSettings {
  readonly emails: readonly string[];
  readonly webhook: { readonly url: string; readonly secret: string } | undefined;
  /** Escalations are sent in a digest, and the next one follows after this time at the earliest. */
  readonly digestEveryMs: number;
  /** How long an escalation stays open without an assignee before it is sent again; `null` for never. */
  readonly remindAfterMs: number | null;
}

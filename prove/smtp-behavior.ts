/** The moments of a session at which the sink can go wrong. `body` is after the first of its bytes. */
export type SmtpStage = "greeting" | "ehlo" | "mail" | "rcpt" | "data" | "body" | "end";

/** What it does there. */
type SmtpFault =
  /** A whole line, such as `451 4.7.1 Come back later`; 421 also hangs up. */
  | { readonly reply: string }
  /** Says nothing more on this connection. */
  | "hang"
  /** Breaks the connection. */
  | "reset"
  /** At `end` only: takes the message, journals it, and never answers. */
  | "swallow"
  /** Answers after a while. */
  | { readonly delayMs: number };

/** How the sink treats one recipient, or, up to `mail`, a session. */
export interface SmtpBehavior {
  readonly at: SmtpStage;
  readonly fault: SmtpFault;
  /** How often; forever when absent. 1 at `rcpt` with a 451 is a greylist. */
  readonly times?: number;
}

/** How each recipient and each session is treated. */
export interface SmtpBehaviors {
  /**
   * Sets how mail to a whole address or to a domain is treated; `""` is for sessions, at the stages at
   * which no recipient is known.
   */
  set(addressOrDomain: string, behavior: SmtpBehavior): void;
  clear(): void;
  /** The fault that is due now, counted as used. */
  take(stage: SmtpStage, recipient: string): SmtpFault | null;
}

/** Behaviors without any fault yet. */
export function createBehaviors(): SmtpBehaviors {
  const kept = new Map<string, { readonly behavior: SmtpBehavior; used: Map<string, number> }[]>();
  return {
    set(key, behavior) {
      kept.set(key, [...(kept.get(key) ?? []), { behavior, used: new Map() }]);
    },
    clear: () => kept.clear(),
    take(stage, recipient) {
      const domain = recipient.slice(recipient.indexOf("@") + 1);
      const mine = [...(kept.get(recipient) ?? []), ...(kept.get(domain) ?? [])];
      for (const { behavior, used } of mine) {
        const before = used.get(recipient) ?? 0;
        if (behavior.at !== stage || before >= (behavior.times ?? Number.POSITIVE_INFINITY))
          continue;
        used.set(recipient, before + 1);
        return behavior.fault;
      }
      return null;
    },
  };
}

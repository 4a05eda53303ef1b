import type { MailTransport, OutgoingMail } from "../../src/email/transport.ts";

/** A mail server that stops at one moment of each mail until it is let go on. */
interface HeldServer {
  readonly transport: MailTransport;
  /** What it has taken, in order. */
  readonly taken: OutgoingMail[];
  /** Settles when a mail has come to that moment. */
  readonly reached: Promise<void>;
  goOn(): void;
}

/**
 * Starts one that is held between the word to let a message's end go and the end itself, where nobody may stop
 * the message any more, or at the look itself.
 */
export function holdServer(moment: "before the look" | "before the end"): HeldServer {
  const reached = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const taken: OutgoingMail[] = [];
  const hold = () => {
    reached.resolve();
    return release.promise;
  };
  const transport: MailTransport = {
    kind: "smtp",
    isIdempotent: false,
    async send(mail) {
      try {
        if (moment === "before the look") await hold();
        if ((await mail.beforeEnd?.()) === "stop") return { kind: "stopped" };
      } catch (cause) {
        const error = new Error("The look failed", { cause });
        return { kind: "failed_before_end", isConnectionFault: false, error };
      }
      if (moment === "before the end") await hold();
      taken.push(mail);
      mail.afterEnd?.();
      return { kind: "accepted", response: "250 Kept" };
    },
    async close() {},
  };
  return { transport, taken, reached: reached.promise, goOn: release.resolve };
}

import type { MailTransport, OutgoingMail } from "../../src/mail/transport.ts";

/** A mail server that stops at one point of each mail until it is released. */
interface HeldServer {
  readonly transport: MailTransport;
  /** The mails that it has accepted, in order. */
  readonly taken: OutgoingMail[];
  /** Resolves when a mail has reached that point. */
  readonly reached: Promise<void>;
  goOn(): void;
}

/**
 * Starts a server that stops at the last look, or between the permission to write a message's end marker and the
 * marker itself, when nothing may stop the message any more.
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
        return { kind: "failed_before_end", isConnectionError: false, error };
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

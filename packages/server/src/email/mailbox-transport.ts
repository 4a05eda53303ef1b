import type { MailTransport, OutgoingMail } from "./transport.ts";

/**
 * For development: hands each mail to `store` instead of to a mail server.
 *
 * `store` should keep one mail per `messageId`. It is taken to have kept nothing when it rejects, so the
 * attempt counts as one that is safe to retry.
 */
export function createMailboxTransport(
  store: (message: OutgoingMail) => Promise<void>,
): MailTransport {
  return {
    kind: "mailbox",
    async send(message) {
      try {
        if ((await message.beforeEnd?.()) === "stop") return { kind: "stopped" };
        await store(message);
        return { kind: "accepted", response: "250 Kept in the mailbox" };
      } catch (cause) {
        const error = cause instanceof Error ? cause : new Error(String(cause));
        return { kind: "failed_before_end", error };
      }
    },
    async close() {},
  };
}

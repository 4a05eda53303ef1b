import { failedBeforeEnd } from "./failed-before-end.ts";
import type { MailTransport, OutgoingMail } from "./transport.ts";

/**
 * For development: passes each mail to `store` instead of a mail server.
 *
 * `store` should keep one mail per `messageId` and limit its own time. If it rejects, it is assumed to have stored
 * nothing, so the attempt is safe to retry.
 */
export function createMailboxTransport(
  store: (message: OutgoingMail) => Promise<void>,
): MailTransport {
  return {
    kind: "mailbox",
    isIdempotent: false,
    async send(message) {
      try {
        if ((await message.beforeEnd?.()) === "stop") return { kind: "stopped" };
      } catch (cause) {
        return failedBeforeEnd(cause, false);
      }
      try {
        await store(message);
        message.afterEnd?.();
        return { kind: "accepted", response: "250 Kept in the mailbox" };
      } catch (cause) {
        return failedBeforeEnd(cause, true);
      }
    },
    async close() {},
  };
}

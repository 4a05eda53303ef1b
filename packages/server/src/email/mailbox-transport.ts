import { failedBeforeEnd } from "./failed-before-end.ts";
import type { MailTransport, OutgoingMail } from "./transport.ts";

/**
 * For development: hands each mail to `store` instead of to a mail server.
 *
 * `store` should keep one mail per `messageId`, and bound its own time. It is taken to have kept nothing
 * when it rejects, so the attempt counts as one that is safe to retry.
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

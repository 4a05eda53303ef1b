import type { Context } from "../platform/context.ts";
import { listMail, type MailboxMessage, type MailParts, readMail } from "./sql/mailbox.ts";

/** The latest messages of the development mailbox, newest first. */
export function readMailbox({ pool }: Pick<Context, "pool">): Promise<MailboxMessage[]> {
  return listMail(pool);
}

/** The HTML and the plain text of one message; `null` when there is none with this number. */
export function readMailboxMessage(
  { pool }: Pick<Context, "pool">,
  mailId: number,
): Promise<MailParts | null> {
  return readMail(pool, mailId);
}

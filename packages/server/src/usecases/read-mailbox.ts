import { listMail, type MailboxMessage, type MailParts, readMail } from "../db/mailbox.ts";
import type { Context } from "./context.ts";

/** The latest messages of the development mailbox, newest first. */
export function readMailbox({ pool }: Pick<Context, "pool">): Promise<MailboxMessage[]> {
  return listMail(pool);
}

/** Both forms of one message; `null` when there is none with this number. */
export function readMailboxMessage(
  { pool }: Pick<Context, "pool">,
  mailId: number,
): Promise<MailParts | null> {
  return readMail(pool, mailId);
}

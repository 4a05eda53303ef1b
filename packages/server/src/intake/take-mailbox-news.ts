import type { MailboxNews, MailboxReport, Note } from "@followthrough/core/domain";
import { reconsiderOrders } from "../lifecycle/reconsider-orders.ts";
import type { Context } from "../platform/context.ts";
import { transaction } from "../platform/postgres/database.ts";
import { findWrittenMail } from "./sql/written-mail.ts";
import { stopMailbox } from "./stop-mailbox.ts";

const NOTES = {
  bounced: { code: "mail_bounced" },
  complained: { code: "mail_complained" },
  unsubscribed: { code: "mail_unsubscribed" },
} as const satisfies Record<MailboxNews, Note>;

/**
 * Stops all mail to these addresses, and makes the orders due whose prompts went there or, after a choice of the owner,
 * to another address of a member, so that the next sweep decides what happens instead. It is safe to run twice.
 *
 * @param actor who brings the news, for the timelines of those orders
 * @returns the order that the mail was about; `null` if it is not known
 */
export async function takeMailboxNews(
  context: Context,
  { news, addresses, messageId }: Omit<MailboxReport, "kind" | "type">,
  actor: string,
): Promise<string | null> {
  for (const address of addresses) {
    const stopped = await transaction(context.pool, (tx) => stopMailbox(tx, address, news, actor));
    for (const whose of stopped) {
      await reconsiderOrders(context, whose, { note: NOTES[news], actor });
    }
  }
  const mail = messageId === null ? null : await findWrittenMail(context.pool, messageId);
  context.log.info({ news, orderId: mail?.orderId ?? null }, "mail to an address is stopped");
  return mail?.orderId ?? null;
}

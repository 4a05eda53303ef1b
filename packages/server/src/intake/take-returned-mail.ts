import type { Context } from "../platform/context.ts";
import { readReturnedMail } from "./read-returned-mail.ts";
import { findWrittenMail, wasWrittenTo } from "./sql/written-mail.ts";
import { takeMailboxNews } from "./take-mailbox-news.ts";

/** The actor of entries that come from a mail to the return mailbox. */
const MAIL_ACTOR = "mail";

// Mail servers give up after five days at most; complaints take a few days as well.
const RECENT_MS = 14 * 24 * 60 * 60_000;

/**
 * Stops mail to an address whose mail came back, or whose owner complains. Anybody can write to the return mailbox, so
 * it is believed only about a mail that it names by its Message-ID, or about an address that was written to lately.
 *
 * @param raw one message as RFC 5322 defines it
 * @returns what was done, in a sentence
 */
export async function takeReturnedMail(context: Context, raw: Uint8Array): Promise<string> {
  const read = await readReturnedMail(raw);
  if (read.kind === "other") return `Nothing to do. ${read.reason}.`;
  const { news, messageIds } = read;
  for (const messageId of messageIds) {
    const mail = await findWrittenMail(context.pool, messageId);
    if (mail === null) continue;
    // A mail has one recipient. The address that bounced may be one that it was forwarded to.
    await takeMailboxNews(context, { news, addresses: [mail.recipient], messageId }, MAIL_ACTOR);
    return `Mail to the recipient of ${messageId}, about order ${mail.orderId}, stops: ${news}.`;
  }
  const known: string[] = [];
  for (const address of read.addresses) {
    if (await wasWrittenTo(context.pool, address, RECENT_MS)) known.push(address);
  }
  const [first, ...others] = known;
  if (first === undefined) return "Nothing to do. It names no mail that was sent from here.";
  await takeMailboxNews(
    context,
    { news, addresses: [first, ...others], messageId: null },
    MAIL_ACTOR,
  );
  return `Mail to ${known.join(", ")} stops: ${news}.`;
}

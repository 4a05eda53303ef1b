import { mailboxKey } from "@followthrough/core/domain";
import { mailboxOf } from "../../lifecycle/sql/recipient-join.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";

/** One of our mails. If it was about several orders, `orderId` is the one that it began with. */
export interface WrittenMail {
  readonly orderId: string;
  readonly recipient: string;
}

/** The mail with this Message-ID that went out, or may have. @returns `null` if it is not one of ours */
export async function findWrittenMail(db: Db, messageId: string): Promise<WrittenMail | null> {
  const [row] = await find(db, [messageId]);
  return row === undefined ? null : { orderId: row.order_id, recipient: row.recipient };
}

/** Whether a mail to this address went out, or may have, within this time. */
export async function wasWrittenTo(db: Db, address: string, withinMs: number): Promise<boolean> {
  return (await written(db, [address, withinMs, mailboxKey(address)])).length > 0;
}

const WENT_OUT = "(p.state in ('sent', 'unknown') or p.ending_at is not null)";

// An erased recipient has no address any more.
const find = prepared<{ order_id: string; recipient: string }>(
  "find_written_mail",
  `select p.order_id, p.recipient from prompts p where p.message_id = $1 and ${WENT_OUT}
    and p.recipient like '%@%'
  order by p.step desc, p.order_id limit 1`,
);

// Prompts have no index by recipient. The indexes by address find the few orders that it can be about.
const written = prepared(
  "was_written_to",
  `select from prompts p
  where p.order_id in (
      select order_id from orders a where ${mailboxOf("a")} = $3
      union select b.order_id from members a join orders b using (member_id) where ${mailboxOf("a")} = $3)
    and lower(p.recipient) = lower($1) and ${WENT_OUT}
    and coalesce(p.sent_at, p.ending_at) > now() - $2 * interval '1 ms'
  limit 1`,
);

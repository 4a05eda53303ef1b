import { type Db, prepared } from "../../platform/postgres/database.ts";

/** An order that a mail was about. */
export interface MailedOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  /** The member whom the mail was for. */
  readonly memberId: string | null;
  /** Whether the mailbox wants no more mail about it. */
  readonly isStopped: boolean;
}

/** The orders of the mail that began with this prompt and went to this mailbox. */
export async function listMailedOrders(
  db: Db,
  promptId: string,
  mailbox: string,
): Promise<MailedOrder[]> {
  const rows = await list(db, [promptId, mailbox]);
  return rows.map((row) => ({
    orderId: row.order_id,
    orderNumber: row.order_number,
    memberId: row.member_id,
    isStopped: row.is_stopped,
  }));
}

interface Row {
  order_id: string;
  order_number: string;
  member_id: string | null;
  is_stopped: boolean;
}

// A prompt that has gone to somebody else since is not of this mailbox any more. A page with more orders helps nobody.
const list = prepared<Row>(
  "list_mailed_orders",
  `select r.order_id, r.order_number, p.member_id, u.order_id is not null as is_stopped
  from prompts f join prompts p on p.message_id = f.message_id
  join orders r on r.order_id = p.order_id
  left join order_unsubscriptions u on u.order_id = p.order_id and u.mailbox = $2
  where f.prompt_id = $1 and coalesce(p.mailbox, lower(p.recipient)) = $2
  order by r.placed_at, r.order_id limit 20`,
);

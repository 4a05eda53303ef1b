import { type Db, prepared } from "./database.ts";

/** A member's open orders that a sweep has decided not to mail, or to give to an operator, for this reason. */
export async function listOrdersDecidedFor(
  db: Db,
  memberId: string,
  reasons: readonly string[],
): Promise<string[]> {
  return (await list(db, [memberId, reasons])).map((row) => row.order_id);
}

// The latest sweep entry says what was decided last; a member has few open orders.
const list = prepared<{ order_id: string }>(
  "list_orders_decided_for",
  `select r.order_id from orders r
  join orchestrations o on o.order_id = r.order_id and o.next_action_at is not null
  join lateral (
    select e.payload ->> 'reason' as reason from orchestration_events e
    where e.order_id = r.order_id and e.kind = 'sweep' order by e.version desc limit 1
  ) decided on decided.reason = any ($2)
  where r.member_id = $1 order by r.order_id limit 1000`,
);

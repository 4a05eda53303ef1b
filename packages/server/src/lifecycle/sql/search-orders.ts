import type { SearchHit } from "@followthrough/core/contract";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { escapeLike } from "../../platform/postgres/text-patterns.ts";
import { recipientAddress } from "./recipient-join.ts";

interface HitRow {
  order_id: string;
  order_number: string;
  member_id: string | null;
  member_name: string | null;
  email: string | null;
  total_amount: number;
  currency: string;
  current_stage: SearchHit["stage"];
  status: SearchHit["status"];
}

/** Orders whose id, number or mail address begins with this text. */
export async function searchOrders(db: Db, text: string, limit: number): Promise<SearchHit[]> {
  return (await search(db, [text, `${escapeLike(text.toLowerCase())}%`, limit])).map(toHit);
}

/** A member's orders, the latest placed first. */
export async function listMembersOrders(
  db: Db,
  memberId: string,
  limit: number,
): Promise<SearchHit[]> {
  return (await ofMember(db, [memberId, limit])).map(toHit);
}

/** The order in a row. */
export function toHit(row: HitRow): SearchHit {
  return {
    orderId: row.order_id,
    orderNumber: row.order_number,
    memberId: row.member_id,
    memberName: row.member_name,
    email: row.email,
    total: { amount: row.total_amount, currency: row.currency },
    stage: row.current_stage,
    status: row.status,
  };
}

/** The columns that a hit needs, from `orders r`, `orchestrations o` and `members m`. */
export const HIT_COLUMNS = `r.order_id, r.order_number, r.member_id, m.name as member_name,
  ${recipientAddress("r")} as email, r.total_amount, r.currency, o.current_stage, o.status`;

// Four look-ups, each along an index and limited before they are combined. Ids are case-sensitive;
// numbers and addresses are not.
const search = prepared<HitRow>(
  "search_orders",
  `with found as (
    (select order_id, 1 as rank from orders where order_id = $1)
    union all (select order_id, 2 from orders where lower(order_number) like $2
      order by lower(order_number) using ~<~, order_id limit $3)
    union all (select order_id, 3 from orders where lower(email) like $2 and email is not null
      order by lower(email) using ~<~, order_id limit $3)
    union all (select r.order_id, 4 from (select member_id from members where lower(email) like $2
      order by lower(email) using ~<~, member_id limit $3) m join orders r on r.member_id = m.member_id
      limit $3)
    union all (select order_id, 5 from orders where order_id >= $1 and order_id < $1 || chr(1114111)
      order by order_id limit $3)
  )
  select ${HIT_COLUMNS}
  from (select order_id, min(rank) as rank from found group by order_id) f
  join orders r on r.order_id = f.order_id
  join orchestrations o on o.order_id = f.order_id
  left join members m on m.member_id = r.member_id
  order by f.rank, r.placed_at desc, r.order_id limit $3`,
);

const ofMember = prepared<HitRow>(
  "list_members_orders",
  `select ${HIT_COLUMNS}
  from orders r
  join orchestrations o on o.order_id = r.order_id
  left join members m on m.member_id = r.member_id
  where r.member_id = $1 order by r.placed_at desc, r.order_id limit $2`,
);

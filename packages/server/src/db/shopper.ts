import type { Shopper } from "@followthrough/core/contract";
import { type Db, prepared } from "./database.ts";
import { isoOrNull } from "./orchestration-row.ts";

interface Row {
  member_id: string | null;
  is_known: boolean;
  is_erased: boolean;
  member_email: string | null;
  name: string | null;
  locale: string | null;
  time_zone: string | null;
  email: string | null;
  order_updates: boolean;
  suppression: Shopper["suppression"];
  prompted_at: number | null;
}

/** What is known of whoever an order, or a member's id, belongs to. */
export async function readShopper(
  db: Db,
  memberId: string | null,
  email: string | null,
): Promise<Shopper> {
  const [row] = await read(db, [memberId, email]);
  if (row === undefined) throw new Error("A shopper always gives a row");
  const { member_email, name } = row;
  return {
    state: stateOf(row),
    member:
      memberId === null || member_email === null || name === null
        ? null
        : { memberId, email: member_email, name, locale: row.locale, timeZone: row.time_zone },
    email: row.email,
    orderUpdates: row.order_updates,
    suppression: row.suppression,
    lastPromptedAt: isoOrNull(row.prompted_at),
  };
}

function stateOf({ member_id, is_known, is_erased }: Row): Shopper["state"] {
  if (member_id === null) return is_erased ? "erased" : "guest";
  if (is_known) return "known";
  return is_erased ? "erased" : "missing";
}

// One row, each part by its key.
const read = prepared<Row>(
  "read_shopper",
  `select c.member_id, m.member_id is not null as is_known, x.member_id is not null as is_erased,
    m.email as member_email, m.name, m.locale, m.time_zone, coalesce(m.email, c.email) as email,
    coalesce(n.order_updates, true) as order_updates, s.reason as suppression, p.prompted_at
  from (select $1::text as member_id, $2::text as email) c
  left join members m on m.member_id = c.member_id
  left join erased_members x on x.member_id = c.member_id
  left join notification_preferences n on n.member_id = c.member_id
  left join address_suppressions s on s.address = lower(coalesce(m.email, c.email))
  left join lateral (
    select max(sent_at) as prompted_at from prompts where order_id in (
      select order_id from orders where member_id = c.member_id
      union all
      select order_id from orders
      where c.member_id is null and member_id is null and lower(email) = lower(c.email)
    )
  ) p on true`,
);

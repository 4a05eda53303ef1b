import type { Shopper } from "@followthrough/core/contract";
import {
  joinRecipient,
  mailboxOf,
  recipientAddress,
  recipientMailbox,
  storedMailbox,
  suppressionOf,
} from "../../lifecycle/sql/recipient-join.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { isoOrNull } from "../../platform/postgres/times.ts";

interface Row {
  member_id: string | null;
  is_known: boolean;
  is_erased: boolean;
  member_email: string | null;
  email_problem: "malformed" | "too_long" | null;
  name: string | null;
  locale: string | null;
  time_zone: string | null;
  email: string | null;
  order_updates: boolean;
  suppression: Shopper["suppression"];
  prompted_at: number | null;
}

/**
 * What is known about the shopper of an order, or about a member.
 *
 * @param orderId the order, or `null`: its shopper may have unsubscribed from it alone
 */
export async function readShopper(
  db: Db,
  memberId: string | null,
  email: string | null,
  orderId: string | null = null,
): Promise<Shopper> {
  const [row] = await read(db, [memberId, email, orderId, storedMailbox(email)]);
  if (row === undefined) throw new Error("A shopper always gives a row");
  const { member_email, name } = row;
  return {
    state: stateOf(row),
    member:
      memberId === null || !row.is_known
        ? null
        : {
            memberId,
            email: member_email,
            emailProblem: row.email_problem,
            name,
            locale: row.locale,
            timeZone: row.time_zone,
          },
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

// One row; each part is found by its key.
const read = prepared<Row>(
  "read_shopper",
  `select c.member_id, m.member_id is not null as is_known, x.member_id is not null as is_erased,
    m.email as member_email, m.email_problem, m.name, m.locale, m.time_zone, ${recipientAddress("c")} as email,
    coalesce(n.order_updates, true) as order_updates, ${suppressionOf("c")} as suppression, p.prompted_at
  from (select $1::text as member_id, $2::text as email, $3::text as order_id, $4::text as mailbox) c
  ${joinRecipient("c")}
  left join erased_members x on x.member_id = c.member_id
  left join lateral (
    select max(sent_at) as prompted_at from prompts where order_id in (
      select order_id from orders where member_id = c.member_id
      union all
      select order_id from orders r where ${mailboxOf("r")} = ${recipientMailbox("c")}
      union all
      select r.order_id from members mm join orders r on r.member_id = mm.member_id
      where ${mailboxOf("mm")} = ${recipientMailbox("c")}
    )
  ) p on true`,
);

import type { MemberHit, MemberPage } from "@followthrough/core/contract";
import { mailboxOf, suppressionKeys } from "../../lifecycle/sql/recipient-join.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { escapeLike } from "../../platform/postgres/text-patterns.ts";
import { iso } from "../../platform/postgres/times.ts";

interface Row {
  member_id: string;
  name: string | null;
  email: string | null;
  order_updates: boolean;
  suppression: MemberHit["suppression"];
}

/** Members whose id, address or name begins with this text. */
export async function searchMembers(db: Db, text: string, limit: number): Promise<MemberHit[]> {
  return (await search(db, [text, `${escapeLike(text.toLowerCase())}%`, limit])).map(toHit);
}

/** The first members in the order of their ids. */
export async function listFirstMembers(db: Db, limit: number): Promise<MemberHit[]> {
  return (await first(db, [limit])).map(toHit);
}

/** Who erased a member, and why; `null` if the member was not erased. */
export async function readErasure(db: Db, memberId: string): Promise<MemberPage["erasure"]> {
  const [row] = await erasure(db, [memberId]);
  return row === undefined
    ? null
    : { at: iso(row.erased_at), by: row.erased_by, reason: row.reason };
}

function toHit(row: Row): MemberHit {
  return {
    memberId: row.member_id,
    name: row.name,
    email: row.email,
    orderUpdates: row.order_updates,
    suppression: row.suppression,
  };
}

const SHOWN = `select m.member_id, m.name, m.email, coalesce(n.order_updates, true) as order_updates,
    s.reason as suppression`;
const JOINED = `left join notification_preferences n on n.member_id = m.member_id
  left join address_suppressions s on s.address = ${suppressionKeys(mailboxOf("m"))}`;

// Three lookups, each with its own index and its own limit, before they are put together.
const search = prepared<Row>(
  "search_members",
  `with found as (
    (select member_id from members where member_id = $1)
    union (select member_id from (select member_id from members where lower(email) like $2
      order by lower(email) using ~<~, member_id limit $3) a)
    union (select member_id from (select member_id from members where lower(name) like $2
      order by lower(name) using ~<~, member_id limit $3) b)
  )
  ${SHOWN} from found join members m using (member_id) ${JOINED}
  order by lower(m.name), m.member_id limit $3`,
);

// Without a search text, members are listed by key. An index by change would slow every report of a member.
const first = prepared<Row>(
  "list_first_members",
  `${SHOWN} from (select * from members order by member_id limit $1) m ${JOINED}
  order by m.member_id`,
);

const erasure = prepared<{ erased_at: number; erased_by: string; reason: string }>(
  "read_erasure",
  "select erased_at, erased_by, reason from erased_members where member_id = $1",
);

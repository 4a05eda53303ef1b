import type { Suppression } from "@followthrough/core/contract";
import { suppressionKeys } from "../../lifecycle/sql/recipient-join.ts";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";
import type { Position } from "../../platform/postgres/position.ts";
import { iso } from "../../platform/postgres/times.ts";

/** A suppression with its place in the list. */
interface ListedSuppression {
  readonly item: Suppression;
  readonly cursor: Position;
}

/**
 * One keyset page of suppressions, newest first.
 *
 * @param address the key of one mailbox; all when `null`
 */
export async function listSuppressions(
  db: Db,
  state: "active" | "lifted",
  address: string | null,
  after: Position | null,
  limit: number,
): Promise<ListedSuppression[]> {
  const list = state === "active" ? active : lifted;
  const rows = await list(db, [address, timestamp(after?.time ?? null), after?.id ?? null, limit]);
  return rows.map((row) => ({
    item: {
      address: row.address,
      orderId: row.order_id,
      reasons: row.reasons,
      since: iso(row.since),
      by: row.by,
      lifted:
        row.lifted_by === null ? null : { at: iso(row.at), by: row.lifted_by, reason: row.reason },
    },
    cursor: { time: row.at, id: row.place },
  }));
}

interface Row {
  address: string;
  order_id: string | null;
  reasons: Suppression["reasons"];
  since: number;
  by: string | null;
  lifted_by: string | null;
  reason: string | null;
  at: number;
  place: string;
}

/** After the cursor, in the order of the list. @param at an SQL expression, as is `place` */
function isAfter(at: string, place: string): string {
  return `($2::timestamptz is null or (${at} <= $2 and (${at} < $2 or ${place} collate "C" > $3)))`;
}

const OF_ALL = "(s.address || ' ')";
const OF_ORDER = "(u.mailbox || ' ' || u.order_id)";
const OF_LIFT = "lpad(l.lift_id::text, 20, '0')";

// Of a mailbox whose owner was erased nothing is listed, unless somebody names its address.
const KEYS = suppressionKeys("$1");

// Each side is read along its own index by time, and cut, before the two are put together.
const active = prepared<Row>(
  "list_suppressions",
  `select *, null as lifted_by, null as reason, since as at from (
    (select coalesce($1, s.address) as address, null as order_id, s.reason || s.also as reasons, s.created_at as since,
      s.created_by as by, ${OF_ALL} as place
    from address_suppressions s
    where case when $1::text is null then s.address not like 'erased:%' else s.address = ${KEYS} end
      and ${isAfter("s.created_at", OF_ALL)}
    order by s.created_at desc, ${OF_ALL} collate "C" limit $4)
    union all
    (select u.mailbox, u.order_id, array['unsubscribed'], u.created_at, u.created_by, ${OF_ORDER}
    from order_unsubscriptions u
    where ($1::text is null or u.mailbox = $1) and ${isAfter("u.created_at", OF_ORDER)}
    order by u.created_at desc, ${OF_ORDER} collate "C" limit $4)) found
  order by since desc, place collate "C" limit $4`,
);

const lifted = prepared<Row>(
  "list_suppression_lifts",
  `select l.address, l.order_id, l.suppressions as reasons, l.since, null as by, l.lifted_by, l.reason,
    l.lifted_at as at, ${OF_LIFT} as place
  from suppression_lifts l
  where ($1::text is null or l.address = $1) and ${isAfter("l.lifted_at", OF_LIFT)}
  order by l.lifted_at desc, ${OF_LIFT} collate "C" limit $4`,
);

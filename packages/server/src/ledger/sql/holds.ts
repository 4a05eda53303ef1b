import type { HeldPoints, Hold, PointsTransfer } from "@followthrough/core/domain";
import { type Db, prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";
import { epochMs } from "../../platform/postgres/json-times.ts";

/** A member's hold, as stored. */
export interface StoredHold extends HeldPoints {
  readonly memberId: string;
  readonly orderId: string | null;
  readonly state: Hold["state"];
  readonly isKept: boolean;
}

/** A hold as lists show it. */
export type ListedHold = StoredHold & Pick<Hold, "captured" | "placedAt" | "resolvedAt">;

interface HoldRow {
  hold_id: string;
  member_id: string;
  order_id: string | null;
  points: number;
  expires_at: number;
  is_kept: boolean;
  state: Hold["state"];
}

/** Reads one hold. @returns `null` if there is none with this id */
export async function readHold(db: Db, holdId: string): Promise<StoredHold | null> {
  const [row] = await one(db, [holdId]);
  return row === undefined ? null : toStoredHold(row);
}

/** The active holds of these orders. */
export async function listActiveHolds(db: Db, orderIds: readonly string[]): Promise<StoredHold[]> {
  return (await activeOf(db, [orderIds])).map(toStoredHold);
}

/** The latest hold of each of these orders. */
export async function listLatestHolds(db: Db, orderIds: readonly string[]): Promise<StoredHold[]> {
  return (await latestOf(db, [orderIds])).map(toStoredHold);
}

/** The orders among these whose points were captured. */
export async function listCapturedOrders(
  db: Db,
  orderIds: readonly string[],
): Promise<ReadonlySet<string>> {
  return new Set((await capturedOf(db, [orderIds])).map((row) => row.order_id));
}

/** Holds whose time is over but that are still active, the longest overdue first. */
export async function listDueHolds(db: Db, limit: number): Promise<StoredHold[]> {
  return (await due(db, [limit])).map(toStoredHold);
}

/** Active holds of orders that expire within this time and whose orders were not yet made due for it. */
export async function listExpiringHolds(
  db: Db,
  withinMs: number,
  limit: number,
): Promise<StoredHold[]> {
  return (await expiring(db, [withinMs, limit])).map(toStoredHold);
}

/**
 * Holds of paid orders that would soon expire: those that were not kept yet, and those that a points program knows with
 * that time.
 */
export async function listPaidHolds(
  db: Db,
  withinMs: number,
  limit: number,
): Promise<StoredHold[]> {
  return (await paid(db, [withinMs, limit])).map(toStoredHold);
}

/** Marks that an order was made due because its hold is about to expire. */
export async function markWarned(
  tx: Tx,
  holdId: string,
  expiresAt: number,
): Promise<{ marked: boolean }> {
  return { marked: (await warn(tx, [holdId, timestamp(expiresAt)])).length > 0 };
}

/** Members who have points that lapse now and are not held. */
export async function listLapsing(db: Db, limit: number): Promise<string[]> {
  return (await lapsing(db, [limit])).map((row) => row.member_id);
}

/** A member's balance, holds and latest transfers. @returns `null` if the member has no account */
export async function readMemberLoyalty(
  db: Db,
  memberId: string,
): Promise<{
  readonly posted: number;
  readonly pending: number;
  readonly holds: readonly ListedHold[];
  readonly transfers: readonly PointsTransfer[];
} | null> {
  const [row] = await member(db, [memberId, MOST_LISTED]);
  if (row === undefined) return null;
  return {
    posted: row.posted,
    pending: row.pending,
    holds: row.holds ?? [],
    transfers: row.entries ?? [],
  };
}

/** A member's holds, active ones first. */
export async function listMemberHolds(db: Db, memberId: string): Promise<readonly ListedHold[]> {
  const [row] = await holdsOf(db, [memberId, MOST_LISTED]);
  return row?.holds ?? [];
}

const MOST_LISTED = 50;

function toStoredHold(row: HoldRow): StoredHold {
  return {
    holdId: row.hold_id,
    memberId: row.member_id,
    orderId: row.order_id,
    points: row.points,
    expiresAt: row.expires_at,
    isKept: row.is_kept,
    state: row.state,
  };
}

const COLUMNS = "h.hold_id, h.member_id, h.order_id, h.points, h.expires_at, h.is_kept, h.state";

const one = prepared<HoldRow>(
  "read_hold",
  `select ${COLUMNS} from loyalty_holds h where h.hold_id = $1`,
);

const activeOf = prepared<HoldRow>(
  "list_active_holds",
  `select ${COLUMNS} from loyalty_holds h
  where h.order_id = any ($1) and h.state = 'active' order by h.hold_id`,
);

const latestOf = prepared<HoldRow>(
  "list_latest_holds",
  `select distinct on (h.order_id) ${COLUMNS} from loyalty_holds h
  where h.order_id = any ($1) order by h.order_id, h.placed_at desc, h.hold_id`,
);

const capturedOf = prepared<{ order_id: string }>(
  "list_captured_orders",
  `select distinct order_id from loyalty_holds where order_id = any ($1) and state = 'captured'`,
);

// Uses the index of holds that can expire: the oldest come first and the limit ends the scan.
const due = prepared<HoldRow>(
  "list_due_holds",
  `select ${COLUMNS} from loyalty_holds h
  where h.state = 'active' and h.expires_at <= clock_timestamp() and not h.is_kept
  order by h.expires_at, h.hold_id limit $1`,
);

const expiring = prepared<HoldRow>(
  "list_expiring_holds",
  `select ${COLUMNS} from loyalty_holds h
  where h.state = 'active' and not h.is_kept and h.order_id is not null and h.expires_at > now()
    and h.expires_at <= now() + $1 * interval '1 ms' and h.warned_for is distinct from h.expires_at
  order by h.expires_at, h.hold_id limit $2`,
);

// Each part has an index of its own.
const paid = prepared<HoldRow>(
  "list_paid_holds",
  `with soon as (
    select * from loyalty_holds where state = 'active' and not is_kept and order_id is not null
      and expires_at > clock_timestamp() and expires_at <= clock_timestamp() + $1 * interval '1 ms'
    union all
    select * from loyalty_holds where state = 'active' and is_kept and kept_by = 'programme'
      and expires_at <= clock_timestamp() + $1 * interval '1 ms'
  )
  select ${COLUMNS} from soon h join orchestrations o on o.order_id = h.order_id
  where o.current_stage not in ('payment', 'completed') and o.status <> 'cancelled'
  order by h.expires_at, h.hold_id limit $2`,
);

const warn = prepared(
  "mark_hold_warned",
  `update loyalty_holds set warned_for = expires_at
  where hold_id = $1 and state = 'active' and expires_at = $2 returning hold_id`,
);

const lapsing = prepared<{ member_id: string }>(
  "list_lapsing_members",
  `select c.member_id from loyalty_credits c join loyalty_accounts a using (member_id)
  where c.remaining > 0 and c.expires_at <= now()
  group by c.member_id, a.pending having sum(c.remaining) > a.pending
  order by c.member_id limit $1`,
);

interface MemberRow {
  posted: number;
  pending: number;
  holds: ListedHold[] | null;
  entries: PointsTransfer[] | null;
}

const HOLDS_OF = `select json_agg(hold) as holds from (
      select k.hold_id as "holdId", k.member_id as "memberId", k.order_id as "orderId", k.points,
        ${epochMs("k.expires_at")} as "expiresAt", k.is_kept as "isKept", k.state,
        coalesce(r.captured, 0) as captured,
        ${epochMs("k.placed_at")} as "placedAt", ${epochMs("r.resolved_at")} as "resolvedAt"
      from loyalty_holds k left join loyalty_resolutions r using (hold_id)
      where k.member_id = $1
      order by k.state <> 'active', k.placed_at desc, k.hold_id limit $2
    ) hold`;

const holdsOf = prepared<Pick<MemberRow, "holds">>("list_member_holds", HOLDS_OF);

// One snapshot, so that balance, holds and transfers are consistent.
const member = prepared<MemberRow>(
  "read_member_loyalty",
  `select a.posted, a.pending, h.holds, t.entries
  from loyalty_accounts a
  cross join lateral (
    ${HOLDS_OF}
  ) h
  cross join lateral (
    select json_agg(entry) as entries from (
      select number, kind, points, hold_id as "holdId", reference, ${epochMs("at")} as at
      from loyalty_transfers where member_id = a.member_id order by number desc limit $2
    ) entry
  ) t
  where a.member_id = $1`,
);

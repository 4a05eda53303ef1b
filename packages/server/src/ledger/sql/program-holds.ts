import type { HeldPoints } from "@followthrough/core/domain";
import { type Db, prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";

/** What happens to an order's hold at the points program. */
export type ProgramEffect = "capture" | "release" | "expire" | "lapse";

/** Stores our copy of a hold that the points program has placed. */
export async function copyHold(
  tx: Tx,
  orderId: string,
  memberId: string,
  { holdId, points, expiresAt }: HeldPoints,
): Promise<void> {
  await copy(tx, [holdId, memberId, orderId, points, timestamp(expiresAt)]);
}

/**
 * Resolves our copy of an order's hold and stores the request to the points program. A hold whose time is over expires,
 * whatever the effect. One that is kept because its order is paid never expires.
 *
 * @returns the new state; `null` if no hold is active, or if it should end with its time but still has some
 */
export async function endHoldAtProgram(
  tx: Tx,
  orderId: string,
  effect: ProgramEffect,
): Promise<"captured" | "released" | "expired" | null> {
  const [row] = await end(tx, [orderId, effect]);
  return row?.state ?? null;
}

/**
 * Extends our copy of an order's hold, and stores the same request to the points program.
 *
 * @param isKept whether the order is paid, so that our copy does not expire
 */
export async function extendHoldAtProgram(
  tx: Tx,
  orderId: string,
  byMs: number,
  isKept: boolean,
): Promise<void> {
  await extend(tx, [orderId, byMs, isKept]);
}

/** Our copy of a hold, for the comparison with the points program. */
export interface KnownHold {
  readonly holdId: string;
  readonly memberId: string;
  readonly orderId: string;
  readonly points: number;
  readonly isActive: boolean;
}

/** The ids after `after` of members whose holds must be compared. */
export async function listMembersAtProgram(
  db: Db,
  after: string,
  limit: number,
): Promise<string[]> {
  return (await members(db, [after, limit])).map((row) => row.member_id);
}

/** A member's holds at the points program that no open request concerns. */
export async function listResolvedHolds(db: Db, memberId: string): Promise<KnownHold[]> {
  return resolved(db, [memberId]);
}

/** Escalates an order if our hold differs from the points program's. @returns whether an escalation was opened */
export async function escalateDrift(db: Db, orderId: string): Promise<boolean> {
  return (await drift(db, [orderId])).length > 0;
}

const copy = prepared(
  "copy_program_hold",
  `insert into loyalty_holds (hold_id, member_id, order_id, kept_by, points, asked_until, expires_at, placed_at,
    state)
  values ($1, $2, $3, 'programme', $4, $5, $5, date_trunc('milliseconds', clock_timestamp()), 'active')`,
);

// One statement, so that copy, resolution and request are written together or not at all.
const end = prepared<{ state: "captured" | "released" | "expired" }>(
  "end_program_hold",
  `with clock as materialized (select clock_timestamp() as now), ended as (
    update loyalty_holds h set state = case when not h.is_kept and h.expires_at <= clock.now then 'expired'
      when $2 = 'capture' then 'captured' else 'released' end
    from clock
    where h.order_id = $1 and h.kept_by = 'programme' and h.state = 'active'
      and ($2 <> 'expire' or h.expires_at <= clock.now) and ($2 not in ('expire', 'lapse') or not h.is_kept)
    returning h.*
  ), resolved as (
    insert into loyalty_resolutions (hold_id, kind, captured, resolved_at)
    select hold_id, state, case state when 'captured' then points else 0 end,
      date_trunc('milliseconds', clock_timestamp())
    from ended
  ), asked as (
    insert into loyalty_requests (order_id, hold_id, kind, member_id, points, expires_at)
    select order_id, hold_id, case state when 'captured' then 'capture' else 'release' end, member_id,
      points, expires_at
    from ended
  )
  select state from ended`,
);

const extend = prepared(
  "extend_program_hold",
  `with clock as materialized (
    select clock_timestamp() as now, clock_timestamp() + $2 * interval '1 ms' as until
  ), extended as (
    update loyalty_holds h set is_kept = $3, expires_at = greatest(h.expires_at, clock.until)
    from clock, loyalty_holds before
    where h.order_id = $1 and h.kept_by = 'programme' and h.state = 'active' and before.hold_id = h.hold_id
      and (h.is_kept or h.expires_at > clock.now)
    returning h.*, h.expires_at > before.expires_at as is_later
  )
  insert into loyalty_requests (order_id, hold_id, kind, member_id, points, expires_at)
  select order_id, hold_id, 'extend', member_id, points, expires_at from extended where is_later`,
);

const members = prepared<{ member_id: string }>(
  "list_members_at_program",
  `select distinct member_id from loyalty_holds
  where kept_by = 'programme' and member_id > $1 order by member_id limit $2`,
);

const resolved = prepared<KnownHold>(
  "list_resolved_holds",
  `select h.hold_id as "holdId", h.member_id as "memberId", h.order_id as "orderId", h.points,
    h.state = 'active' as "isActive"
  from loyalty_holds h
  where h.kept_by = 'programme' and h.member_id = $1 and (h.state <> 'active' or h.is_kept or h.expires_at > now())
    and not exists (select from loyalty_requests r
      where r.hold_id = h.hold_id and r.state in ('due', 'queued'))
  order by h.placed_at desc, h.hold_id limit 200`,
);

const drift = prepared(
  "escalate_drift",
  `insert into escalations (order_id, reason, opened_version)
  select order_id, 'loyalty_drift', version from orchestrations where order_id = $1
  on conflict do nothing returning order_id`,
);

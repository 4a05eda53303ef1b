import type { HeldPoints } from "@followthrough/core/domain";
import { type Db, prepared, type Tx, timestamp } from "./database.ts";

/** What becomes of an order's hold at the programme. */
export type ProgrammeEffect = "extend" | "capture" | "release" | "expire";

/** Keeps a copy of a hold that the programme has given. */
export async function copyHold(
  tx: Tx,
  orderId: string,
  memberId: string,
  { holdId, points, expiresAt }: HeldPoints,
): Promise<void> {
  await copy(tx, [holdId, memberId, orderId, points, timestamp(expiresAt)]);
}

/**
 * Ends the copy of an order's hold and keeps what the programme has to be asked for. A hold whose time is over is
 * expired, whatever was meant for it.
 *
 * @returns how it ended; `null` where no hold is active, or its time is not over yet and should be
 */
export async function endHoldAtProgramme(
  tx: Tx,
  orderId: string,
  effect: Exclude<ProgrammeEffect, "extend">,
): Promise<"captured" | "released" | "expired" | null> {
  const [row] = await end(tx, [orderId, effect]);
  return row?.state ?? null;
}

/** Keeps an order's hold for longer, and asks the programme for the same. */
export async function extendHoldAtProgramme(tx: Tx, orderId: string, byMs: number): Promise<void> {
  await extend(tx, [orderId, byMs]);
}

/** A hold as we know it, to be compared with what the programme says. */
export interface KnownHold {
  readonly holdId: string;
  readonly memberId: string;
  readonly orderId: string;
  readonly points: number;
  readonly isActive: boolean;
}

/** Members whose holds are to be compared, by id behind `after`. */
export async function listMembersAtProgramme(
  db: Db,
  after: string,
  limit: number,
): Promise<string[]> {
  return (await members(db, [after, limit])).map((row) => row.member_id);
}

/** A member's holds at the programme for which nothing is on its way. */
export async function listSettledHolds(db: Db, memberId: string): Promise<KnownHold[]> {
  return settled(db, [memberId]);
}

/** Has operators look at an order whose points we and the programme tell differently. */
export async function escalateDrift(db: Db, orderId: string): Promise<boolean> {
  return (await drift(db, [orderId])).length > 0;
}

const copy = prepared(
  "copy_programme_hold",
  `insert into loyalty_holds (hold_id, member_id, order_id, kept_by, points, asked_until, expires_at, placed_at,
    state)
  values ($1, $2, $3, 'programme', $4, $5, $5, date_trunc('milliseconds', clock_timestamp()), 'active')`,
);

// One statement: copy, resolution and request are there together or not at all.
const end = prepared<{ state: "captured" | "released" | "expired" }>(
  "end_programme_hold",
  `with clock as materialized (select clock_timestamp() as now), ended as (
    update loyalty_holds h set state = case when h.expires_at <= clock.now then 'expired'
      when $2 = 'capture' then 'captured' else 'released' end
    from clock
    where h.order_id = $1 and h.kept_by = 'programme' and h.state = 'active'
      and ($2 <> 'expire' or h.expires_at <= clock.now)
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
  "extend_programme_hold",
  `with extended as (
    update loyalty_holds set expires_at = clock_timestamp() + $2 * interval '1 ms'
    where order_id = $1 and kept_by = 'programme' and state = 'active'
      and expires_at > clock_timestamp() and expires_at < clock_timestamp() + $2 * interval '1 ms'
    returning *
  )
  insert into loyalty_requests (order_id, hold_id, kind, member_id, points, expires_at)
  select order_id, hold_id, 'extend', member_id, points, expires_at from extended`,
);

const members = prepared<{ member_id: string }>(
  "list_members_at_programme",
  `select distinct member_id from loyalty_holds
  where kept_by = 'programme' and member_id > $1 order by member_id limit $2`,
);

const settled = prepared<KnownHold>(
  "list_settled_holds",
  `select h.hold_id as "holdId", h.member_id as "memberId", h.order_id as "orderId", h.points,
    h.state = 'active' as "isActive"
  from loyalty_holds h
  where h.kept_by = 'programme' and h.member_id = $1 and (h.state <> 'active' or h.expires_at > now())
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

import type { Escalation } from "@followthrough/core/contract";
import { NEED_COLUMNS, type NeedRow, toNeedView } from "../../lifecycle/sql/need-columns.ts";
import { type Db, prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";
import type { Position } from "../../platform/postgres/position.ts";
import { iso, isoOrNull } from "../../platform/postgres/times.ts";

/** Which escalations to list; `null` means any. */
export interface EscalationFilter {
  readonly state: "open" | "resolved";
  readonly reason: string | null;
  readonly assignee: string | null;
}

/** An escalation with what is shown of its order. */
export interface EscalationRow extends NeedRow {
  escalation_id: string;
  order_id: string;
  order_number: string | null;
  member_id: string | null;
  opened_at: number;
  assignee: string | null;
  resolved_at: number | null;
  resolved_by: string | null;
  resolution: string | null;
}

/** One keyset page of open escalations, with the oldest first, or of resolved ones, with the latest first. */
export async function listEscalations(
  db: Db,
  { state, reason, assignee }: EscalationFilter,
  after: Position | null,
  limit: number,
): Promise<{ escalation: Escalation; position: Position }[]> {
  const list = state === "open" ? listOpen : listResolved;
  const position = [timestamp(after?.time ?? null), after?.id ?? null];
  const rows = await list(db, [reason, assignee, ...position, limit]);
  return rows.map((row) => ({
    escalation: toEscalation(row),
    position: { time: row.resolved_at ?? row.opened_at, id: row.escalation_id },
  }));
}

/** @returns `null` when the order has no open escalation for this reason */
export async function readOpenEscalation(
  db: Db,
  orderId: string,
  reason: Escalation["reason"],
): Promise<Escalation | null> {
  const [row] = await open(db, [orderId, reason]);
  return row === undefined ? null : toEscalation(row);
}

/** @returns `null` when there is none with this id */
export async function readEscalation(db: Db, escalationId: string): Promise<Escalation | null> {
  const [row] = await one(db, [escalationId]);
  return row === undefined ? null : toEscalation(row);
}

/** @returns false when it is resolved already; nothing is changed then */
export async function assignEscalation(
  tx: Tx,
  escalationId: string,
  assignee: string | null,
): Promise<boolean> {
  return (await assign(tx, [escalationId, assignee])).length > 0;
}

/**
 * Resolves an escalation at the time of its order's latest timeline entry, which records the resolution.
 *
 * @returns false when it is resolved already; nothing is changed then
 */
export async function resolveEscalation(
  tx: Tx,
  escalationId: string,
  resolvedBy: string,
  resolution: string,
): Promise<boolean> {
  return (await resolve(tx, [escalationId, resolvedBy, resolution])).length > 0;
}

/** An order's escalations, open ones first, and the latest first within each group. */
export async function listOrdersEscalations(
  db: Db,
  orderId: string,
  limit: number,
): Promise<Escalation[]> {
  return (await ofOrder(db, [orderId, limit])).map(toEscalation);
}

/** The escalation in a row, as callers see it. */
export function toEscalation(row: EscalationRow): Escalation {
  return {
    escalationId: row.escalation_id,
    orderId: row.order_id,
    orderNumber: row.order_number,
    memberId: row.member_id,
    total:
      row.total_amount === null || row.currency === null
        ? null
        : { amount: row.total_amount, currency: row.currency },
    stage: row.current_stage,
    reason: row.reason,
    ...toNeedView(row),
    since: iso(row.opened_at),
    assignee: row.assignee,
    resolvedAt: isoOrNull(row.resolved_at),
    resolvedBy: row.resolved_by,
    resolution: row.resolution,
  };
}

/** Selects escalations as `e`, each with its order. */
export const ESCALATION_SELECT = `select e.escalation_id, e.order_id, r.order_number, r.member_id, e.reason, e.opened_at,
    e.assignee, e.resolved_at, e.resolved_by, e.resolution, ${NEED_COLUMNS}
  from escalations e
  left join orders r on r.order_id = e.order_id
  left join orchestrations o on o.order_id = e.order_id`;

// An order has few escalations: they are found by its key, then sorted.
const ofOrder = prepared<EscalationRow>(
  "list_orders_escalations",
  `${ESCALATION_SELECT} where e.order_id = $1
  order by e.resolved_at is not null, e.opened_at desc, e.escalation_id limit $2`,
);

const FILTERED = `($1::text is null or e.reason = $1) and ($2::text is null or e.assignee = $2)`;

// Two statements, because each list has an index in its own order.
const listOpen = prepared<EscalationRow>(
  "list_open_escalations",
  `${ESCALATION_SELECT}
  where e.resolved_at is null and ${FILTERED}
    and ($3::timestamptz is null or (e.opened_at, e.escalation_id) > ($3, $4::uuid))
  order by e.opened_at, e.escalation_id limit $5`,
);

const listResolved = prepared<EscalationRow>(
  "list_resolved_escalations",
  `${ESCALATION_SELECT}
  where e.resolved_at is not null and ${FILTERED}
    and ($3::timestamptz is null or e.resolved_at < $3
      or (e.resolved_at = $3 and e.escalation_id > $4::uuid))
  order by e.resolved_at desc, e.escalation_id limit $5`,
);

const open = prepared<EscalationRow>(
  "read_open_escalation",
  `${ESCALATION_SELECT} where e.order_id = $1 and e.reason = $2 and e.resolved_at is null`,
);
const one = prepared<EscalationRow>(
  "read_escalation",
  `${ESCALATION_SELECT} where e.escalation_id = $1`,
);
const assign = prepared(
  "assign_escalation",
  `update escalations set assignee = $2 where escalation_id = $1 and resolved_at is null
  returning escalation_id`,
);

// The entry's own time, so that work list and timeline agree. An order that was never reported has no timeline.
const resolve = prepared(
  "resolve_escalation",
  `update escalations e set resolved_by = $2, resolution = $3, resolved_at = coalesce((
    select recorded_at from orchestration_events t
    where t.order_id = e.order_id order by t.version desc limit 1), date_trunc('milliseconds', now()))
  where e.escalation_id = $1 and e.resolved_at is null
  returning e.escalation_id`,
);

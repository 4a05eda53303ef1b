import type { QueueRow } from "@followthrough/core/contract";
import { NEED_COLUMNS, type NeedRow, toNeedView } from "../../lifecycle/sql/need-columns.ts";
import { NOT_PAUSED } from "../../lifecycle/sql/orchestration-row.ts";
import { recipientAddress } from "../../lifecycle/sql/recipient-join.ts";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";
import type { Position } from "../../platform/postgres/position.ts";
import { iso, isoOrNull } from "../../platform/postgres/times.ts";

/** Which rows to list; `null` means any. */
export interface WorkListFilter {
  readonly stage: string | null;
  readonly waitingOn: string | null;
  readonly reason: string | null;
  /** The assignee's name; the empty text means unassigned. */
  readonly assignee: string | null;
  /** Only these orders. */
  readonly orderIds: readonly string[] | null;
}

/** A row of the work list and its position. */
export interface Placed {
  readonly row: QueueRow;
  readonly position: Position;
}

interface CommonRow {
  order_id: string;
  order_number: string | null;
  member_id: string | null;
  member_name: string | null;
  email: string | null;
  total_amount: number | null;
  currency: string | null;
  current_stage: QueueRow["stage"];
  status: QueueRow["status"];
  waiting_on: QueueRow["waitingOn"];
  since: number;
  next_action_at: number | null;
  paused_until: number | null;
  version: number | null;
}

interface EscalatedRow extends CommonRow, NeedRow {
  escalation_id: string;
  assignee: string | null;
}

/** Open escalations, the longest open first; a keyset page. */
export async function listEscalated(
  db: Db,
  filter: WorkListFilter,
  after: Position | null,
  limit: number,
): Promise<Placed[]> {
  const rows = await escalated(db, [
    filter.stage,
    filter.waitingOn,
    filter.reason,
    filter.assignee,
    filter.orderIds,
    timestamp(after?.time ?? null),
    after?.id ?? null,
    limit,
  ]);
  return rows.map((row) => {
    const { escalation_id: key, reason, assignee } = row;
    const escalation = { key, kind: "escalation", reason, assignee, ...toNeedView(row) } as const;
    return toPlaced(row, escalation);
  });
}

/** Overdue orders without an open escalation, the longest overdue first; a keyset page. */
export async function listOverdue(
  db: Db,
  filter: WorkListFilter,
  after: Position | null,
  limit: number,
): Promise<Placed[]> {
  const rows = await overdue(db, [
    filter.stage,
    filter.waitingOn,
    filter.orderIds,
    timestamp(after?.time ?? null),
    after?.id ?? null,
    limit,
  ]);
  return rows.map((row) => toPlaced(row, { key: row.order_id, ...OVERDUE }));
}

const OVERDUE = {
  kind: "overdue",
  reason: null,
  assignee: null,
  amount: null,
  dueAt: null,
} as const;

/** Counts the work list. Counting stops at `most`, so that a long list costs no more. */
export async function countWorkList(
  db: Db,
  most: number,
): Promise<{ escalations: number; overdue: number; now: number }> {
  const [row] = await count(db, [most]);
  if (row === undefined) throw new Error("Counting always gives a row");
  return row;
}

type Cause = Pick<QueueRow, "key" | "kind" | "reason" | "assignee" | "amount" | "dueAt">;

function toPlaced(row: CommonRow, cause: Cause): Placed {
  return {
    position: { time: row.since, id: cause.key },
    row: {
      ...cause,
      orderId: row.order_id,
      orderNumber: row.order_number ?? row.order_id,
      memberId: row.member_id,
      memberName: row.member_name,
      email: row.email,
      total:
        row.total_amount === null || row.currency === null
          ? null
          : { amount: row.total_amount, currency: row.currency },
      stage: row.current_stage,
      status: row.status,
      waitingOn: row.waiting_on,
      since: iso(row.since),
      nextActionAt: isoOrNull(row.next_action_at),
      pausedUntil: isoOrNull(row.paused_until),
      version: row.version ?? 0,
    },
  };
}

const SHOWN = `r.order_number, r.member_id, m.name as member_name, ${recipientAddress("r")} as email`;

// An escalation of an order that waits on nobody, such as a closed one, waits on an operator.
// Includes escalations of orders that were never reported and have only parked facts. The index `escalations_by_age`
// holds open escalations in this order and is entered at the cursor's place. The filters then test row by row.
const escalated = prepared<EscalatedRow>(
  "list_queue_escalated",
  `select e.escalation_id, e.order_id, ${SHOWN}, ${NEED_COLUMNS}, coalesce(o.waiting_on, 'operator') as waiting_on, e.reason,
    e.opened_at as since, e.assignee, o.next_action_at, o.paused_until, o.version
  from escalations e
  left join orchestrations o on o.order_id = e.order_id
  left join orders r on r.order_id = e.order_id
  left join members m on m.member_id = r.member_id
  where e.resolved_at is null
    and ($1::text is null or o.current_stage = $1)
    and ($2::text is null or coalesce(o.waiting_on, 'operator') = $2)
    and ($3::text is null or e.reason = $3)
    and ($4::text is null or coalesce(e.assignee, '') = $4)
    and ($5::text[] is null or e.order_id = any ($5))
    and (e.opened_at, e.escalation_id)
      > (coalesce($6, '-infinity'::timestamptz), coalesce($7, '00000000-0000-0000-0000-000000000000'::uuid))
  order by e.opened_at, e.escalation_id limit $8`,
);

// Uses `orchestrations_due`, the sweep's own index, because every additional index would slow the sweep. The page is
// cut before anything is joined to it. The row comparison lets Postgres enter the index at the cursor's place.
const overdue = prepared<CommonRow>(
  "list_queue_overdue",
  `with due as materialized (
    select o.order_id, o.current_stage, o.status, o.waiting_on, o.next_action_at, o.paused_until, o.version
    from orchestrations o
    where o.next_action_at <= now() and ${NOT_PAUSED}
      and (o.next_action_at, o.order_id) > (coalesce($4, '-infinity'::timestamptz), coalesce($5, ''))
      and ($1::text is null or o.current_stage = $1)
      and ($2::text is null or o.waiting_on = $2)
      and ($3::text[] is null or o.order_id = any ($3))
      and not exists (select from escalations e where e.order_id = o.order_id and e.resolved_at is null)
    order by o.next_action_at, o.order_id limit $6
  )
  select d.order_id, ${SHOWN}, r.total_amount, r.currency, d.current_stage, d.status, d.waiting_on,
    d.next_action_at as since, d.next_action_at, d.paused_until, d.version
  from due d
  join orders r on r.order_id = d.order_id
  left join members m on m.member_id = r.member_id
  order by d.next_action_at, d.order_id`,
);

const count = prepared<{ escalations: number; overdue: number; now: number }>(
  "count_queue",
  `select
    (select count(*) from (select from escalations where resolved_at is null limit $1) e) as escalations,
    (select count(*) from (select from orchestrations o where o.next_action_at <= now() and ${NOT_PAUSED}
      and not exists (select from escalations e where e.order_id = o.order_id and e.resolved_at is null)
      limit $1) d) as overdue,
    clock_timestamp() as now`,
);

import type { QueueRow } from "@followthrough/core/contract";
import { type Db, prepared, timestamp } from "./database.ts";
import { iso, isoOrNull, NOT_PAUSED } from "./orchestration-row.ts";

/** Which rows to list; `null` means any. */
export interface QueueFilter {
  readonly stage: string | null;
  readonly waitingOn: string | null;
  readonly reason: string | null;
  /** A name; the empty text for nobody. */
  readonly assignee: string | null;
  /** Only these orders. */
  readonly orderIds: readonly string[] | null;
}

/** The place behind a row, in its list's order. */
export interface QueuePosition {
  readonly time: number;
  readonly id: string;
}

/** A row and its place. */
export interface Placed {
  readonly row: QueueRow;
  readonly position: QueuePosition;
}

interface Row {
  escalation_id: string | null;
  order_id: string;
  order_number: string | null;
  member_id: string | null;
  member_name: string | null;
  email: string | null;
  total_amount: number | null;
  currency: string | null;
  current_stage: QueueRow["stage"] | null;
  status: QueueRow["status"] | null;
  waiting_on: QueueRow["waitingOn"];
  reason: QueueRow["reason"];
  since: number;
  assignee: string | null;
  next_action_at: number | null;
  paused_until: number | null;
  version: number | null;
}

/** Open escalations, the longest open first; a keyset page. */
export async function listEscalated(
  db: Db,
  filter: QueueFilter,
  after: QueuePosition | null,
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
  return rows.map(toPlaced);
}

/** Overdue orders that nobody was asked to see to, the longest overdue first; a keyset page. */
export async function listOverdue(
  db: Db,
  filter: QueueFilter,
  after: QueuePosition | null,
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
  return rows.map(toPlaced);
}

/** How much waits; counting ends at `most`, so that it costs the same however much it is. */
export async function countQueue(
  db: Db,
  most: number,
): Promise<{ escalations: number; overdue: number; now: number }> {
  const [row] = await count(db, [most]);
  if (row === undefined) throw new Error("Counting always gives a row");
  return row;
}

function toPlaced(row: Row): Placed {
  const key = row.escalation_id ?? row.order_id;
  return {
    position: { time: row.since, id: key },
    row: {
      key,
      kind: row.escalation_id === null ? "overdue" : "escalation",
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
      reason: row.reason,
      since: iso(row.since),
      assignee: row.assignee,
      nextActionAt: isoOrNull(row.next_action_at),
      pausedUntil: isoOrNull(row.paused_until),
      version: row.version ?? 0,
    },
  };
}

const SHOWN = `r.order_number, r.member_id, m.name as member_name, coalesce(m.email, r.email) as email,
    r.total_amount, r.currency`;

// Also of orders that never came, of which there are reports and nothing else. `escalations_by_age` holds open ones
// only, in this order, and is entered at the cursor's place; the filters look at each as it comes.
const escalated = prepared<Row>(
  "list_queue_escalated",
  `select e.escalation_id, e.order_id, ${SHOWN}, o.current_stage, o.status, o.waiting_on, e.reason,
    e.opened_at as since, e.assignee, o.next_action_at, o.paused_until, o.version
  from escalations e
  left join orchestrations o on o.order_id = e.order_id
  left join orders r on r.order_id = e.order_id
  left join members m on m.member_id = r.member_id
  where e.resolved_at is null
    and ($1::text is null or o.current_stage = $1)
    and ($2::text is null or o.waiting_on = $2)
    and ($3::text is null or e.reason = $3)
    and ($4::text is null or coalesce(e.assignee, '') = $4)
    and ($5::text[] is null or e.order_id = any ($5))
    and (e.opened_at, e.escalation_id)
      > (coalesce($6, '-infinity'::timestamptz), coalesce($7, '00000000-0000-0000-0000-000000000000'::uuid))
  order by e.opened_at, e.escalation_id limit $8`,
);

// Along `orchestrations_due`, the sweep's own index: no other one for this, each would cost the sweep. The page is
// cut before anything is joined to it. A row comparison, so that the index is entered at the cursor's place.
const overdue = prepared<Row>(
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
  select null as escalation_id, d.order_id, ${SHOWN}, d.current_stage, d.status, d.waiting_on,
    null as reason, d.next_action_at as since, null as assignee, d.next_action_at, d.paused_until, d.version
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

import type { Orchestration } from "@followthrough/core/domain";
import { prepared, type Tx, timestamp } from "./database.ts";
import {
  NOT_PAUSED,
  ORCHESTRATION_COLUMNS,
  type OrchestrationRow,
  toOrchestration,
} from "./orchestration-row.ts";

/** An overdue orchestration that this transaction holds. */
export interface Claimed {
  readonly orderId: string;
  /** Whether the order's own row is gone, which only a restore or a repair gone wrong can do. */
  readonly isMissing: boolean;
  readonly memberId: string | null;
  readonly email: string | null;
  readonly dueAt: number;
  /** When it was claimed, by the database's clock (epoch milliseconds). */
  readonly now: number;
  readonly orchestration: Orchestration;
}

/** The place in the queue of the overdue behind which the next claim goes on. */
export interface ClaimCursor {
  readonly dueAt: number;
  readonly orderId: string;
}

/**
 * Claims up to `limit` overdue orchestrations until the transaction ends; others' claims are passed over.
 *
 * @param dueBy only what was due at that time, so that a run ends (epoch milliseconds)
 */
export async function claimOverdue(
  tx: Tx,
  after: ClaimCursor | null,
  dueBy: number,
  limit: number,
): Promise<Claimed[]> {
  const rows = await claim(tx, [
    timestamp(after?.dueAt ?? 0),
    after?.orderId ?? "",
    timestamp(dueBy),
    limit,
  ]);
  return rows.map(toClaimed);
}

/**
 * Claims what else is overdue of these members, so that one message can speak of all their orders.
 *
 * @param known orders that this transaction holds already
 */
export async function claimOthersOf(
  tx: Tx,
  memberIds: readonly string[],
  known: readonly string[],
  dueBy: number,
  limit: number,
): Promise<Claimed[]> {
  return (await claimOthers(tx, [memberIds, known, timestamp(dueBy), limit])).map(toClaimed);
}

function toClaimed(row: ClaimRow): Claimed {
  return {
    orderId: row.order_id,
    isMissing: row.is_missing,
    memberId: row.member_id,
    email: row.email,
    dueAt: row.due_at,
    now: row.now,
    orchestration: toOrchestration(row),
  };
}

interface ClaimRow extends OrchestrationRow {
  order_id: string;
  is_missing: boolean;
  member_id: string | null;
  email: string | null;
  due_at: number;
  now: number;
}

// One whose order is missing is claimed, too: left out, it would make a full batch look like the last one.
const CLAIMED = `select o.order_id, r.order_id is null as is_missing, r.member_id, r.email,
    o.next_action_at as due_at, date_trunc('milliseconds', statement_timestamp()) as now,
    ${ORCHESTRATION_COLUMNS}
  from due o left join orders r using (order_id)
  order by o.next_action_at, o.order_id`;

// The limit stands inside a materialized query: beside an `in (subquery)` the planner may lock more rows
// than asked for. The cursor passes over what this run has decided, dead row versions included.
// The due time is cut down to milliseconds, as it travels; rows of one millisecond follow by order id.
const claim = prepared<ClaimRow>(
  "claim_overdue",
  `with due as materialized (
    select o.* from orchestrations o
    where (o.next_action_at, o.order_id) > ($1::timestamptz, $2) and o.next_action_at <= $3
      and ${NOT_PAUSED}
    order by o.next_action_at, o.order_id
    limit $4
    for update skip locked
  )
  ${CLAIMED}`,
);

// From the members' orders, of which each has few, to those that are due, one by one: joined, the planner may go
// through all that is due and look up whose each is, which costs a backlog its square. More may be held than is taken:
// those wait for a later batch.
const claimOthers = prepared<ClaimRow>(
  "claim_others",
  `with theirs as materialized (
    select order_id from orders where member_id = any ($1) and order_id <> all ($2)
  ), due as materialized (
    select found.* from theirs t cross join lateral (
      select o.* from orchestrations o
      where o.order_id = t.order_id and o.next_action_at <= $3 and ${NOT_PAUSED}
      for update skip locked
    ) found
    order by found.next_action_at, found.order_id limit $4
  )
  ${CLAIMED}`,
);

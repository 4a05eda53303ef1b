import type { Orchestration, RecoveryContext } from "@followthrough/core/domain";
import { prepared, type Tx, timestamp } from "./database.ts";
import {
  ORCHESTRATION_COLUMNS,
  type OrchestrationRow,
  toOrchestration,
} from "./orchestration-row.ts";

/** An overdue orchestration that this transaction holds. */
export interface Claimed {
  readonly orderId: string;
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
  return rows.map((row) => ({
    orderId: row.order_id,
    memberId: row.member_id,
    email: row.email,
    dueAt: row.due_at,
    now: row.now,
    orchestration: toOrchestration(row),
  }));
}

/** What decisions need of the claimed orders' members, by order id. */
export async function readRecoveryContexts(
  tx: Tx,
  claimed: readonly Claimed[],
): Promise<ReadonlyMap<string, RecoveryContext>> {
  const rows = await contexts(tx, [
    claimed.map((order) => order.orderId),
    claimed.map((order) => order.memberId),
    claimed.map((order) => order.email),
  ]);
  return new Map(
    rows.map((row) => [
      row.order_id,
      {
        member: row.member,
        email: row.email,
        orderUpdates: row.order_updates,
        suppression: row.suppression,
      },
    ]),
  );
}

interface ClaimRow extends OrchestrationRow {
  order_id: string;
  member_id: string | null;
  email: string | null;
  due_at: number;
  now: number;
}

// The limit stands inside a materialized query: beside an `in (subquery)` the planner may lock more rows
// than asked for. The cursor passes over what this run has decided, dead row versions included.
// The due time is cut down to milliseconds, as it travels; rows of one millisecond follow by order id.
const claim = prepared<ClaimRow>(
  "claim_overdue",
  `with due as materialized (
    select o.order_id from orchestrations o
    where (o.next_action_at, o.order_id) > ($1::timestamptz, $2) and o.next_action_at <= $3
    order by o.next_action_at, o.order_id
    limit $4
    for update skip locked
  )
  select o.order_id, r.member_id, r.email, o.next_action_at as due_at,
    date_trunc('milliseconds', statement_timestamp()) as now, ${ORCHESTRATION_COLUMNS}
  from due join orchestrations o using (order_id) join orders r using (order_id)
  order by o.next_action_at, o.order_id`,
);

interface ContextRow {
  order_id: string;
  member: RecoveryContext["member"];
  email: string | null;
  order_updates: boolean;
  suppression: RecoveryContext["suppression"];
}

// Members are another family of tables: read by a list of ids, never joined to orders.
// A known member's own address goes before the one that was typed at the checkout.
const contexts = prepared<ContextRow>(
  "read_recovery_contexts",
  `select c.order_id,
    case when c.member_id is null then 'guest' when m.member_id is null then 'missing' else 'known' end
      as member,
    coalesce(m.email, c.email) as email,
    coalesce(n.order_updates, true) as order_updates,
    s.reason as suppression
  from unnest($1::text[], $2::text[], $3::text[]) as c(order_id, member_id, email)
  left join members m on m.member_id = c.member_id
  left join notification_preferences n on n.member_id = c.member_id
  left join address_suppressions s on s.address = lower(coalesce(m.email, c.email))`,
);

import type { Orchestration } from "@followthrough/core/domain";
import {
  NOT_PAUSED,
  ORCHESTRATION_COLUMNS,
  type OrchestrationRow,
  toOrchestration,
} from "../../lifecycle/sql/orchestration-row.ts";
import { mailboxOf } from "../../lifecycle/sql/recipient-join.ts";
import { prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";

/** An overdue orchestration that this transaction has locked. */
export interface Claimed {
  readonly orderId: string;
  /** Whether the order's own row is missing, which can only happen after a failed restore or repair. */
  readonly isMissing: boolean;
  readonly memberId: string | null;
  readonly email: string | null;
  /** The order's own (IANA). */
  readonly timeZone: string | null;
  /** Whether it was placed only to test. */
  readonly isTest: boolean;
  readonly dueAt: number;
  /** When it was claimed, by the database's clock (epoch milliseconds). */
  readonly now: number;
  readonly orchestration: Orchestration;
}

/** The last claimed place in the list of overdue orders; the next claim continues after it. */
export interface ClaimCursor {
  readonly dueAt: number;
  readonly orderId: string;
}

/** Which orders are claimed: those that are due, or those that another policy has deferred beyond that. */
export type ClaimKind = "overdue" | "deferred";

/** What a claim is made for. */
export interface ClaimRun {
  /** Orders that were due by then are overdue, so that a run ends (epoch milliseconds). */
  readonly dueBy: number;
  /** The policy in force. By it, quiet hours and caps may be shorter than by the one that deferred a prompt. */
  readonly policyVersion: string;
}

/**
 * Claims up to `limit` orchestrations of this kind until the transaction ends. Rows that others have claimed are
 * skipped.
 */
export async function claimNext(
  tx: Tx,
  kind: ClaimKind,
  { dueBy, policyVersion }: ClaimRun,
  after: ClaimCursor | null,
  limit: number,
): Promise<Claimed[]> {
  const place = [timestamp(after?.dueAt ?? 0), after?.orderId ?? "", timestamp(dueBy), limit];
  const rows = await (kind === "overdue"
    ? claim(tx, place)
    : deferred(tx, [...place, policyVersion]));
  return rows.map(toClaimed);
}

/**
 * Claims the other orders of these members and mailboxes that are overdue or that another policy has deferred, so that
 * one message can cover all orders of a person.
 *
 * @param known orders that this transaction has already claimed
 */
export async function claimOthersOf(
  tx: Tx,
  memberIds: readonly string[],
  mailboxes: readonly string[],
  known: readonly string[],
  { dueBy, policyVersion }: ClaimRun,
  limit: number,
): Promise<Claimed[]> {
  const people = [memberIds, mailboxes, known];
  const rows = await claimOthers(tx, [...people, timestamp(dueBy), limit, policyVersion]);
  return rows.map(toClaimed);
}

function toClaimed(row: ClaimRow): Claimed {
  return {
    orderId: row.order_id,
    isMissing: row.is_missing,
    memberId: row.member_id,
    email: row.email,
    timeZone: row.time_zone,
    isTest: row.is_test,
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
  time_zone: string | null;
  is_test: boolean;
  due_at: number;
  now: number;
}

// An orchestration whose order is missing is claimed, too. Without it, a full batch would look like the last one.
const CLAIMED = `select o.order_id, r.order_id is null as is_missing, r.member_id, r.email, r.time_zone,
    coalesce(r.is_test, false) as is_test,
    o.next_action_at as due_at, date_trunc('milliseconds', statement_timestamp()) as now,
    ${ORCHESTRATION_COLUMNS}
  from due o left join orders r using (order_id)
  order by o.next_action_at, o.order_id`;

// The limit is inside a materialized query, because with an `in (subquery)` the planner may lock more rows than the
// limit. The cursor skips the rows that this run has decided, including dead row versions. The due time is truncated
// to milliseconds on its way; rows of the same millisecond are ordered by order id.
const claimWhere = (condition: string) => `with due as materialized (
    select o.* from orchestrations o
    where (o.next_action_at, o.order_id) > ($1::timestamptz, $2) and ${condition}
      and ${NOT_PAUSED}
    order by o.next_action_at, o.order_id
    limit $4
    for update skip locked
  )
  ${CLAIMED}`;

const claim = prepared<ClaimRow>("claim_overdue", claimWhere("o.next_action_at <= $3"));

// The comparisons are two ranges of the index, so that the orders that this policy has deferred are not read.
const DEFERRED_BY_ANOTHER =
  "(o.deferred_by < $5 or o.deferred_by > $5) and o.deferred_by is not null";
const deferred = prepared<ClaimRow>(
  "claim_deferred",
  claimWhere(`o.next_action_at > $3 and ${DEFERRED_BY_ANOTHER}`),
);

// Starts from the people's orders, a few each, and looks up one by one which are due. With a plain join, the planner
// may read every due order and look up its member, and the cost grows with the square of the backlog. More rows may be
// locked than are returned; those wait for a later batch.
const claimOthers = prepared<ClaimRow>(
  "claim_others",
  `with theirs as materialized (
    select order_id from (
      select order_id from orders where member_id = any ($1)
      union select order_id from orders r where ${mailboxOf("r")} = any ($2)
      union select r.order_id from members m join orders r on r.member_id = m.member_id
      where ${mailboxOf("m")} = any ($2)) found
    where order_id <> all ($3)
  ), due as materialized (
    select found.* from theirs t cross join lateral (
      select o.* from orchestrations o
      where o.order_id = t.order_id and (o.next_action_at <= $4 or o.deferred_by <> $6) and ${NOT_PAUSED}
      for update skip locked
    ) found
    order by found.next_action_at, found.order_id limit $5
  )
  ${CLAIMED}`,
);

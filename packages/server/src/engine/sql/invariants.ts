import { STAGES, stageIndex } from "@followthrough/core/domain";
import { isClosed, NOT_PAUSED } from "../../lifecycle/sql/orchestration-row.ts";
import { AWAITS_SENDING } from "../../lifecycle/sql/prompt-states.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";

// By payments, or because nothing is to be paid before delivery.
const PAID_OTHERWISE = `(s.stage = 'payment' and (coalesce(money -> 'payments', '{}') <> '{}'
  or money -> 'bill' ->> 'total' = '0' or money -> 'bill' -> 'terms' ->> 'kind' in ('on_delivery', 'invoice')))`;

// By a check. Replaying timelines shows whether all checks say so.
const VERIFIED_BY_CHECK =
  "(s.stage = 'verification' and jsonb_path_exists(things, '$.checks.*.verifiedAt ? (@ != null)'))";

/** A promise of the domain, as a query for the rows that break it, named by `order_id` whatever they are. */
export interface Invariant {
  readonly name: string;
  readonly promise: string;
  readonly sql: string;
  /** The query's parameters, if it has any. */
  readonly values?: readonly unknown[];
}

/** The promises that rows alone can show. Replaying timelines is the part of `audit verify`. */
export const INVARIANTS: readonly Invariant[] = [
  {
    name: "one_orchestration_per_order",
    promise: "One orchestration per order",
    sql: "select order_id from orchestrations group by order_id having count(*) > 1",
  },
  {
    name: "orchestration_has_order",
    promise: "Every orchestration belongs to a known order",
    sql: `select o.order_id from orchestrations o
      where not exists (select from orders r where r.order_id = o.order_id)`,
  },
  {
    name: "version_counts_entries",
    promise: "The version is the number of timeline entries, without gaps",
    sql: `select o.order_id from orchestrations o
      left join (select order_id, count(*) as entries, max(version) as latest
        from orchestration_events group by order_id) e using (order_id)
      where o.version is distinct from e.entries or o.version is distinct from e.latest`,
  },
  {
    name: "latest_entry_is_the_state",
    promise: "The latest timeline entry agrees with the order's present state",
    sql: `select o.order_id from orchestrations o
      join orchestration_events e on e.order_id = o.order_id and e.version = o.version
      where (o.current_stage, o.status, o.waiting_on, o.next_action_at) is distinct from
        (e.current_stage_after, e.status_after, e.waiting_on_after, e.next_action_at_after)`,
  },
  {
    name: "no_forgotten_order",
    promise:
      "Every open order has a next action, is paused, is only followed, or has an open escalation",
    sql: `select o.order_id from orchestrations o
      where not ${isClosed("o")} and o.next_action_at is null
        and not o.is_silent and ${NOT_PAUSED}
        and not exists (select from escalations x
          where x.order_id = o.order_id and x.resolved_at is null)`,
  },
  {
    name: "closed_orders_are_not_paused",
    promise: "A closed order is not paused",
    sql: `select o.order_id from orchestrations o
      where ${isClosed("o")} and o.paused_until is not null`,
  },
  {
    name: "one_open_escalation_per_reason",
    promise: "An order has at most one open escalation per reason",
    sql: `select order_id from escalations where resolved_at is null
      group by order_id, reason having count(*) > 1`,
  },
  {
    name: "fulfillment_comes_last",
    promise: "Fulfillment is current only when the stages before it are completed",
    sql: `select order_id from orchestrations
      where current_stage = $2 and exists (
        select from unnest($1::text[]) as s(stage)
        where registers -> s.stage -> 'hard' ->> 'status' is distinct from 'completed'
          and not ${PAID_OTHERWISE} and not ${VERIFIED_BY_CHECK}
          and not (s.stage = any (if_known)))`,
    values: [STAGES.slice(0, stageIndex("fulfillment")), "fulfillment"],
  },
  {
    name: "closed_orders_send_nothing",
    promise: "A closed order has no sendable prompt",
    sql: `select p.order_id from prompts p join orchestrations o using (order_id)
      where ${isClosed("o")}
        and p.state ${AWAITS_SENDING}`,
  },
  {
    name: "one_prompt_a_step",
    promise: "At most one prompt per order, stage, stage entry and step",
    sql: `select order_id from prompts
      group by order_id, stage, stage_entry, step having count(*) > 1`,
  },
  {
    name: "no_forgotten_message",
    promise: "No prompt stays with a worker whose lease ended more than five minutes ago",
    sql: `select order_id from prompts
      where state = 'sending' and lease_until < now() - interval '5 minutes'`,
  },
  {
    name: "prompt_has_its_decision",
    promise: "Every prompt was decided in a sweep's timeline entry",
    sql: `select p.order_id from prompts p where not exists (
        select from orchestration_events e
        where e.order_id = p.order_id and e.kind = 'sweep' and e.payload ->> 'decision' = 'prompt'
          and (e.payload ->> 'step')::integer = p.step and e.stage = p.stage)`,
  },
  {
    name: "facts_recorded_once",
    promise: "A provider's fact is in the timeline once",
    sql: `select order_id from orchestration_events where source is not null
      group by order_id, source, source_event_id having count(*) > 1`,
  },
  {
    name: "ledger_sums_to_zero",
    promise: "Members own the points that were issued and not taken back: the ledger sums to zero",
    sql: `select a.member_id as order_id from loyalty_accounts a left join (
        select member_id, sum(case when debit in ('issued', 'redeemed', 'lapsed') then points else 0 end
          - case when credit in ('issued', 'redeemed', 'lapsed') then points else 0 end) as house
        from loyalty_transfers group by member_id) t using (member_id)
      where a.posted <> coalesce(t.house, 0)`,
  },
  {
    name: "balances_are_their_transfers",
    promise: "A member's balance is the sum of the transfers, which are numbered without gaps",
    sql: `select a.member_id as order_id from loyalty_accounts a left join (
        select member_id, count(*) as transfers, max(number) as latest,
          sum(case kind when 'earned' then points when 'reversed' then -points
            when 'captured' then -points when 'lapsed' then -points else 0 end) as posted,
          sum(case kind when 'held' then points when 'captured' then -points
            when 'returned' then -points else 0 end) as pending
        from loyalty_transfers group by member_id) t using (member_id)
      where (a.transfers, a.transfers, a.posted, a.pending) is distinct from
        (coalesce(t.transfers, 0), coalesce(t.latest, 0), coalesce(t.posted, 0), coalesce(t.pending, 0))`,
  },
  {
    name: "debts_come_from_reversals",
    promise:
      "No member has spent or reserved more points than they owned, unless some were taken back since",
    sql: `select a.member_id as order_id from loyalty_accounts a left join (
        select member_id, sum(points) as reversed from loyalty_transfers
        where kind = 'reversed' group by member_id) t using (member_id)
      where a.posted + coalesce(t.reversed, 0) < a.pending or a.pending < 0
        or a.reversed > coalesce(t.reversed, 0)`,
  },
  {
    name: "held_points_have_their_hold",
    promise: "A member's held points are the sum of their active holds",
    sql: `select a.member_id as order_id from loyalty_accounts a left join (
        select member_id, sum(points) as held from loyalty_holds
        where state = 'active' and kept_by = 'ledger' group by member_id) h using (member_id)
      where a.pending <> coalesce(h.held, 0)`,
  },
  {
    name: "a_hold_is_resolved_once",
    promise: "A hold is resolved once, and its points went one way",
    sql: `select h.hold_id as order_id from loyalty_holds h
      left join (select hold_id, count(*) as times, max(kind) as kind, sum(captured) as captured
        from loyalty_resolutions group by hold_id) r using (hold_id)
      left join (select hold_id, count(*) filter (where kind = 'held') as held,
          coalesce(sum(points) filter (where kind = 'captured'), 0) as captured,
          coalesce(sum(points) filter (where kind in ('captured', 'returned')), 0) as resolved
        from loyalty_transfers where hold_id is not null group by hold_id) t using (hold_id)
      where coalesce(r.times, 0) > 1 or coalesce(r.kind, 'active') <> h.state
        or h.kept_by = 'ledger' and (t.held, t.captured, t.resolved) is distinct from
          (1, coalesce(r.captured, 0), case h.state when 'active' then 0 else h.points end)`,
  },
  {
    name: "closed_orders_hold_no_points",
    promise: "A closed order has no active hold",
    sql: `select h.order_id from loyalty_holds h join orchestrations o using (order_id)
      where ${isClosed("o")} and h.state = 'active'`,
  },
  {
    name: "lapsing_points_are_owned",
    promise: "The points of a member that can lapse are part of those they own",
    sql: `select c.member_id as order_id from loyalty_credits c join loyalty_accounts a using (member_id)
      group by c.member_id, a.posted having sum(c.remaining) > greatest(a.posted, 0)`,
  },
  {
    name: "no_stranded_fact",
    promise: "No parked fact waits for an order that is known",
    sql: `select f.order_id from parked_facts f join orders r using (order_id)
      where f.parked_at < now() - interval '1 minute'`,
  },
];

/** How many rows break a promise, and the first few of them by order id. */
export async function findViolations(
  db: Db,
  { name, sql, values = [] }: Invariant,
): Promise<{ count: number; examples: string[] }> {
  const [row] = await prepared<{ count: number; examples: string[] | null }>(
    `invariant_${name}`,
    `with broken as (${sql})
    select (select count(*) from broken) as count,
      (select array_agg(order_id) from (select order_id from broken limit 5) b) as examples`,
  )(db, values);
  return { count: row?.count ?? 0, examples: row?.examples ?? [] };
}

/** Order ids after `after`, sorted, so that all timelines can be read in portions. */
export async function listOrderIds(db: Db, after: string, limit: number): Promise<string[]> {
  return (await orderIds(db, [after, limit])).map((row) => row.order_id);
}

const orderIds = prepared<{ order_id: string }>(
  "list_order_ids",
  "select order_id from orchestrations where order_id > $1 order by order_id limit $2",
);

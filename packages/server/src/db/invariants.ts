import { type Db, prepared } from "./database.ts";
import { NOT_PAUSED } from "./orchestration-row.ts";

/** A promise of the domain as a query that finds the rows which break it, named by `order_id` whatever they are of. */
export interface Invariant {
  readonly name: string;
  readonly promise: string;
  readonly sql: string;
}

/** The promises that can be checked on the rows alone. Replaying timelines is `audit verify`'s part. */
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
    promise: "The latest timeline entry says where the order stands",
    sql: `select o.order_id from orchestrations o
      join orchestration_events e on e.order_id = o.order_id and e.version = o.version
      where (o.current_stage, o.status, o.waiting_on, o.next_action_at) is distinct from
        (e.current_stage_after, e.status_after, e.waiting_on_after, e.next_action_at_after)`,
  },
  {
    name: "no_forgotten_order",
    promise: "Every open order has a next action, is paused, or has an open escalation",
    sql: `select o.order_id from orchestrations o
      where o.current_stage <> 'completed' and o.status <> 'cancelled' and o.next_action_at is null
        and ${NOT_PAUSED}
        and not exists (select from escalations x
          where x.order_id = o.order_id and x.resolved_at is null)`,
  },
  {
    name: "closed_orders_are_not_paused",
    promise: "A closed order is not paused",
    sql: `select order_id from orchestrations
      where (current_stage = 'completed' or status = 'cancelled') and paused_until is not null`,
  },
  {
    name: "one_open_escalation_per_reason",
    promise: "An order is escalated once for a reason until that is resolved",
    sql: `select order_id from escalations where resolved_at is null
      group by order_id, reason having count(*) > 1`,
  },
  {
    name: "fulfillment_comes_last",
    promise: "Fulfillment is current only when the stages before it are completed",
    sql: `select order_id from orchestrations
      where current_stage = 'fulfillment' and exists (
        select from unnest(array['payment', 'verification', 'loyalty_hold']) as s(stage)
        where registers -> s.stage -> 'hard' ->> 'status' is distinct from 'completed')`,
  },
  {
    name: "closed_orders_send_nothing",
    promise: "A closed order has no sendable prompt",
    sql: `select p.order_id from prompts p join orchestrations o using (order_id)
      where (o.current_stage = 'completed' or o.status = 'cancelled')
        and p.state in ('pending', 'retry')`,
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
    promise: "A provider's report is in the timeline once",
    sql: `select order_id from orchestration_events where source is not null
      group by order_id, source, source_event_id having count(*) > 1`,
  },
  {
    name: "ledger_sums_to_zero",
    promise:
      "What a member owns is what the house has issued and not taken back: the ledger sums to zero",
    sql: `select a.member_id as order_id from loyalty_accounts a left join (
        select member_id, sum(case when debit in ('issued', 'redeemed', 'lapsed') then points else 0 end
          - case when credit in ('issued', 'redeemed', 'lapsed') then points else 0 end) as house
        from loyalty_transfers group by member_id) t using (member_id)
      where a.posted <> coalesce(t.house, 0)`,
  },
  {
    name: "balances_are_their_transfers",
    promise: "A member's balance is what the transfers add up to, numbered without gaps",
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
    name: "available_is_never_negative",
    promise: "Nobody has spent or promised more points than they have",
    sql: "select member_id as order_id from loyalty_accounts where posted < pending or pending < 0",
  },
  {
    name: "held_points_have_their_hold",
    promise: "What is held of a member is what their active holds add up to",
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
      where (o.current_stage = 'completed' or o.status = 'cancelled') and h.state = 'active'`,
  },
  {
    name: "lapsing_points_are_owned",
    promise: "What can lapse of a member is part of what they own",
    sql: `select c.member_id as order_id from loyalty_credits c join loyalty_accounts a using (member_id)
      group by c.member_id, a.posted having sum(c.remaining) > a.posted`,
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
  { name, sql }: Invariant,
): Promise<{ count: number; examples: string[] }> {
  const [row] = await prepared<{ count: number; examples: string[] | null }>(
    `invariant_${name}`,
    `with broken as (${sql})
    select (select count(*) from broken) as count,
      (select array_agg(order_id) from (select order_id from broken limit 5) b) as examples`,
  )(db, []);
  return { count: row?.count ?? 0, examples: row?.examples ?? [] };
}

/** Order ids behind `after`, in their order, to walk all timelines in portions. */
export async function listOrderIds(db: Db, after: string, limit: number): Promise<string[]> {
  return (await orderIds(db, [after, limit])).map((row) => row.order_id);
}

const orderIds = prepared<{ order_id: string }>(
  "list_order_ids",
  "select order_id from orchestrations where order_id > $1 order by order_id limit $2",
);

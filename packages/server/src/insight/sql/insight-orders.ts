import type { InsightFigure, InsightOrder } from "@followthrough/core/contract";
import { CURRENT_STAGES } from "@followthrough/core/domain";
import { isClosed } from "../../lifecycle/sql/orchestration-row.ts";
import { HIT_COLUMNS, toHit } from "../../lifecycle/sql/search-orders.ts";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";
import type { Position } from "../../platform/postgres/position.ts";
import { iso } from "../../platform/postgres/times.ts";

/** Which orders the figures cover: those that were placed in a period (epoch milliseconds). */
export interface InsightFilter {
  readonly from: number;
  readonly to: number;
  readonly stage: string | null;
  readonly policy: string | null;
}

/** How long after a prompt an order's progress is attributed to it. */
export const WINDOW_HOURS = 72;

const WINDOW = `interval '${WINDOW_HOURS} hours'`;

/**
 * One row per order of the period, with what happened to it. Parameters $1 to $4 are the filter, and $5 is
 * `CURRENT_STAGES`.
 *
 * Times are those of the sources. `prompted` holds what was sent; `treated` and `held` hold what was decided,
 * regardless of what became of it, so that the two groups of the lift differ only by chance. Both are measured from
 * their decision on. News of a delay ask for nothing, and both groups get them.
 */
export const PER_ORDER = `placed as materialized (
    select r.order_id, r.member_id, r.placed_at, r.total_amount, r.currency, o.current_stage, o.status
    from orders r join orchestrations o using (order_id)
    where r.placed_at >= $1 and r.placed_at < $2
      and ($4::text is null or exists (select from orchestration_events e where e.order_id = r.order_id
        and e.kind = 'sweep' and e.payload ->> 'policyVersion' = $4))
      and ($3::text is null or exists (select from orchestration_events e where e.order_id = r.order_id
        and e.current_stage_after = $3))
  ), moves as (
    select e.order_id, e.current_stage_after as stage, min(e.occurred_at) as entered_at
    from placed join orchestration_events e using (order_id) group by 1, 2
  ), visits as materialized (
    select order_id, stage, entered_at, min(entered_at) over (
      partition by order_id order by array_position($5::text[], stage) rows between 1 following and unbounded following
    ) as left_at
    from moves
  ), outbox as materialized (
    select p.* from placed join prompts p using (order_id)
    where ($3::text is null or p.stage = $3) and ($4::text is null or p.policy_version = $4)
  ), sent as (
    select order_id, count(*) as prompts, min(sent_at) as sent_at, min(followed_at) as followed_at,
      (array_agg(stage order by sent_at))[1] as stage,
      (array_agg(policy_version order by sent_at))[1] as policy
    from outbox where state = 'sent' group by order_id
  ), treated as (
    select distinct on (order_id) order_id, stage, decided_at, policy_version as policy
    from outbox where promised_by is null order by order_id, decided_at
  ), held as (
    select distinct on (e.order_id) e.order_id, e.stage, e.recorded_at as decided_at,
      e.payload ->> 'policyVersion' as policy
    from placed join orchestration_events e using (order_id)
    where e.kind = 'sweep' and e.payload ->> 'reason' = 'hold_out'
      and ($3::text is null or e.stage = $3) and ($4::text is null or e.payload ->> 'policyVersion' = $4)
    order by e.order_id, e.version
  ), per_order as materialized (
    select placed.*, coalesce(sent.prompts, 0) as prompts, sent.sent_at, sent.policy as sent_policy,
      sent.followed_at is not null as is_clicked,
      coalesce(went.left_at > sent.sent_at and went.left_at <= sent.sent_at + ${WINDOW}, false) as is_moved_on,
      treated.policy as treated_policy, held.policy as held_policy,
      coalesce(ours.left_at > treated.decided_at and ours.left_at <= treated.decided_at + ${WINDOW}, false)
        as treated_moved_on,
      coalesce(theirs.left_at > held.decided_at and theirs.left_at <= held.decided_at + ${WINDOW}, false)
        as held_moved_on,
      sent.sent_at is not null and exists (select from notification_preferences n
        where n.member_id = placed.member_id and not n.order_updates and n.updated_at > sent.sent_at)
        as is_opted_out
    from placed
    left join sent using (order_id)
    left join visits went on went.order_id = placed.order_id and went.stage = sent.stage
    left join treated on treated.order_id = placed.order_id
    left join visits ours on ours.order_id = placed.order_id and ours.stage = treated.stage
    left join held on held.order_id = placed.order_id
    left join visits theirs on theirs.order_id = placed.order_id and theirs.stage = held.stage
  )`;

/** A stage is left when a later one is reached. An order is at a stage until then, or until it is closed. */
const CONDITIONS: Readonly<Record<InsightFigure, string>> = {
  placed: "true",
  completed: "i.current_stage = 'completed'",
  cancelled: "i.status = 'cancelled'",
  reached: "exists (select from visits v where v.order_id = i.order_id and v.stage = $3)",
  passed:
    "exists (select from visits v where v.order_id = i.order_id and v.stage = $3 and v.left_at is not null)",
  stuck: `i.current_stage = coalesce($3, i.current_stage) and not ${isClosed("i")}`,
  prompted: "i.prompts > 0",
  clicked: "i.is_clicked",
  moved_on: "i.is_moved_on",
  treated: "i.treated_policy in (select held_policy from per_order)",
  held_out: "i.held_policy is not null",
  opted_out: "i.is_opted_out",
  prompts: "i.prompts = $9",
};

/** The orders behind a figure, the latest placed first; a keyset page. @param prompts of `prompts`: how many */
export async function listInsightOrders(
  db: Db,
  { from, to, stage, policy }: InsightFilter,
  figure: InsightFigure,
  prompts: number,
  after: Position | null,
  limit: number,
): Promise<{ order: InsightOrder; position: Position }[]> {
  const rows = await STATEMENTS[figure](db, [
    timestamp(from),
    timestamp(to),
    stage,
    policy,
    CURRENT_STAGES,
    timestamp(after?.time ?? null),
    after?.id ?? "",
    limit,
    prompts,
  ]);
  return rows.map((row) => ({
    order: { ...toHit(row), placedAt: iso(row.placed_at) },
    position: { time: row.placed_at, id: row.order_id },
  }));
}

type Row = Parameters<typeof toHit>[0] & { placed_at: number };

function statement(figure: InsightFigure) {
  // A total order of its own, so that the next page continues after a row. Every figure names `$9`, so all take it.
  return prepared<Row>(
    `list_insight_${figure}`,
    `with ${PER_ORDER}
    select ${HIT_COLUMNS}, i.placed_at
    from per_order i
    join orders r on r.order_id = i.order_id
    join orchestrations o on o.order_id = i.order_id
    left join members m on m.member_id = r.member_id
    where ${CONDITIONS[figure]} and $9::integer is not null
      and ($6::timestamptz is null or i.placed_at < $6 or (i.placed_at = $6 and i.order_id > $7))
    order by i.placed_at desc, i.order_id limit $8`,
  );
}

const STATEMENTS = {
  placed: statement("placed"),
  completed: statement("completed"),
  cancelled: statement("cancelled"),
  reached: statement("reached"),
  passed: statement("passed"),
  stuck: statement("stuck"),
  prompted: statement("prompted"),
  clicked: statement("clicked"),
  moved_on: statement("moved_on"),
  treated: statement("treated"),
  held_out: statement("held_out"),
  opted_out: statement("opted_out"),
  prompts: statement("prompts"),
} as const satisfies Readonly<Record<InsightFigure, unknown>>;

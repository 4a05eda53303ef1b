import type { Insight } from "@followthrough/core/contract";
import { CURRENT_STAGES, STAGES } from "@followthrough/core/domain";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";
import { type InsightFilter, PER_ORDER } from "./insight-orders.ts";

/** The figures as they are counted. A rule in core computes the lift's interval. */
export interface CountedInsight {
  readonly totals: { orders: number; completed: number; cancelled: number };
  readonly funnel: Insight["funnel"];
  readonly times: Insight["timeInStage"];
  readonly clicked: Insight["recovered"]["clicked"];
  readonly movedOn: Insight["recovered"]["movedOn"];
  readonly lift: { prompted: Group; heldOut: Group };
  readonly promptsPerOrder: Insight["promptsPerOrder"];
  readonly optOut: Insight["optOut"];
  readonly byDay: Insight["byDay"];
  readonly byPolicy: Insight["byPolicy"];
}

interface Group {
  readonly orders: number;
  readonly movedOn: number;
}

/** Upper bounds of the distribution's classes, in milliseconds; the last class has none. */
const BUCKETS_MS = [
  60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 259_200_000, 604_800_000,
] as const;

/** Counts what happened to the orders of a period. */
export async function countInsight(
  db: Db,
  { from, to, stage, policy }: InsightFilter,
): Promise<CountedInsight> {
  const [row] = await count(db, [
    timestamp(from),
    timestamp(to),
    stage,
    policy,
    CURRENT_STAGES,
    BUCKETS_MS,
    STAGES,
  ]);
  if (row === undefined) throw new Error("Counting always gives a row");
  return {
    totals: row.totals,
    funnel: row.funnel ?? [],
    times: (row.times ?? []).map(({ buckets, ...time }) => ({
      ...time,
      buckets: [...BUCKETS_MS, null].map((upToMs, at) => ({
        upToMs,
        count: buckets?.[String(at)] ?? 0,
      })),
    })),
    clicked: { orders: row.clicked_orders, value: row.clicked ?? [] },
    movedOn: { orders: row.moved_orders, value: row.moved ?? [] },
    lift: row.lift,
    promptsPerOrder: row.per_order ?? [],
    optOut: row.opt_out,
    byDay: row.by_day ?? [],
    byPolicy: row.by_policy ?? [],
  };
}

interface Row {
  totals: CountedInsight["totals"];
  funnel: Insight["funnel"] | null;
  times:
    | (Omit<Insight["timeInStage"][number], "buckets"> & {
        buckets: Readonly<Record<string, number>> | null;
      })[]
    | null;
  clicked_orders: number;
  clicked: Insight["recovered"]["clicked"]["value"] | null;
  moved_orders: number;
  moved: Insight["recovered"]["movedOn"]["value"] | null;
  lift: CountedInsight["lift"];
  per_order: Insight["promptsPerOrder"] | null;
  opt_out: Insight["optOut"];
  by_day: Insight["byDay"] | null;
  by_policy: Insight["byPolicy"] | null;
}

const sumWhere = (
  condition: string,
) => `(select json_agg(json_build_object('currency', currency, 'amount', amount)
    order by currency) from (select currency, sum(total_amount)::bigint as amount from per_order
      where ${condition} group by currency) v)`;

// One pass over the orders of the period counts everything, so that all figures describe the same moment.
// The lift uses only policies with a control group: others have nothing to compare with.
const count = prepared<Row>(
  "count_insight",
  `with ${PER_ORDER}, stages as (
    select stage, at from unnest($7::text[]) with ordinality as s(stage, at)
    where $3::text is null or stage = $3
  ), spent as (
    select stage, greatest(0, extract(epoch from left_at - entered_at) * 1000)::float8 as ms
    from visits where left_at is not null
  ), classes as (
    select stage, json_object_agg(class, n) as buckets
    from (select stage, width_bucket(ms, $6::float8[]) as class, count(*) as n from spent group by 1, 2) c
    group by stage
  ), measured as (
    select stage, count(*) as n, avg(ms) as mean, percentile_cont(array[0.5, 0.9]) within group (order by ms) as p
    from spent group by stage
  ), compared as (
    select distinct held_policy as policy from per_order where held_policy is not null
  )
  select
    (select json_build_object('orders', count(*),
      'completed', count(*) filter (where current_stage = 'completed'),
      'cancelled', count(*) filter (where status = 'cancelled')) from per_order) as totals,
    (select json_agg(json_build_object('stage', s.stage,
      'reached', (select count(*) from visits v where v.stage = s.stage),
      'passed', (select count(*) from visits v where v.stage = s.stage and v.left_at is not null),
      'stuck', (select count(*) from per_order i where i.current_stage = s.stage and i.status <> 'cancelled'))
      order by s.at) from stages s) as funnel,
    (select json_agg(json_build_object('stage', s.stage, 'count', m.n, 'meanMs', m.mean, 'medianMs', m.p[1],
      'p90Ms', m.p[2], 'buckets', c.buckets) order by s.at)
      from stages s join measured m using (stage) join classes c using (stage)) as times,
    (select count(*) from per_order where is_clicked) as clicked_orders, ${sumWhere("is_clicked")} as clicked,
    (select count(*) from per_order where is_moved_on) as moved_orders, ${sumWhere("is_moved_on")} as moved,
    (select json_build_object(
      'prompted', json_build_object('orders', count(*) filter (where treated_policy in (select policy from compared)),
        'movedOn', count(*) filter (where treated_policy in (select policy from compared) and treated_moved_on)),
      'heldOut', json_build_object('orders', count(*) filter (where held_policy is not null),
        'movedOn', count(*) filter (where held_policy is not null and held_moved_on))) from per_order) as lift,
    (select json_agg(json_build_object('prompts', prompts, 'orders', n) order by prompts)
      from (select prompts, count(*) as n from per_order group by prompts) p) as per_order,
    (select json_build_object('prompted', count(distinct member_id) filter (where prompts > 0),
      'optedOut', count(distinct member_id) filter (where is_opted_out)) from per_order) as opt_out,
    (select json_agg(json_build_object('day', day, 'placed', placed, 'prompted', prompted, 'movedOn', moved)
      order by day) from (select to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) as placed,
        count(*) filter (where prompts > 0) as prompted, count(*) filter (where is_moved_on) as moved
        from per_order group by 1) d) as by_day,
    (select json_agg(json_build_object('policy', sent_policy, 'prompted', prompted, 'clicked', clicked,
      'movedOn', moved) order by sent_policy) from (select sent_policy, count(*) as prompted,
        count(*) filter (where is_clicked) as clicked, count(*) filter (where is_moved_on) as moved
        from per_order where sent_policy is not null group by 1) q) as by_policy`,
);

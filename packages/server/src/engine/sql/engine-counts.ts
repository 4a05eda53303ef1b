import type { CurrentStage, WaitingOn } from "@followthrough/core/domain";
import { NOT_PAUSED } from "../../lifecycle/sql/orchestration-row.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";

/** How many orders are due for the sweep at one stage for one cause. */
interface Backlog {
  readonly stage: CurrentStage;
  /** Who must act next. */
  readonly cause: WaitingOn | "nobody";
  readonly count: number;
}

/** What is due, and how long it has been. */
export interface DueOrders {
  readonly backlog: readonly Backlog[];
  /** 0 when nothing is due. */
  readonly oldestOverdueSeconds: number;
}

/** What the database holds, counted for `/metrics`. */
export interface Counts extends DueOrders {
  readonly prompts: ReadonlyMap<string, number>;
  /** Open ones, by reason. */
  readonly escalations: ReadonlyMap<string, number>;
  readonly alerts: readonly {
    readonly channel: string;
    readonly state: string;
    readonly count: number;
  }[];
  readonly paused: number;
  readonly parkedFacts: number;
  /** Providers' messages that have not been applied yet, or are dead, by state. */
  readonly inbox: ReadonlyMap<string, number>;
  /** Provider checks of the last 30 days by outcome, and those that are `open`. */
  readonly checks: ReadonlyMap<string, number>;
}

/** Counts what is due for the sweep and not paused. */
export async function readBacklog(db: Db): Promise<DueOrders> {
  const due = await backlog(db, []);
  return {
    backlog: due.map(({ stage, cause, count }) => ({ stage, cause, count })),
    oldestOverdueSeconds: Math.max(0, ...due.map((row) => row.oldest)),
  };
}

/** Counts what is due, waiting, sent and escalated. */
export async function readCounts(db: Db): Promise<Counts> {
  const tallies = await counts(db, []);
  const of = (what: string) => tallies.filter((row) => row.what === what);
  const byKey = (what: string) => new Map(of(what).map((row) => [row.key, row.count]));
  const total = (what: string) => of(what).reduce((sum, row) => sum + row.count, 0);
  return {
    ...(await readBacklog(db)),
    prompts: byKey("prompt"),
    escalations: byKey("escalation"),
    alerts: of("alert").map(({ key, more, count }) => ({ channel: key, state: more, count })),
    paused: total("paused"),
    parkedFacts: total("parked"),
    inbox: byKey("inbox"),
    checks: byKey("check"),
  };
}

// Walks the due part of the sweep's index, which is small while the sweep keeps up.
const backlog = prepared<Backlog & { oldest: number }>(
  "read_backlog",
  `select o.current_stage as stage, coalesce(o.waiting_on, 'nobody') as cause, count(*) as count,
    extract(epoch from now() - min(o.next_action_at))::float8 as oldest
  from orchestrations o where o.next_action_at <= now() and ${NOT_PAUSED}
  group by o.current_stage, cause order by stage, cause`,
);

// Each count uses only an index, in most cases a partial one that holds just the counted rows. Prompts by state read
// one entry per prompt: a million in about 100 ms. Nothing else that grows with the shop is read.
const counts = prepared<{ what: string; key: string; more: string; count: number }>(
  "read_counts",
  `select 'prompt' as what, state as key, '' as more, count(*) as count from prompts group by state
  union all select 'escalation', reason, '', count(*) from escalations
    where resolved_at is null group by reason
  union all select 'alert', channel, state, count(*) from operator_alerts group by channel, state
  union all select 'paused', '', '', count(*) from orchestrations where paused_until > now()
  union all select 'parked', '', '', count(*) from parked_facts
  union all select 'inbox', state, '', count(*) from webhook_inbox
    where state in ('received', 'parked', 'dead') group by state
  union all select 'check', 'open', '', count(*) from provider_checks where outcome is null
  union all select 'check', outcome, '', count(*) from provider_checks
    where outcome is not null and answered_at > now() - interval '30 days' group by outcome`,
);

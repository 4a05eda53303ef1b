import type { CurrentStage, WaitingOn } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";
import { NOT_PAUSED } from "./orchestration-row.ts";

/** Throws when the database can't be written. Rolls nothing back: an empty transaction id is all it takes. */
export async function checkWritable(db: Db): Promise<void> {
  const [row] = await check(db, []);
  if (row?.read_only !== "off") throw new Error("The database only takes reads");
}

// Assigning a transaction id fails on a server that only follows, and costs no row. It does not fail where
// transactions are read-only by a setting, as some providers make them when a disk is full.
const check = prepared<{ read_only: string }>(
  "check_writable",
  "select pg_current_xact_id(), current_setting('transaction_read_only') as read_only",
);

/** The database's clock, epoch milliseconds: it decides what is due and what has expired. */
export async function readClock(db: Db): Promise<number> {
  const [row] = await clock(db, []);
  if (row === undefined) throw new Error("The clock always gives a row");
  return row.now;
}

const clock = prepared<{ now: number }>("read_clock", "select clock_timestamp() as now");

/** What is due for the sweep at one stage for one cause. */
interface Backlog {
  readonly stage: CurrentStage;
  /** Who has the next move. */
  readonly cause: WaitingOn | "nobody";
  readonly count: number;
}

/** What is due, and since when. */
export interface DueOrders {
  readonly backlog: readonly Backlog[];
  /** 0 where nothing is due. */
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
  /** Providers' messages that are not settled, or dead, by state. */
  readonly inbox: ReadonlyMap<string, number>;
  /** Questions to providers in the last 30 days by outcome, and those that are `open`. */
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

// Walks the due part of the sweep's index; there is little of it while the sweep keeps up.
const backlog = prepared<Backlog & { oldest: number }>(
  "read_backlog",
  `select o.current_stage as stage, coalesce(o.waiting_on, 'nobody') as cause, count(*) as count,
    extract(epoch from now() - min(o.next_action_at))::float8 as oldest
  from orchestrations o where o.next_action_at <= now() and ${NOT_PAUSED}
  group by o.current_stage, cause order by stage, cause`,
);

// Each from an index alone, most of them partial ones that hold only what is counted. Prompts by state read
// an entry a prompt, a million in some 100 ms; what else grows with the shop is not looked at.
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

import type { Escalation } from "@followthrough/core/contract";
import { ADVISORY_LOCKS } from "../../platform/postgres/advisory-locks.ts";
import { type Db, prepared, type Tx } from "../../platform/postgres/database.ts";
import { iso } from "../../platform/postgres/times.ts";
import { ESCALATION_SELECT, type EscalationRow, toEscalation } from "./escalations.ts";

/** One escalation of a digest. */
export interface DigestItem {
  readonly escalation: Escalation;
  /** It was in an earlier digest, and nobody has taken it on since. */
  readonly isReminder: boolean;
}

/** How many escalations of a digest have the same reason. */
interface ReasonCount {
  readonly reason: Escalation["reason"];
  /** In no digest before. */
  readonly opened: number;
  readonly reminders: number;
}

/** Several escalations in one alert, as they are when it is sent. */
export interface Digest {
  /** When it was made, RFC 3339. */
  readonly madeAt: string;
  /** The reason of the oldest escalation comes first. */
  readonly counts: readonly ReasonCount[];
  /** The oldest ones, at most `MOST_ITEMS`; the oldest comes first. */
  readonly items: readonly DigestItem[];
}

/** The most escalations that one digest lists. It counts the others. */
const MOST_ITEMS = 100;

// So many have one cause, and the work list shows all of them. The others are in the next digest.
const MOST_IN_DIGEST = 10_000;

/** Keeps other processes from making a digest until the transaction ends. @returns false when one is making it now */
export async function lockDigests(tx: Tx): Promise<boolean> {
  const [row] = await lock(tx, [ADVISORY_LOCKS.alertDigest]);
  return row?.locked ?? false;
}

/** Whether there is something for a digest, and the last one is old enough. */
export async function isDigestDue(
  db: Db,
  times: {
    readonly everyMs: number;
    readonly collectMs: number;
    readonly remindAfterMs: number | null;
  },
): Promise<boolean> {
  const [row] = await due(db, [times.everyMs, times.collectMs, times.remindAfterMs]);
  return row?.due ?? false;
}

/** Stores a digest of all escalations that are new or need a reminder, of test orders none. @returns `null` when there are none */
export async function storeDigest(
  tx: Tx,
  remindAfterMs: number | null,
): Promise<{ digestId: string; count: number } | null> {
  await skipResolved(tx, []);
  await skipTests(tx, []);
  const rows = await store(tx, [remindAfterMs, MOST_IN_DIGEST]);
  const [first] = rows;
  return first === undefined ? null : { digestId: first.digest_id, count: rows.length };
}

/** Records that there was nobody to alert to any of the new escalations. */
export async function skipNewEscalations(tx: Tx): Promise<void> {
  await skipNew(tx, []);
}

/** What is left of a digest: escalations that are still open, and reminders that nobody has taken on since. */
export async function readDigest(db: Db, digestId: string): Promise<Digest | null> {
  const [head] = await readHead(db, [digestId]);
  if (head === undefined || head.counts === null) return null;
  const rows = await readItems(db, [digestId, MOST_ITEMS]);
  return {
    madeAt: iso(head.made_at),
    counts: head.counts,
    items: rows.map((row) => ({ escalation: toEscalation(row), isReminder: row.is_reminder })),
  };
}

const lock = prepared<{ locked: boolean }>(
  "lock_alert_digests",
  "select pg_try_advisory_xact_lock($1::bigint) as locked",
);

const NOW = "clock_timestamp()";
const AGES = "e.resolved_at is null and e.assignee is null and e.alert = 'queued'";
const isOld = (remindAfter: string) =>
  `coalesce(e.alerted_at, e.opened_at) <= ${NOW} - ${remindAfter}::float8 * interval '1 ms'`;

// Each part is found by an index of its own, and is asked for every few seconds.
const due = prepared<{ due: boolean }>(
  "is_digest_due",
  `select not exists (
      select from alert_digests where made_at > ${NOW} - $1::float8 * interval '1 ms'
    ) and (exists (
      select from escalations e where e.alert = 'due' and e.resolved_at is null
        and e.opened_at <= ${NOW} - $2::float8 * interval '1 ms'
    ) or exists (
      select from escalations e where ${AGES} and ${isOld("$3")}
    )) as due`,
);

// Rows that somebody is changing now are left to the next digest, so that nobody waits for this one.
const store = prepared<{ digest_id: string }>(
  "store_alert_digest",
  `with taken as materialized (
    select e.escalation_id, e.alert = 'queued' as is_reminder from escalations e
    where e.resolved_at is null and (e.alert = 'due' or (${AGES} and ${isOld("$1")}))
    order by e.opened_at, e.escalation_id limit $2 for update skip locked
  ), digest as (
    insert into alert_digests (made_at)
    select date_trunc('milliseconds', ${NOW}) where exists (select from taken)
    returning digest_id, made_at
  ), marked as (
    update escalations e set alert = 'queued', alerted_at = d.made_at
    from taken t, digest d where e.escalation_id = t.escalation_id
  )
  insert into alert_digest_items (digest_id, escalation_id, is_reminder)
  select d.digest_id, t.escalation_id, t.is_reminder from digest d, taken t
  returning digest_id`,
);

const skipResolved = prepared(
  "skip_resolved_escalations",
  "update escalations set alert = 'none' where alert = 'due' and resolved_at is not null",
);

// They are on the work list, but nobody is called for them.
const skipTests = prepared(
  "skip_escalations_of_tests",
  `update escalations e set alert = 'none' from orders r
  where r.order_id = e.order_id and r.is_test and e.resolved_at is null and e.alert in ('due', 'queued')`,
);

const skipNew = prepared(
  "skip_new_escalations",
  "update escalations set alert = 'none' where alert = 'due'",
);

const LEFT = `from alert_digest_items i join escalations e on e.escalation_id = i.escalation_id
  where i.digest_id = $1 and e.resolved_at is null and not (i.is_reminder and e.assignee is not null)`;

const readHead = prepared<{ made_at: number; counts: ReasonCount[] | null }>(
  "read_alert_digest",
  `select d.made_at, (
    select json_agg(json_build_object('reason', reason, 'opened', opened, 'reminders', reminders) order by first, reason)
    from (
      select e.reason, min(e.opened_at) as first, count(*) filter (where not i.is_reminder) as opened,
        count(*) filter (where i.is_reminder) as reminders
      ${LEFT} group by e.reason
    ) by_reason
  ) as counts
  from alert_digests d where d.digest_id = $1`,
);

const readItems = prepared<EscalationRow & { is_reminder: boolean }>(
  "read_alert_digest_items",
  `select l.is_reminder, x.* from (
    select i.escalation_id, i.is_reminder ${LEFT} order by e.opened_at, e.escalation_id limit $2
  ) l cross join lateral (${ESCALATION_SELECT} where e.escalation_id = l.escalation_id) x
  order by x.opened_at, x.escalation_id`,
);

import type { CancelEvent, StageEvent } from "@followthrough/core/domain";
import { type Db, prepared } from "../../platform/postgres/database.ts";

/** The events that can be parked. */
export type ParkedEvent = StageEvent | CancelEvent;

/** Identifies a report of a source. */
export interface ReportKey {
  readonly source: string;
  readonly sourceEventId: string;
}

/** A parked event with the key that identifies it. */
export interface ParkedFact extends ReportKey {
  readonly event: ParkedEvent;
}

/** Parks a fact whose order is not yet known. Parking the same fact again changes nothing. */
export async function parkFact(
  db: Db,
  orderId: string,
  { source, sourceEventId }: ReportKey,
  event: ParkedEvent,
): Promise<void> {
  await park(db, [orderId, source, sourceEventId, JSON.stringify(event)]);
}

/** The facts parked for this order, the first that arrived first. */
export async function readParkedFacts(db: Db, orderId: string): Promise<ParkedFact[]> {
  return read(db, [orderId]);
}

/** Deletes a parked fact that its order's timeline now contains. */
export async function unparkFact(
  db: Db,
  orderId: string,
  { source, sourceEventId }: ReportKey,
): Promise<void> {
  await unpark(db, [orderId, source, sourceEventId]);
}

/**
 * Opens an escalation for each order that was not reported although facts have been parked for it too long. Each
 * order gets only one.
 *
 * @returns how many were opened
 */
export async function escalateParked(db: Db, patienceMs: number): Promise<number> {
  return (await escalate(db, [patienceMs])).length;
}

/**
 * Deletes facts that have named no order for too long, and marks their messages as ignored.
 *
 * @param unnamed patterns of the ids under which facts without an order are parked
 * @returns how many were deleted
 */
export async function dropUnnamed(
  db: Db,
  patienceMs: number,
  unnamed: readonly string[],
): Promise<number> {
  return (await drop(db, [patienceMs, unnamed, UNNAMED_REASON])).length;
}

const UNNAMED_REASON = "It named no order within three days";

const park = prepared(
  "park_fact",
  `insert into parked_facts (order_id, source, source_event_id, event) values ($1, $2, $3, $4)
  on conflict (order_id, source, source_event_id) do nothing`,
);

// A fact without a time of its own happened when it was parked, not when its order was reported.
const read = prepared<ParkedFact>(
  "read_parked_facts",
  `select source, source_event_id as "sourceEventId", case when event ->> 'occurredAt' is not null then event
      else event || jsonb_build_object('occurredAt', floor(extract(epoch from parked_at) * 1000))
    end as event
  from parked_facts where order_id = $1 order by parked_at, source, source_event_id limit 1000`,
);

const unpark = prepared(
  "unpark_fact",
  "delete from parked_facts where order_id = $1 and source = $2 and source_event_id = $3",
);

const ONLY_TRIED = `(f.event ->> 'status' in ('failed', 'not_started')
  and coalesce(f.event ->> 'reopens', 'false') = 'false' and f.event ->> 'stage' = 'payment')`;

const drop = prepared(
  "drop_unnamed_facts",
  `with gone as (
    delete from parked_facts
    where parked_at < now() - $1 * interval '1 ms' and order_id like any ($2)
    returning order_id,
      case when event ->> 'actor' = 'webhook' then (event -> 'payload' ->> 'inboxId')::uuid end as inbox_id
  ), ignored as (
    update webhook_inbox set state = 'ignored', reason = $3, settled_at = clock_timestamp()
    where state = 'parked' and inbox_id in (select inbox_id from gone)
  )
  select order_id from gone`,
);

// Version 0 means that there is no timeline yet. An order that was reported needs no operator: its facts are applied.
// A payment that was only tried is no reason to look for its order.
const escalate = prepared<{ order_id: string }>(
  "escalate_parked",
  `insert into escalations (order_id, reason, opened_version)
  select distinct f.order_id, 'order_never_came', 0 from parked_facts f
  where f.parked_at < now() - $1 * interval '1 ms' and not ${ONLY_TRIED}
    and not exists (select from orders r where r.order_id = f.order_id)
    and not exists (select from escalations e
      where e.order_id = f.order_id and e.reason = 'order_never_came')
  on conflict do nothing
  returning order_id`,
);

/** Marks messages as applied whose parked facts are now in their order's timeline. */
export async function markParkedApplied(
  db: Db,
  inboxIds: readonly string[],
  orderId: string,
): Promise<void> {
  if (inboxIds.length > 0) await applyParked(db, [inboxIds, orderId]);
}

const applyParked = prepared(
  "apply_parked_messages",
  `update webhook_inbox set state = 'applied', order_id = $2, reason = null,
    settled_at = clock_timestamp()
  where inbox_id = any ($1::uuid[]) and state = 'parked'`,
);

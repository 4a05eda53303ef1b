import type { CancelEvent, StageEvent } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";

/** What can wait for its order. */
export type ParkedEvent = StageEvent | CancelEvent;

/** Which report of which source it is. */
export interface ReportKey {
  readonly source: string;
  readonly sourceEventId: string;
}

/** A parked event with what tells it from others. */
export interface ParkedFact extends ReportKey {
  readonly event: ParkedEvent;
}

/** Keeps a fact whose order is not known yet; the same fact again changes nothing. */
export async function parkFact(
  db: Db,
  orderId: string,
  { source, sourceEventId }: ReportKey,
  event: ParkedEvent,
): Promise<void> {
  await park(db, [orderId, source, sourceEventId, JSON.stringify(event)]);
}

/** The facts that wait for this order, in the order in which they came. */
export async function readParkedFacts(db: Db, orderId: string): Promise<ParkedFact[]> {
  return read(db, [orderId]);
}

/** Forgets a fact that its order's timeline holds now. */
export async function unparkFact(
  db: Db,
  orderId: string,
  { source, sourceEventId }: ReportKey,
): Promise<void> {
  await unpark(db, [orderId, source, sourceEventId]);
}

/**
 * Opens an escalation for each order that facts have waited for too long and that never came; once each, until
 * it comes.
 *
 * @returns how many were opened
 */
export async function escalateParked(db: Db, patienceMs: number): Promise<number> {
  return (await escalate(db, [patienceMs])).length;
}

const park = prepared(
  "park_fact",
  `insert into parked_facts (order_id, source, source_event_id, event) values ($1, $2, $3, $4)
  on conflict (order_id, source, source_event_id) do nothing`,
);

// A fact without a time of its own speaks of when it came, not of when its order did.
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

// Version 0: there is no timeline yet. An order that came has its facts applied with it, and needs nobody.
const escalate = prepared<{ order_id: string }>(
  "escalate_parked",
  `insert into escalations (order_id, reason, opened_version)
  select distinct f.order_id, 'order_never_came', 0 from parked_facts f
  where f.parked_at < now() - $1 * interval '1 ms'
    and not exists (select from orders r where r.order_id = f.order_id)
    and not exists (select from escalations e
      where e.order_id = f.order_id and e.reason = 'order_never_came')
  on conflict do nothing
  returning order_id`,
);

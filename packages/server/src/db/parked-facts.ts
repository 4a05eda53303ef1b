import type { StageEvent } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";

/** Keeps a fact whose order is not known yet; the same fact again changes nothing. */
export async function parkFact(db: Db, orderId: string, event: StageEvent): Promise<void> {
  await park(db, [orderId, event.source, event.sourceEventId, JSON.stringify(event)]);
}

/** The facts that wait for this order, in the order in which they came. */
export async function readParkedFacts(db: Db, orderId: string): Promise<StageEvent[]> {
  return (await read(db, [orderId])).map((row) => row.event);
}

/** Forgets a fact that its order's timeline holds now. */
export async function unparkFact(db: Db, orderId: string, event: StageEvent): Promise<void> {
  await unpark(db, [orderId, event.source, event.sourceEventId]);
}

const park = prepared(
  "park_fact",
  `insert into parked_facts (order_id, source, source_event_id, event) values ($1, $2, $3, $4)
  on conflict (order_id, source, source_event_id) do nothing`,
);

// A fact without a time of its own speaks of when it came, not of when its order did.
const read = prepared<{ event: StageEvent }>(
  "read_parked_facts",
  `select case when event ->> 'occurredAt' is not null then event
      else event || jsonb_build_object('occurredAt', floor(extract(epoch from parked_at) * 1000))
    end as event
  from parked_facts where order_id = $1 order by parked_at, source, source_event_id limit 1000`,
);

const unpark = prepared(
  "unpark_fact",
  "delete from parked_facts where order_id = $1 and source = $2 and source_event_id = $3",
);

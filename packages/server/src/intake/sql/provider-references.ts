import type { AskedStage, ProviderReference } from "@followthrough/core/domain";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";

/** The order that an object belongs to. */
export interface KnownReference {
  readonly reference: string;
  readonly orderId: string;
  /** When a message last named this order (epoch milliseconds); `null` if none did. */
  readonly namedAt: number | null;
}

/** The known orders of these provider objects. */
export async function readReferences(
  db: Db,
  source: string,
  references: readonly string[],
): Promise<readonly KnownReference[]> {
  const rows = await read(db, [source, references]);
  return rows.map(({ reference, order_id, named_at }) => ({
    reference,
    orderId: order_id,
    namedAt: named_at,
  }));
}

/**
 * Links a provider's objects to an order. Objects and parked facts of the `provisional` ids move to that order. An
 * object that is linked to another named order moves only if a message names its order later than the one before.
 *
 * @param namedAt when the message was sent, if it names the order
 */
export async function linkReferences(
  db: Db,
  source: string,
  references: readonly ProviderReference[],
  orderId: string,
  provisional: readonly string[],
  namedAt: number | null,
): Promise<void> {
  const ids = references.map(({ id }) => id);
  const asks = references.map((reference) => reference.asks);
  await link(db, [source, ids, orderId, provisional, asks, timestamp(namedAt)]);
  if (provisional.length > 0) await rehome(db, [orderId, provisional]);
}

/** The objects with which we can ask a provider about this stage of an order, the latest first. */
export async function readAskable(
  db: Db,
  orderId: string,
  stage: AskedStage,
  limit: number,
): Promise<{ readonly source: string; readonly reference: string }[]> {
  return askable(db, [orderId, stage, limit]);
}

const askable = prepared<{ source: string; reference: string }>(
  "read_askable_references",
  `select source, reference from provider_references
  where order_id = $1 and asks = $2 order by linked_at desc, reference limit $3`,
);

const read = prepared<{ reference: string; order_id: string; named_at: number | null }>(
  "read_provider_references",
  "select reference, order_id, named_at from provider_references where source = $1 and reference = any ($2)",
);

const link = prepared(
  "link_provider_references",
  `with moved as (
    update provider_references set order_id = $3, linked_at = clock_timestamp()
    where source = $1 and order_id = any ($4) and reference <> all ($2)
  )
  insert into provider_references as p (source, reference, order_id, asks, named_at)
  select $1, r.id, $3, r.asks, $6 from unnest($2::text[], $5::text[]) as r(id, asks) order by r.id
  on conflict (source, reference) do update set order_id = excluded.order_id,
    linked_at = clock_timestamp(), named_at = coalesce(excluded.named_at, p.named_at)
  where p.order_id = any ($4)
    or excluded.named_at > coalesce(p.named_at, '-infinity')
    or excluded.named_at = p.named_at and p.order_id = excluded.order_id`,
);

// A fact that is already parked under the new id is dropped.
const rehome = prepared(
  "rehome_parked_facts",
  `with gone as (
    delete from parked_facts where order_id = any ($2)
    returning source, source_event_id, event, parked_at
  )
  insert into parked_facts (order_id, source, source_event_id, event, parked_at)
  select $1, source, source_event_id, event, parked_at from gone
  on conflict (order_id, source, source_event_id) do nothing`,
);

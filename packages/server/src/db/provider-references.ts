import type { AskedStage, ProviderReference } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";

/** The orders that these objects of a provider belong to, as far as anybody knows, by object. */
export async function readReferences(
  db: Db,
  source: string,
  references: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await read(db, [source, references]);
  return new Map(rows.map(({ reference, order_id }) => [reference, order_id]));
}

/**
 * Keeps that objects of a provider belong to an order. What belonged to one of `provisional` belongs to that
 * order now, and so do the facts that were parked under it; an object that another order was named for stays there.
 */
export async function linkReferences(
  db: Db,
  source: string,
  references: readonly ProviderReference[],
  orderId: string,
  provisional: readonly string[],
): Promise<void> {
  const ids = references.map(({ id }) => id);
  const asks = references.map((reference) => reference.asks);
  await link(db, [source, ids, orderId, provisional, asks]);
  if (provisional.length > 0) await rehome(db, [orderId, provisional]);
}

/** The objects by which a provider can be asked about this stage of an order, the latest first. */
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

const read = prepared<{ reference: string; order_id: string }>(
  "read_provider_references",
  "select reference, order_id from provider_references where source = $1 and reference = any ($2)",
);

const link = prepared(
  "link_provider_references",
  `with moved as (
    update provider_references set order_id = $3, linked_at = clock_timestamp()
    where source = $1 and order_id = any ($4) and reference <> all ($2)
  )
  insert into provider_references as p (source, reference, order_id, asks)
  select $1, r.id, $3, r.asks from unnest($2::text[], $5::text[]) as r(id, asks) order by r.id
  on conflict (source, reference) do update set order_id = excluded.order_id,
    linked_at = clock_timestamp()
  where p.order_id = any ($4)`,
);

// A fact that is parked there already is forgotten here.
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

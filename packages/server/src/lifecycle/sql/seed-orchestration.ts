import type { Placed } from "@followthrough/core/domain";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { ENTRY_COLUMNS, ENTRY_RECORD, toEntryRow } from "./entry-row.ts";
import { ORCHESTRATION_NAMES, ORCHESTRATION_RECORD, toRow } from "./orchestration-row.ts";

/**
 * Starts an order's orchestration with its first entries. Does nothing if there is one already. One upsert, so that
 * eight concurrent readers leave one row.
 *
 * @returns whether this call started it
 */
export async function seedOrchestration(db: Db, orderId: string, placed: Placed): Promise<boolean> {
  const rows = await statement(db, [
    orderId,
    JSON.stringify(toRow(placed.orchestration)),
    JSON.stringify(placed.entries.map(toEntryRow)),
  ]);
  return rows.length > 0;
}

const statement = prepared<{ order_id: string }>(
  "seed_orchestration",
  `with begun as (
    insert into orchestrations (order_id, ${ORCHESTRATION_NAMES})
    select $1, i.* from jsonb_to_record($2::jsonb) as i(${ORCHESTRATION_RECORD})
    on conflict (order_id) do nothing
    returning order_id
  ), recorded as (
    insert into orchestration_events (order_id, ${ENTRY_COLUMNS})
    select b.order_id, e.* from begun b, jsonb_to_recordset($3::jsonb) as e(${ENTRY_RECORD})
  )
  select order_id from begun`,
);

import type { Placed } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";
import { ENTRY_COLUMNS, ENTRY_RECORD, toEntryRow } from "./entry-row.ts";
import { toRow } from "./orchestration-row.ts";

/**
 * Begins an order's orchestration with its first entries; does nothing where there is one already.
 * One upsert, so that eight readers at once leave one row.
 *
 * @returns whether this call began it
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
    insert into orchestrations (order_id, version, current_stage, status, waiting_on, next_action_at,
      stage_entry, cadence_step, started_at, completed_at, failed_at, last_transition_at, not_required,
      redeems_points, registers, metadata)
    select $1, i.* from jsonb_to_record($2::jsonb) as i(version integer, current_stage text, status text,
      waiting_on text, next_action_at timestamptz, stage_entry integer, cadence_step integer,
      started_at timestamptz, completed_at timestamptz, failed_at timestamptz,
      last_transition_at timestamptz, not_required text[], redeems_points boolean,
      registers jsonb, metadata jsonb)
    on conflict (order_id) do nothing
    returning order_id
  ), recorded as (
    insert into orchestration_events (order_id, ${ENTRY_COLUMNS})
    select b.order_id, e.* from begun b, jsonb_to_recordset($3::jsonb) as e(${ENTRY_RECORD})
  )
  select order_id from begun`,
);

import type { Entry, Orchestration } from "@followthrough/core/domain";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { ENTRY_COLUMNS, type EntryRow, toEntry } from "./entry-row.ts";
import {
  ORCHESTRATION_COLUMNS,
  type OrchestrationRow,
  toOrchestration,
} from "./orchestration-row.ts";

/** @returns the orchestration with its member; `null` when there is none */
export async function readOrchestration(
  db: Db,
  orderId: string,
): Promise<{ orchestration: Orchestration; memberId: string | null } | null> {
  const [row] = await one(db, [orderId]);
  if (row === undefined) return null;
  return { orchestration: toOrchestration(row), memberId: row.member_id };
}

/** Larger than any version or number of entries: the largest integer of Postgres. */
export const ALL_ENTRIES = 2_147_483_647;

/**
 * A page of a timeline, with its entries oldest first.
 *
 * @param before only entries with a smaller version
 * @param limit one more than needed shows whether there are older ones
 */
export async function readEntries(
  db: Db,
  orderId: string,
  before: number,
  limit: number,
): Promise<Entry[]> {
  const rows = await page(db, [orderId, before, limit]);
  return rows.reverse().map(toEntry);
}

const one = prepared<OrchestrationRow & { member_id: string | null }>(
  "read_orchestration",
  `select ${ORCHESTRATION_COLUMNS}, r.member_id
  from orchestrations o join orders r on r.order_id = o.order_id where o.order_id = $1`,
);

// Backward along the primary key: the newest entries come first and the limit ends the scan.
const page = prepared<EntryRow>(
  "read_entries",
  `select ${ENTRY_COLUMNS} from orchestration_events
  where order_id = $1 and version < $2 order by version desc limit $3`,
);

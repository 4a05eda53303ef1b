import type { OrchestrationSummary } from "@followthrough/core/contract";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";
import { escapeLike } from "../../platform/postgres/text-patterns.ts";
import { iso, isoOrNull } from "../../platform/postgres/times.ts";
import { NOT_PAUSED, type OrchestrationRow } from "./orchestration-row.ts";

/** Which orchestrations to list; `null` means any. */
export interface OrchestrationFilter {
  readonly stage: string | null;
  readonly status: string | null;
  readonly waitingOn: string | null;
  readonly overdue: boolean | null;
  readonly text: string | null;
}

/** The place after a row, in the list's order. */
export interface ListPosition {
  readonly lastTransitionAt: number;
  readonly orderId: string;
}

interface Row extends Pick<OrchestrationRow, "current_stage" | "status" | "waiting_on"> {
  order_id: string;
  order_number: string;
  member_id: string | null;
  total_amount: number;
  currency: string;
  next_action_at: number | null;
  paused_until: number | null;
  overdue: boolean;
  last_transition_at: number;
  version: number;
}

/** Orchestrations, latest transition first, as a keyset page. */
export async function listOrchestrations(
  db: Db,
  filter: OrchestrationFilter,
  after: ListPosition | null,
  limit: number,
): Promise<{ summary: OrchestrationSummary; position: ListPosition }[]> {
  const rows = await statement(db, [
    filter.stage,
    filter.status,
    filter.waitingOn,
    filter.overdue,
    filter.text === null ? null : `${escapeLike(filter.text)}%`,
    timestamp(after?.lastTransitionAt ?? null),
    after?.orderId ?? "",
    limit,
  ]);
  return rows.map((row) => ({
    summary: toSummary(row),
    position: { lastTransitionAt: row.last_transition_at, orderId: row.order_id },
  }));
}

function toSummary(row: Row): OrchestrationSummary {
  return {
    orderId: row.order_id,
    orderNumber: row.order_number,
    memberId: row.member_id,
    total: { amount: row.total_amount, currency: row.currency },
    currentStage: row.current_stage,
    status: row.status,
    waitingOn: row.waiting_on,
    nextActionAt: isoOrNull(row.next_action_at),
    pausedUntil: isoOrNull(row.paused_until),
    overdue: row.overdue,
    lastTransitionAt: iso(row.last_transition_at),
    version: row.version,
  };
}

const OVERDUE = `(coalesce(o.next_action_at <= now(), false) and ${NOT_PAUSED})`;

// A total order (last_transition_at desc, order_id), the same as the index; the keyset continues after a row.
const statement = prepared<Row>(
  "list_orchestrations",
  `select o.order_id, r.order_number, r.member_id, r.total_amount, r.currency, o.current_stage,
    o.status, o.waiting_on, o.next_action_at, o.paused_until, ${OVERDUE} as overdue, o.last_transition_at, o.version
  from orchestrations o
  join orders r on r.order_id = o.order_id
  left join members m on m.member_id = r.member_id
  where ($1::text is null or o.current_stage = $1)
    and ($2::text is null or o.status = $2)
    and ($3::text is null or o.waiting_on = $3)
    and ($4::boolean is null or ${OVERDUE} = $4)
    and ($5::text is null or o.order_id ilike $5 or r.order_number ilike $5
      or r.email ilike $5 or m.email ilike $5)
    and ($6::timestamptz is null or o.last_transition_at < $6
      or (o.last_transition_at = $6 and o.order_id > $7))
  order by o.last_transition_at desc, o.order_id
  limit $8`,
);

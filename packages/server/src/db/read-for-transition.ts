import type { Entry, Orchestration } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";
import { type EntryRow, toEntry } from "./entry-row.ts";
import {
  ORCHESTRATION_COLUMNS,
  type OrchestrationRow,
  toOrchestration,
} from "./orchestration-row.ts";

/** All that must be known to answer an event: one statement, one snapshot. */
export interface TransitionContext {
  /** Epoch milliseconds by the database's clock. */
  readonly now: number;
  /** `null` for a known order whose orchestration is missing. */
  readonly orchestration: Orchestration | null;
  /** The entry that this very report left earlier. */
  readonly recorded: Entry | null;
  /** What an earlier request with the same idempotency key was answered. */
  readonly stored: { readonly requestHash: string; readonly answer: unknown } | null;
}

interface Row extends Partial<OrchestrationRow> {
  now: number;
  recorded: (Omit<EntryRow, TimeColumn> & Record<TimeColumn, string | null>) | null;
  request_hash: string | null;
  answer: unknown;
}

type TimeColumn = "asked_next_action_at" | "occurred_at" | "recorded_at" | "next_action_at_after";

/** @returns `null` when the order is unknown */
export async function readForTransition(
  db: Db,
  orderId: string,
  idempotencyKey: string | null,
  report: { readonly source: string | null; readonly sourceEventId: string | null },
): Promise<TransitionContext | null> {
  const [row] = await statement(db, [orderId, idempotencyKey, report.source, report.sourceEventId]);
  if (row === undefined) return null;
  return {
    now: row.now,
    orchestration: isPresent(row) ? toOrchestration(row) : null,
    recorded: row.recorded && toEntry(withTimes(row.recorded)),
    stored:
      row.request_hash === null ? null : { requestHash: row.request_hash, answer: row.answer },
  };
}

function isPresent(row: Row): row is Row & OrchestrationRow {
  return row.version !== null && row.version !== undefined;
}

/** Times inside a JSON document come as text. */
function withTimes(recorded: NonNullable<Row["recorded"]>): EntryRow {
  return {
    ...recorded,
    asked_next_action_at: parse(recorded.asked_next_action_at),
    occurred_at: Date.parse(recorded.occurred_at ?? ""),
    recorded_at: Date.parse(recorded.recorded_at ?? ""),
    next_action_at_after: parse(recorded.next_action_at_after),
  };
}

function parse(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}

// Primary and unique keys only; the order comes first, so that an unknown order gives no row at all.
const statement = prepared<Row>(
  "read_for_transition",
  `select date_trunc('milliseconds', clock_timestamp()) as now, ${ORCHESTRATION_COLUMNS},
    to_jsonb(e) as recorded, k.request_hash, k.answer
  from orders r
  left join orchestrations o on o.order_id = r.order_id
  left join idempotency_keys k on k.order_id = r.order_id and k.key = $2
  left join orchestration_events e
    on e.order_id = r.order_id and e.source = $3 and e.source_event_id = $4
  where r.order_id = $1`,
);

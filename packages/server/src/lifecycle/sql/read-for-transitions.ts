import type { Entry, Orchestration } from "@followthrough/core/domain";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { type EntryRow, toEntry } from "./entry-row.ts";
import {
  ORCHESTRATION_COLUMNS,
  type OrchestrationRow,
  toOrchestration,
} from "./orchestration-row.ts";
import { type BillRow, toBilled } from "./orders.ts";

/** Everything needed to answer an event, read in one statement and one snapshot. */
export interface TransitionInputs {
  /** Epoch milliseconds by the database's clock. */
  readonly now: number;
  /** What the order is to be paid. */
  readonly billed: ReturnType<typeof toBilled>;
  /** `null` for a known order whose orchestration is missing. */
  readonly orchestration: Orchestration | null;
  /** The entry that an earlier report of the same fact left. */
  readonly recorded: Entry | null;
  /** The answer to an earlier request with the same idempotency key. */
  readonly stored: { readonly requestHash: string; readonly answer: unknown } | null;
}

interface Row extends Partial<OrchestrationRow>, BillRow {
  is_known: boolean;
  now: number;
  recorded: (Omit<EntryRow, TimeColumn> & Record<TimeColumn, string | null>) | null;
  request_hash: string | null;
  answer: unknown;
}

type TimeColumn = "asked_next_action_at" | "occurred_at" | "recorded_at" | "next_action_at_after";

/** An event's order, with what may show that the event was seen before. */
export interface TransitionLookup {
  readonly orderId: string;
  readonly idempotencyKey: string | null;
  readonly report: { readonly source: string | null; readonly sourceEventId: string | null };
}

/** What one event is decided on. @returns `null` when the order is unknown */
export async function readForTransition(
  db: Db,
  orderId: string,
  idempotencyKey: string | null,
  report: TransitionLookup["report"],
): Promise<TransitionInputs | null> {
  const [context = null] = await readForTransitions(db, [{ orderId, idempotencyKey, report }]);
  return context;
}

/** The same for any number of events in one snapshot. Each result is at its lookup's place. */
export async function readForTransitions(
  db: Db,
  questions: readonly TransitionLookup[],
): Promise<readonly (TransitionInputs | null)[]> {
  const rows = await statement(db, [
    questions.map(({ orderId }) => orderId),
    questions.map(({ idempotencyKey }) => idempotencyKey),
    questions.map(({ report }) => report.source),
    questions.map(({ report }) => report.sourceEventId),
  ]);
  return rows.map((row) => (row.is_known ? toContext(row) : null));
}

function toContext(row: Row): TransitionInputs {
  return {
    now: row.now,
    billed: toBilled(row),
    orchestration: isPresent(row) ? toOrchestration(row) : null,
    recorded: row.recorded && toEntry(withTimes(row.recorded)),
    stored:
      row.request_hash === null ? null : { requestHash: row.request_hash, answer: row.answer },
  };
}

function isPresent(row: Row): row is Row & OrchestrationRow {
  return row.version !== null && row.version !== undefined;
}

/** Times inside a JSON document arrive as text. */
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

// Primary and unique keys only, one look-up each, with a row for every question in the order of the questions. All
// joins use the question's own id: with another table's id, only half of the key is used.
const statement = prepared<Row>(
  "read_for_transitions",
  `select r.order_id is not null as is_known,
    date_trunc('milliseconds', clock_timestamp()) as now, ${ORCHESTRATION_COLUMNS},
    r.total_amount, r.currency, r.terms_kind, r.terms_due_at, r.is_test, r.points_value, r.points_waived,
    to_jsonb(e) as recorded, k.request_hash, k.answer
  from unnest($1::text[], $2::text[], $3::text[], $4::text[])
    with ordinality as q(order_id, key, source, source_event_id, place)
  left join orders r on r.order_id = q.order_id
  left join orchestrations o on o.order_id = q.order_id
  left join idempotency_keys k on k.order_id = q.order_id and k.key = q.key
  left join orchestration_events e on e.order_id = q.order_id
    and e.source = q.source and e.source_event_id = q.source_event_id
  order by q.place`,
);

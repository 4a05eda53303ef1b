import type { Entry } from "@followthrough/core/domain";
import { noteText, readNote } from "@followthrough/core/words";
import { iso, isoIfAny } from "../../platform/postgres/times.ts";

/** A row of `orchestration_events`. */
export interface EntryRow {
  version: number;
  kind: Entry["kind"];
  stage: Entry["stage"];
  status: Entry["status"];
  disposition: Entry["disposition"];
  reopens: boolean;
  note: string | null;
  payload: Record<string, unknown> | null;
  asked_waiting_on: Entry["asked"]["waitingOn"];
  asked_next_action_at: number | null;
  metadata_patch: Record<string, unknown> | null;
  money: Entry["money"];
  things: Entry["things"];
  needs: Entry["needs"];
  source: string | null;
  source_event_id: string | null;
  actor: string;
  occurred_at: number;
  recorded_at: number;
  current_stage_after: Entry["after"]["currentStage"];
  status_after: Entry["after"]["status"];
  waiting_on_after: Entry["after"]["waitingOn"];
  next_action_at_after: number | null;
}

/** The column names, in the order in which statements name them. */
export const ENTRY_COLUMNS = `version, kind, stage, status, disposition, reopens, note, payload,
  asked_waiting_on, asked_next_action_at, metadata_patch, money, things, needs, source, source_event_id, actor,
  occurred_at, recorded_at, current_stage_after, status_after, waiting_on_after, next_action_at_after`;

/** The same with their types, for `jsonb_to_recordset`. */
export const ENTRY_RECORD = `version integer, kind text, stage text, status text, disposition text,
  reopens boolean, note text, payload jsonb, asked_waiting_on text, asked_next_action_at timestamptz,
  metadata_patch jsonb, money jsonb, things jsonb, needs text[], source text, source_event_id text, actor text, occurred_at timestamptz,
  recorded_at timestamptz, current_stage_after text, status_after text, waiting_on_after text,
  next_action_at_after timestamptz`;

/** The timeline entry in a row. */
export function toEntry(row: EntryRow): Entry {
  return {
    version: row.version,
    kind: row.kind,
    stage: row.stage,
    status: row.status,
    disposition: row.disposition,
    reopens: row.reopens,
    note: row.note === null ? null : readNote(row.note),
    payload: row.payload,
    asked: { waitingOn: row.asked_waiting_on, nextActionAt: row.asked_next_action_at },
    metadataPatch: row.metadata_patch,
    money: row.money,
    things: row.things,
    needs: row.needs,
    source: row.source,
    sourceEventId: row.source_event_id,
    actor: row.actor,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    after: {
      currentStage: row.current_stage_after,
      status: row.status_after,
      waitingOn: row.waiting_on_after,
      nextActionAt: row.next_action_at_after,
    },
  };
}

/**
 * The row of a timeline entry, as a JSON document for `jsonb_to_recordset`. What is null is left out: that says the same,
 * and a shorter document is written and read faster.
 */
export function toEntryRow(entry: Entry) {
  return {
    version: entry.version,
    kind: entry.kind,
    stage: entry.stage,
    status: entry.status,
    disposition: entry.disposition,
    reopens: entry.reopens,
    note: entry.note === null ? undefined : noteText(entry.note),
    payload: entry.payload ?? undefined,
    asked_waiting_on: entry.asked.waitingOn ?? undefined,
    asked_next_action_at: isoIfAny(entry.asked.nextActionAt),
    metadata_patch: entry.metadataPatch ?? undefined,
    money: entry.money ?? undefined,
    things: entry.things ?? undefined,
    needs: entry.needs ?? undefined,
    source: entry.source ?? undefined,
    source_event_id: entry.sourceEventId ?? undefined,
    actor: entry.actor,
    occurred_at: iso(entry.occurredAt),
    recorded_at: iso(entry.recordedAt),
    current_stage_after: entry.after.currentStage,
    status_after: entry.after.status,
    waiting_on_after: entry.after.waitingOn ?? undefined,
    next_action_at_after: isoIfAny(entry.after.nextActionAt),
  };
}

import type { Metadata, Orchestration, StageRegisters } from "@followthrough/core/domain";
import { readRegisters, registersToStore } from "@followthrough/core/words";
import { iso, isoIfAny } from "../../platform/postgres/times.ts";
import { moneyToStore, readMoney, type StoredMoney } from "./money-column.ts";
import { readThings, type StoredThings, thingsToStore } from "./things-column.ts";

/** Columns of `orchestrations` that never change. */
const FIXED = { started_at: "timestamptz", is_silent: "boolean" } as const;

const CHANGING = {
  version: "integer",
  current_stage: "text",
  status: "text",
  waiting_on: "text",
  next_action_at: "timestamptz",
  stage_entry: "integer",
  cadence_step: "integer",
  completed_at: "timestamptz",
  failed_at: "timestamptz",
  last_transition_at: "timestamptz",
  paused_until: "timestamptz",
  not_required: "text[]",
  if_known: "text[]",
  redeems_points: "boolean",
  registers: "jsonb",
  money: "jsonb",
  things: "jsonb",
  ahead: "jsonb",
  deferred_since: "timestamptz",
  deferred_by: "text",
  needs: "text[]",
  metadata: "jsonb",
} as const;

const ALL: Readonly<Record<keyof OrchestrationRow, string>> = { ...FIXED, ...CHANGING };

/** The columns of `orchestrations o` that make an `Orchestration`. */
export const ORCHESTRATION_COLUMNS = listOf(ALL, (name) => `o.${name}`);

/** The same without the table, for an `insert`; in the order of `ORCHESTRATION_RECORD`. */
export const ORCHESTRATION_NAMES = listOf(ALL, (name) => name);

/** The columns with their types, for the row of a JSON document. */
export const ORCHESTRATION_RECORD = listOf(ALL, (name, type) => `${name} ${type}`);

/** The columns that a transition may change. */
export const CHANGED_RECORD = listOf(CHANGING, (name, type) => `${name} ${type}`);

/** An update's assignments of the columns that a transition may change, from `i`. */
export const CHANGED_FROM_INPUT = listOf(CHANGING, (name) => `${name} = i.${name}`);

function listOf(
  columns: Readonly<Record<string, string>>,
  write: (name: string, type: string) => string,
): string {
  return Object.entries(columns)
    .map(([name, type]) => write(name, type))
    .join(", ");
}

/** Not paused by an operator now. A pause ends automatically, so that no order is forgotten in one. */
export const NOT_PAUSED = "(o.paused_until is null or o.paused_until <= now())";

/** Nothing follows any more: completed or cancelled, like the domain's `isTerminal`. @param row the row's alias */
export function isClosed(row: string): string {
  return `(${row}.current_stage = 'completed' or ${row}.status = 'cancelled')`;
}

/** A row of `orchestrations`. */
export interface OrchestrationRow {
  version: number;
  current_stage: Orchestration["currentStage"];
  status: Orchestration["status"];
  waiting_on: Orchestration["waitingOn"];
  next_action_at: number | null;
  stage_entry: number;
  cadence_step: number;
  started_at: number;
  completed_at: number | null;
  failed_at: number | null;
  last_transition_at: number;
  paused_until: number | null;
  not_required: Orchestration["notRequired"];
  if_known: Orchestration["ifKnown"];
  is_silent: boolean;
  redeems_points: boolean;
  registers: StageRegisters;
  money: StoredMoney;
  things: StoredThings;
  ahead: NonNullable<Orchestration["ahead"]> | null;
  deferred_since: number | null;
  deferred_by: string | null;
  needs: Orchestration["needs"];
  metadata: Metadata;
}

/** The orchestration in a row. */
export function toOrchestration(row: OrchestrationRow): Orchestration {
  return {
    version: row.version,
    currentStage: row.current_stage,
    status: row.status,
    waitingOn: row.waiting_on,
    nextActionAt: row.next_action_at,
    stageEntry: row.stage_entry,
    cadenceStep: row.cadence_step,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    failedAt: row.failed_at,
    lastTransitionAt: row.last_transition_at,
    pausedUntil: row.paused_until,
    notRequired: row.not_required,
    ifKnown: row.if_known,
    isSilent: row.is_silent,
    redeemsPoints: row.redeems_points,
    registers: readRegisters(row.registers),
    money: readMoney(row.money),
    things: readThings(row.things),
    needs: row.needs,
    ...(row.ahead === null ? {} : { ahead: row.ahead }),
    ...(row.deferred_by === null
      ? {}
      : { deferral: { since: row.deferred_since, policyVersion: row.deferred_by } }),
    metadata: row.metadata,
  };
}

/** The row of an orchestration, as a JSON document for `jsonb_to_recordset`, without what is null. */
export function toRow(orchestration: Orchestration) {
  const { registers, money, things, metadata, notRequired, ifKnown, needs } = orchestration;
  return {
    version: orchestration.version,
    current_stage: orchestration.currentStage,
    status: orchestration.status,
    waiting_on: orchestration.waitingOn ?? undefined,
    next_action_at: isoIfAny(orchestration.nextActionAt),
    stage_entry: orchestration.stageEntry,
    cadence_step: orchestration.cadenceStep,
    started_at: iso(orchestration.startedAt),
    completed_at: isoIfAny(orchestration.completedAt),
    failed_at: isoIfAny(orchestration.failedAt),
    last_transition_at: iso(orchestration.lastTransitionAt),
    paused_until: isoIfAny(orchestration.pausedUntil),
    not_required: notRequired,
    if_known: ifKnown,
    is_silent: orchestration.isSilent,
    redeems_points: orchestration.redeemsPoints,
    registers: registersToStore(registers),
    money: moneyToStore(money),
    things: thingsToStore(things),
    ahead: orchestration.ahead,
    deferred_since: isoIfAny(orchestration.deferral?.since ?? null),
    deferred_by: orchestration.deferral?.policyVersion,
    needs: needs ?? undefined,
    metadata,
  };
}

import type { Metadata, Orchestration, StageRegisters } from "@followthrough/core/domain";

/** The columns of `orchestrations` that make an `Orchestration`. */
export const ORCHESTRATION_COLUMNS = `
  o.version, o.current_stage, o.status, o.waiting_on, o.next_action_at, o.stage_entry, o.cadence_step,
  o.started_at, o.completed_at, o.failed_at, o.last_transition_at, o.paused_until, o.not_required, o.redeems_points,
  o.registers, o.metadata`;

/** Not paused by an operator, now. A pause ends by itself, so that no order is forgotten in one. */
export const NOT_PAUSED = "(o.paused_until is null or o.paused_until <= now())";

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
  redeems_points: boolean;
  registers: StageRegisters;
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
    redeemsPoints: row.redeems_points,
    registers: row.registers,
    metadata: row.metadata,
  };
}

/** The row of an orchestration, as a JSON document for `jsonb_to_recordset`. */
export function toRow(orchestration: Orchestration) {
  const { registers, metadata, notRequired } = orchestration;
  return {
    version: orchestration.version,
    current_stage: orchestration.currentStage,
    status: orchestration.status,
    waiting_on: orchestration.waitingOn,
    next_action_at: isoOrNull(orchestration.nextActionAt),
    stage_entry: orchestration.stageEntry,
    cadence_step: orchestration.cadenceStep,
    started_at: iso(orchestration.startedAt),
    completed_at: isoOrNull(orchestration.completedAt),
    failed_at: isoOrNull(orchestration.failedAt),
    last_transition_at: iso(orchestration.lastTransitionAt),
    paused_until: isoOrNull(orchestration.pausedUntil),
    not_required: notRequired,
    redeems_points: orchestration.redeemsPoints,
    registers,
    metadata,
  };
}

/** Epoch milliseconds as RFC 3339 text in UTC. */
export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** Epoch milliseconds as RFC 3339 text in UTC, where there is a time. */
export function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}

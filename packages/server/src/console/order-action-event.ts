import type { OrderAction } from "@followthrough/core/contract";
import {
  assertNever,
  type OrchestrationEvent,
  type StageEvent,
  waivePoints,
} from "@followthrough/core/domain";
import { readNote } from "@followthrough/core/words";

/** An action that only records one event of one order. */
export type PlainAction = Extract<
  OrderAction,
  {
    action:
      | "complete_stage"
      | "fail_stage"
      | "waive_points"
      | "cancel"
      | "pause"
      | "resume"
      | "add_note"
      | "issue_resume_link";
  }
>;

/** The event that records an operator's action. */
export function eventOf(action: PlainAction, actor: string): OrchestrationEvent {
  const note = action.reason;
  switch (action.action) {
    case "complete_stage":
      return { ...stageEvent(action.stage, actor, note), status: "completed" };
    case "fail_stage":
      return { ...stageEvent(action.stage, actor, note), status: "failed" };
    case "waive_points":
      return waivePoints({ reason: note, actor });
    case "cancel":
      return { kind: "cancelled", note, actor };
    case "pause":
      return { kind: "paused", until: Date.parse(action.until), note, actor };
    case "resume":
      return { kind: "resumed", note, actor };
    case "add_note":
      return { kind: "operator", action: "note_added", payload: {}, note, actor };
    case "issue_resume_link":
      return { kind: "operator", action: "resume_link_issued", payload: {}, note, actor };
    default:
      return assertNever(action);
  }
}

function stageEvent(stage: StageEvent["stage"], actor: string, note: string) {
  return {
    kind: "stage",
    stage,
    reopens: false,
    occurredAt: null,
    source: null,
    sourceEventId: null,
    waitingOn: null,
    nextActionAt: null,
    note: readNote(note),
    payload: null,
    metadataPatch: null,
    actor,
  } as const;
}

import type { OrderAction } from "@followthrough/core/contract";
import { assertNever, type OrchestrationEvent, type StageEvent } from "@followthrough/core/domain";

/** An action that is one event of one order, and nothing else. */
export type PlainAction = Extract<
  OrderAction,
  {
    action:
      | "complete_stage"
      | "fail_stage"
      | "cancel"
      | "pause"
      | "resume"
      | "add_note"
      | "issue_resume_link";
  }
>;

/** The event that an operator's action is. */
export function eventOf(action: PlainAction, actor: string): OrchestrationEvent {
  const note = action.reason;
  switch (action.action) {
    case "complete_stage":
      return { ...stageEvent(action.stage, actor, note), status: "completed" };
    case "fail_stage":
      return { ...stageEvent(action.stage, actor, note), status: "failed" };
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
    note,
    payload: null,
    metadataPatch: null,
    actor,
  } as const;
}

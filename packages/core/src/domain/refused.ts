/** A command that could have no effect. Nothing is recorded. */
export interface Refused {
  readonly ok: false;
  readonly code:
    | "stage_already_completed"
    | "orchestration_closed"
    | "event_superseded"
    | "pause_in_the_past"
    | "pause_too_long"
    | "orchestration_not_paused"
    | "points_decide_stage"
    | "points_waived"
    | "no_points_to_waive"
    | "metadata_too_large";
}

/** The answer to an event that changes nothing. */
export function refuse(code: Refused["code"]): Refused {
  return { ok: false, code };
}

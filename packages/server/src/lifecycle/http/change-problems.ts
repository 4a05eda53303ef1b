import { problems } from "../../platform/http/schemas.ts";

/** The problems with which a change of an order can be refused. */
export const CHANGE_PROBLEMS = problems(
  [
    "order_unknown",
    "stage_already_completed",
    "points_decide_stage",
    "points_waived",
    "orchestration_closed",
    "event_superseded",
    "metadata_too_large",
    "version_conflict",
    "precondition_failed",
    "idempotency_key_reused",
    "overloaded",
  ],
  "body",
);

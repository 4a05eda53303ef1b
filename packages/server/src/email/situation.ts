import type { StageStatus } from "@followthrough/core/domain";

/** Whether the stage still waits for the member, or was tried and didn't work out. */
export type Situation = "open" | "failed";

/** How a mail sees each status of a stage. */
export const SITUATIONS = {
  not_started: "open",
  in_progress: "open",
  waiting: "open",
  completed: "done",
  failed: "failed",
} as const satisfies Record<StageStatus, Situation | "done">;

/** How a mail speaks of the stage it is about, which is never a completed one. */
export function situationOf(status: StageStatus): Situation {
  return SITUATIONS[status] === "failed" ? "failed" : "open";
}

import type { StageStatus } from "@followthrough/core/domain";
import type { MailSituation } from "@followthrough/core/words";

/** What a mail makes of each status of a stage. */
export const SITUATIONS = {
  not_started: "open",
  in_progress: "open",
  waiting: "open",
  completed: "done",
  failed: "failed",
} as const satisfies Record<StageStatus, MailSituation | "done">;

/** What a mail says about its own stage, which is never completed. */
export function situationOf(status: StageStatus): MailSituation {
  return SITUATIONS[status] === "failed" ? "failed" : "open";
}

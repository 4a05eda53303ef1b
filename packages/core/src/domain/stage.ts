/** The stages an order goes through, in their order. `completed` is the place after the last one. */
export const STAGES = ["payment", "verification", "loyalty_hold", "fulfillment"] as const;

/** One stage of the lifecycle. */
export type Stage = (typeof STAGES)[number];

/** Where an orchestration stands: a stage, or past the last one. */
export type CurrentStage = Stage | "completed";

/** What can be said of one stage. */
export const STAGE_STATUSES = [
  "not_started",
  "in_progress",
  "waiting",
  "completed",
  "failed",
] as const;

/** What can be said of one stage. */
export type StageStatus = (typeof STAGE_STATUSES)[number];

/** What can be said of an orchestration: its current stage's status, or that it was called off. */
export const ORCHESTRATION_STATUSES = [...STAGE_STATUSES, "cancelled"] as const;

/** What can be said of an orchestration. */
export type OrchestrationStatus = (typeof ORCHESTRATION_STATUSES)[number];

/** Who must act next. */
export const WAITING_ON = ["member", "provider", "operator"] as const;

/** Who must act next. */
export type WaitingOn = (typeof WAITING_ON)[number];

/** The place of a stage on the way, 0 for the first; `completed` is `STAGES.length`. */
export function stageIndex(stage: CurrentStage): number {
  return stage === "completed" ? STAGES.length : STAGES.indexOf(stage);
}

/** Nothing that arrives can change this orchestration any more. */
export function isTerminal(place: {
  readonly currentStage: CurrentStage;
  readonly status: OrchestrationStatus;
}): boolean {
  return place.currentStage === "completed" || place.status === "cancelled";
}

import type { OrchestrationStatus, Stage, WaitingOn } from "../../domain/index.ts";

/** The stages' names, for shoppers and operators alike. */
export const EN_STAGES: Readonly<Record<Stage, string>> = {
  payment: "Payment",
  verification: "Identity",
  loyalty_hold: "Points",
  fulfillment: "Fulfillment",
};

/** The status of a stage or an order in a word or two, for operators. */
export const EN_STATUSES: Readonly<Record<OrchestrationStatus, string>> = {
  not_started: "Not started",
  in_progress: "In progress",
  waiting: "Waiting",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** Who must act next, in words for an operator; `nobody` when the order is closed. */
export const EN_WAITING_ON: Readonly<Record<WaitingOn | "nobody", string>> = {
  member: "Member",
  provider: "Provider",
  operator: "You",
  nobody: "Nobody",
};

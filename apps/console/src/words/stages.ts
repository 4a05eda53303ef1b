import type {
  CurrentStage,
  OrchestrationStatus,
  Stage,
  WaitingOn,
} from "@followthrough/core/domain";

/** A stage's name, as people here say it. */
export const STAGE_NAMES: Readonly<Record<CurrentStage, string>> = {
  payment: "Payment",
  verification: "Identity",
  loyalty_hold: "Points",
  fulfillment: "Fulfilment",
  completed: "Completed",
};

/** What can be said of a stage or an order, in a word. */
export const STATUS_WORDS: Readonly<Record<OrchestrationStatus, string>> = {
  not_started: "Not started",
  in_progress: "In progress",
  waiting: "Waiting",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** Who has the next move. */
export const WAITING_WORDS: Readonly<Record<WaitingOn, string>> = {
  member: "Member",
  provider: "Provider",
  operator: "You",
};

/** Whom an order waits on, in a word; nobody when it is closed. */
export function waitingWord(waitingOn: WaitingOn | null): string {
  return waitingOn === null ? "Nobody" : WAITING_WORDS[waitingOn];
}

/** The stages in their order, with their names. */
export const STAGE_CHOICES: readonly { readonly value: Stage; readonly label: string }[] = [
  { value: "payment", label: STAGE_NAMES.payment },
  { value: "verification", label: STAGE_NAMES.verification },
  { value: "loyalty_hold", label: STAGE_NAMES.loyalty_hold },
  { value: "fulfillment", label: STAGE_NAMES.fulfillment },
];

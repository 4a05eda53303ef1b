import type { RecoveryDecision } from "./decide-recovery.ts";
import type { EscalationReason } from "./escalation.ts";
import type { Stage, StageStatus, WaitingOn } from "./stage.ts";

/** Something said of a stage. Times are epoch milliseconds. */
export interface StageEvent {
  readonly kind: "stage";
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly reopens: boolean;
  /** The source's own time; `null` speaks of now. */
  readonly occurredAt: number | null;
  /** With `sourceEventId` this is a fact; `null` makes it a command. */
  readonly source: string | null;
  readonly sourceEventId: string | null;
  readonly waitingOn: WaitingOn | null;
  readonly nextActionAt: number | null;
  readonly note: string | null;
  readonly payload: Readonly<Record<string, unknown>> | null;
  readonly metadataPatch: Readonly<Record<string, unknown>> | null;
  readonly actor: string;
}

/** The order is called off. */
export interface CancelEvent {
  readonly kind: "cancelled";
  readonly note: string | null;
  /** Where it comes from, when a provider's message said so. */
  readonly payload?: Readonly<Record<string, unknown>> | null;
  readonly actor: string;
}

/** An operator holds recovery back: nothing falls due and nothing is sent until then. */
export interface PauseEvent {
  readonly kind: "paused";
  /** Epoch milliseconds. */
  readonly until: number;
  readonly note: string | null;
  readonly actor: string;
}

/** An operator lets recovery go on before the pause is over. */
export interface ResumeEvent {
  readonly kind: "resumed";
  readonly note: string | null;
  readonly actor: string;
}

/** What an operator can do about an order without changing where it stands. */
export const OPERATOR_ACTIONS = [
  "escalation_assigned",
  "escalation_resolved",
  "prompt_resent",
  "prompt_marked_sent",
  "prompt_requested",
  "note_added",
  "resume_link_issued",
] as const;

/** An operator did something about the order that does not change where it stands. */
export interface OperatorEvent {
  readonly kind: "operator";
  readonly action: (typeof OPERATOR_ACTIONS)[number];
  /** What it was done to, by id. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly note: string | null;
  readonly actor: string;
}

/** What a sweep decided for an overdue orchestration. */
export interface SweepEvent {
  readonly kind: "sweep";
  readonly decision: RecoveryDecision;
  readonly policyVersion: string;
  readonly runId: string;
}

/** Something about the member changed that made an earlier decision void; decide again at once. */
export interface ReconsiderEvent {
  readonly kind: "reconsidered";
  readonly note: string;
  /** What no operator has to look at any more. */
  readonly settles: readonly EscalationReason[];
  /** Who made it so; `member` when absent. */
  readonly actor?: string;
}

/** All that can change an orchestration after it was placed. */
export type OrchestrationEvent =
  | StageEvent
  | CancelEvent
  | PauseEvent
  | ResumeEvent
  | OperatorEvent
  | SweepEvent
  | ReconsiderEvent;

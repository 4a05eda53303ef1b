import type { EscalationReason } from "./escalation.ts";
import type { Bill } from "./money/bill.ts";
import type { PaymentReport } from "./money/payment.ts";
import type { Note } from "./note.ts";
import type { RecoveryDecision } from "./recovery/recovery-decision.ts";
import type { Stage, StageStatus, WaitingOn } from "./stage.ts";
import type { CheckReport } from "./things/check.ts";
import type { ParcelReport } from "./things/parcel.ts";

/** A statement about a stage. Times are epoch milliseconds. */
export interface StageEvent {
  readonly kind: "stage";
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly reopens: boolean;
  /** The source's own time; `null` means now. */
  readonly occurredAt: number | null;
  /** With `sourceEventId` this is a fact; `null` makes it a command. */
  readonly source: string | null;
  readonly sourceEventId: string | null;
  readonly waitingOn: WaitingOn | null;
  readonly nextActionAt: number | null;
  readonly note: Note | null;
  readonly payload: Readonly<Record<string, unknown>> | null;
  readonly metadataPatch: Readonly<Record<string, unknown>> | null;
  /**
   * With the stage `payment`: what is said of payments. Their sums then decide the stage, not `status`. Without it,
   * `status` is a statement about the whole stage; an empty list says nothing about money.
   */
  readonly payments?: readonly PaymentReport[];
  /** With the stage `verification`: what is said of checks. They then decide the stage, not `status`. */
  readonly checks?: readonly CheckReport[];
  /** With the stage `fulfillment`: what is said of parcels. `status` is still what is said of the stage. */
  readonly parcels?: readonly ParcelReport[];
  readonly actor: string;
}

/** The order is cancelled. */
export interface CancelEvent {
  readonly kind: "cancelled";
  readonly note: Note | null;
  /** The inbox message that it comes from, if a provider sent it. */
  readonly payload?: Readonly<Record<string, unknown>> | null;
  readonly actor: string;
}

/** An operator pauses recovery: until then the order is not due and nothing is sent. */
export interface PauseEvent {
  readonly kind: "paused";
  /** Epoch milliseconds. */
  readonly until: number;
  readonly note: Note | null;
  readonly actor: string;
}

/** An operator ends a pause early. */
export interface ResumeEvent {
  readonly kind: "resumed";
  readonly note: Note | null;
  readonly actor: string;
}

/** What an operator can do about an order without changing its stage or status. */
export const OPERATOR_ACTIONS = [
  "escalation_assigned",
  "escalation_resolved",
  "prompt_resent",
  "prompt_marked_sent",
  "prompt_requested",
  "note_added",
  "resume_link_issued",
] as const;

/** An operator did something about the order that does not change its stage or status. */
export interface OperatorEvent {
  readonly kind: "operator";
  readonly action: (typeof OPERATOR_ACTIONS)[number];
  /** The ids of what the action was about. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly note: Note | null;
  readonly actor: string;
}

/** What a sweep decided for an overdue orchestration. */
export interface SweepEvent {
  readonly kind: "sweep";
  readonly decision: RecoveryDecision;
  readonly policyVersion: string;
  readonly runId: string;
}

/** Something that the last decision depended on has changed, so the order is decided again immediately. */
export interface ReconsiderEvent {
  readonly kind: "reconsidered";
  readonly note: Note;
  /** The escalation reasons that this resolves. */
  readonly resolves: readonly EscalationReason[];
  /** The step with which prompts go on, if some of them never went out; absent if the steps count as they are. */
  readonly cadenceStep?: number;
  /** Whether prompts that are not yet on their way are withdrawn. */
  readonly withdraws?: boolean;
  /** Who caused the change; `member` when absent. */
  readonly actor?: string;
}

/** The shop reports an order differently from before. */
export interface OrderChangedEvent {
  readonly kind: "order_changed";
  /** What was to be paid before, for orders whose timeline doesn't say. */
  readonly before: Bill | null;
  /** By when the shop promises to deliver (epoch milliseconds); absent if it says the same as before. */
  readonly promisedBy?: number | null;
  /** The stages that the order needs from now on and did not need before. */
  readonly requires?: readonly Stage[];
  /** What else has changed, before and after, as the timeline shows it. */
  readonly changes?: OrderChanges;
  readonly note: Note | null;
  readonly actor: string;
}

/** Fields of an order before and after a change, by their names in the API. */
export interface OrderChanges {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Every event that can change an orchestration after the order was placed. */
export type OrchestrationEvent =
  | StageEvent
  | CancelEvent
  | PauseEvent
  | ResumeEvent
  | OperatorEvent
  | SweepEvent
  | ReconsiderEvent
  | OrderChangedEvent;

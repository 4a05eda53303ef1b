import type { QuietHours } from "./quiet-hours.ts";
import type { Stage, StageStatus, WaitingOn } from "./stage.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How one stage is recovered. Durations are milliseconds. */
export interface StagePolicy {
  /** How long after the last word the order falls due. */
  readonly patienceMs: number;
  /** Who must act next where the source does not say. */
  readonly waitingOn: Readonly<Record<StageStatus, WaitingOn | null>>;
  /** When prompts follow, counted from falling due; the first is 0. */
  readonly cadenceMs: readonly number[];
  /** How long after the last prompt the order goes to an operator. */
  readonly escalateAfterMs: number;
  /** The share of orders, 0 to 1, that get no prompts, so that what prompts do can be measured. */
  readonly holdOutShare: number;
}

/** Recovery as data: changes of it need no change of code. */
export interface RecoveryPolicy {
  /** Recorded with each decision. */
  readonly version: string;
  readonly stages: Readonly<Record<Stage, StagePolicy>>;
  /** When nobody is written to, by the member's own clock; `null` for never. */
  readonly quietHours: QuietHours | null;
  /** At most one prompt a member in this time; `null` for no such limit. */
  readonly frequencyCapMs: number | null;
  /** Whether several overdue orders of one member become one message. */
  readonly foldsOrders: boolean;
  /** How long an order with an open escalation is left before it is looked at again. */
  readonly recheckMs: number;
  /** How long after its decision a prompt is still worth sending. */
  readonly worthSendingMs: number;
  /** How long points stay held after an order got on for the last time. */
  readonly holdMs: number;
  /** How long before held points go back that is a reason to write to the member. */
  readonly holdWarningMs: number;
}

const CADENCE = [0, 6 * HOUR, 24 * HOUR, 72 * HOUR] as const;

/** The member's move, except that whoever works on it holds the next move while it is in progress. */
const MEMBERS_MOVE = {
  not_started: "member",
  in_progress: "provider",
  waiting: "member",
  failed: "member",
  completed: null,
} as const satisfies StagePolicy["waitingOn"];

/** Fulfilment is the shop's own work. */
const SHOPS_MOVE = {
  not_started: "operator",
  in_progress: "provider",
  waiting: "operator",
  failed: "operator",
  completed: null,
} as const satisfies StagePolicy["waitingOn"];

/** The policy of a shop that has not written its own. */
export const DEFAULT_POLICY: RecoveryPolicy = {
  version: "default-1",
  stages: {
    payment: stagePolicy(30 * MINUTE, MEMBERS_MOVE),
    verification: stagePolicy(24 * HOUR, MEMBERS_MOVE),
    loyalty_hold: stagePolicy(6 * HOUR, MEMBERS_MOVE),
    fulfillment: stagePolicy(24 * HOUR, SHOPS_MOVE),
  },
  quietHours: { fromMinute: 21 * 60, toMinute: 8 * 60, timeZone: "UTC" },
  frequencyCapMs: 6 * HOUR,
  foldsOrders: true,
  recheckMs: 24 * HOUR,
  worthSendingMs: 24 * HOUR,
  holdMs: 7 * 24 * HOUR,
  holdWarningMs: 24 * HOUR,
};

function stagePolicy(patienceMs: number, waitingOn: StagePolicy["waitingOn"]): StagePolicy {
  return {
    patienceMs,
    waitingOn,
    cadenceMs: CADENCE,
    escalateAfterMs: 24 * HOUR,
    holdOutShare: 0,
  };
}

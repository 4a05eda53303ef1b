const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The status of one stage. */
export const STAGE_STATUSES = [
  "not_started",
  "in_progress",
  "waiting",
  "completed",
  "failed",
] as const;

/** The status of one stage. */
export type StageStatus = (typeof STAGE_STATUSES)[number];

/** The status of an orchestration: its current stage's status, or `cancelled`. */
export const ORCHESTRATION_STATUSES = [...STAGE_STATUSES, "cancelled"] as const;

/** The status of an orchestration. */
export type OrchestrationStatus = (typeof ORCHESTRATION_STATUSES)[number];

/** Who must act next. */
export const WAITING_ON = ["member", "provider", "operator"] as const;

/** Who must act next. */
export type WaitingOn = (typeof WAITING_ON)[number];

/** The definition of a stage, independent of any order. */
interface StageDefinition {
  /**
   * The key of an order's `requires` that says whether the order needs this stage; `null` if every order
   * does. The column in the table of orders is `requires_` and the stage's name.
   */
  readonly requiresKey: string | null;
  /** Whether a provider can be asked about this stage of an order. */
  readonly isAskable: boolean;
  /** The default policy's patience, in milliseconds. */
  readonly patienceMs: number;
  /** Who must act next by the default policy if the source does not say. */
  readonly waitingOn: Readonly<Record<StageStatus, WaitingOn | null>>;
}

/** The member must act, except that the provider works on a stage in progress. */
const MEMBERS_MOVE = {
  not_started: "member",
  in_progress: "provider",
  waiting: "member",
  failed: "member",
  completed: null,
} as const satisfies StageDefinition["waitingOn"];

/** Fulfillment is the shop's own work. */
const SHOPS_MOVE = {
  not_started: "operator",
  in_progress: "provider",
  waiting: "operator",
  failed: "operator",
  completed: null,
} as const satisfies StageDefinition["waitingOn"];

/**
 * The stages an order goes through, in their order. All lists of stages are derived from this one: those of the
 * domain, the contract, SQL and the user interfaces. Words for a stage are `Record<Stage, ...>`, so a stage without
 * words does not compile. Only the database's checks repeat the names, and a test compares them.
 */
export const STAGE_DEFINITIONS = {
  payment: {
    requiresKey: null,
    isAskable: true,
    patienceMs: 30 * MINUTE,
    waitingOn: MEMBERS_MOVE,
  },
  verification: {
    requiresKey: "verification",
    isAskable: true,
    patienceMs: 24 * HOUR,
    waitingOn: MEMBERS_MOVE,
  },
  loyalty_hold: {
    requiresKey: "loyaltyHold",
    isAskable: false,
    patienceMs: 6 * HOUR,
    waitingOn: MEMBERS_MOVE,
  },
  fulfillment: {
    requiresKey: "fulfillment",
    isAskable: false,
    patienceMs: 24 * HOUR,
    waitingOn: SHOPS_MOVE,
  },
} as const satisfies Readonly<Record<string, StageDefinition>>;

type Definitions = typeof STAGE_DEFINITIONS;

/** One stage of the lifecycle. */
export type Stage = keyof Definitions;

/** A stage that a provider can be asked about. */
export type AskedStage = {
  [Name in Stage]: Definitions[Name]["isAskable"] extends true ? Name : never;
}[Stage];

/** Where an orchestration stands: at a stage, or past the last one. */
export type CurrentStage = Stage | "completed";

/** The stages an order goes through, in their order. */
// `Object.keys` loses the type of the keys. It keeps their order, because none is a number.
export const STAGES: readonly Stage[] = Object.keys(STAGE_DEFINITIONS) as Stage[];

/** Where an orchestration can stand, in the order of the lifecycle. */
export const CURRENT_STAGES: readonly CurrentStage[] = [...STAGES, "completed"];

/** Whether a provider can be asked about this stage. */
export function isAsked(stage: CurrentStage): stage is AskedStage {
  return stage !== "completed" && STAGE_DEFINITIONS[stage].isAskable;
}

/** A record with one value for each stage, in their order. */
export function perStage<Value>(valueFor: (stage: Stage) => Value): Record<Stage, Value> {
  return Object.fromEntries(STAGES.map((stage) => [stage, valueFor(stage)])) as Record<
    Stage,
    Value
  >;
}

/** The position of a stage, 0 for the first; `completed` is `STAGES.length`. */
export function stageIndex(stage: CurrentStage): number {
  return CURRENT_STAGES.indexOf(stage);
}

/** Whether the orchestration is closed: completed or cancelled. */
export function isTerminal(place: {
  readonly currentStage: CurrentStage;
  readonly status: OrchestrationStatus;
}): boolean {
  return place.currentStage === "completed" || place.status === "cancelled";
}

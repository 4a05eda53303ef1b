import type { LoyaltyStep, OrderHold, ShopperOrchestration } from "@followthrough/core/contract";
import type {
  CurrentStage,
  OrchestrationStatus,
  Stage,
  StageStatus,
  WaitingOn,
} from "@followthrough/core/domain";

/*
 * The door for what comes over the network. Written by hand, because the schema library that the contract is
 * written with weighs more than the whole banner. The tables are keyed by the contract's types: a field or a value
 * that is added there does not compile here until it is listed.
 */

type Check<T> = (value: unknown) => value is T;

const STAGE: Record<Stage, true> = {
  payment: true,
  verification: true,
  loyalty_hold: true,
  fulfillment: true,
};
const CURRENT_STAGE: Record<CurrentStage, true> = { ...STAGE, completed: true };
const STAGE_STATUS: Record<StageStatus, true> = {
  not_started: true,
  in_progress: true,
  waiting: true,
  completed: true,
  failed: true,
};
const STATUS: Record<OrchestrationStatus, true> = { ...STAGE_STATUS, cancelled: true };
const WAITING_ON: Record<WaitingOn, true> = { member: true, provider: true, operator: true };
const STEP_KIND: Record<LoyaltyStep["kind"], true> = { redemption: true, referral_share: true };
const STEP_STATUS: Record<LoyaltyStep["status"], true> = {
  pending: true,
  resolved: true,
  cancelled: true,
  expired: true,
};

const HOLD_STATE: Record<OrderHold["state"], true> = {
  active: true,
  captured: true,
  released: true,
  expired: true,
};

const isStageView = shape<ShopperOrchestration["stages"][number]>({
  stage: oneOf(STAGE),
  status: oneOf(STAGE_STATUS),
  required: (value) => typeof value === "boolean",
  completedAt: orNull(isTime),
});

const isLoyaltyStep = shape<LoyaltyStep>({
  externalId: isText,
  kind: oneOf(STEP_KIND),
  status: oneOf(STEP_STATUS),
  title: isText,
  orderId: orNull(isText),
  expiresAt: orNull(isTime),
  holdId: orNull(isText),
});

const isOrderHold = shape<OrderHold>({
  holdId: isText,
  points: isCount,
  state: oneOf(HOLD_STATE),
  captured: isCount,
  expiresAt: isTime,
});

const isShopperOrchestration = shape<ShopperOrchestration>({
  orderId: isText,
  currentStage: oneOf(CURRENT_STAGE),
  status: oneOf(STATUS),
  waitingOn: orNull(oneOf(WAITING_ON)),
  startedAt: isTime,
  completedAt: orNull(isTime),
  failedAt: orNull(isTime),
  nextActionAt: orNull(isTime),
  lastTransitionAt: isTime,
  version: isCount,
  stages: listOf(isStageView),
  loyaltyHold: orNull(isOrderHold),
  pendingSteps: listOf(isLoyaltyStep),
});

/** The text as an orchestration of this very order, or `null` when it is anything else. */
export function parseShopperOrchestration(
  text: string,
  orderId: string,
): ShopperOrchestration | null {
  try {
    const value: unknown = JSON.parse(text);
    return isShopperOrchestration(value) && value.orderId === orderId ? value : null;
  } catch {
    return null;
  }
}

function shape<T extends object>(checks: { [Key in keyof T]-?: Check<T[Key]> }): Check<T> {
  const fields = Object.entries<(value: unknown) => boolean>(checks);
  return (value): value is T =>
    typeof value === "object" &&
    value !== null &&
    fields.every(([key, holds]) => holds(Reflect.get(value, key)));
}

function oneOf<T extends string>(members: Record<T, true>): Check<T> {
  return (value): value is T => typeof value === "string" && Object.hasOwn(members, value);
}

function orNull<T>(holds: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || holds(value);
}

function listOf<T>(holds: Check<T>): Check<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(holds);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isTime(value: unknown): value is string {
  return isText(value) && !Number.isNaN(Date.parse(value));
}

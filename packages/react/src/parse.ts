import type { LoyaltyStep, OrderHold, ShopperOrchestration } from "@followthrough/core/contract";
import {
  type CurrentStage,
  NEXT_STEPS,
  type OrchestrationStatus,
  PAYMENT_STATES,
  type Stage,
  type StageStatus,
  TERMS_KINDS,
  type WaitingOn,
} from "@followthrough/core/domain";

/*
 * The door for what comes over the network. Written by hand, because the schema library that the contract is
 * written with weighs more than the whole banner. The tables are keyed by the contract's types: a field or a value
 * that is added there does not compile here until it is listed.
 */

type Check<T> = (value: unknown) => value is T;

// The lifecycle's own lists come with its rules, which the banner has no use for.
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
  stage: among(STAGE),
  status: among(STAGE_STATUS),
  required: isFlag,
  completedAt: orNull(isTime),
});

const isLoyaltyStep = shape<LoyaltyStep>({
  externalId: isText,
  kind: among(STEP_KIND),
  status: among(STEP_STATUS),
  title: isText,
  orderId: orNull(isText),
  expiresAt: orNull(isTime),
  holdId: orNull(isText),
});

const isOrderHold = shape<OrderHold>({
  holdId: isText,
  points: isCount,
  state: among(HOLD_STATE),
  captured: isCount,
  expiresAt: orNull(isTime),
});

const isTerms = shape<NonNullable<ShopperOrchestration["money"]["terms"]>>({
  kind: among(TERMS_KINDS),
  dueAt: orNull(isTime),
});

const isOrderMoney = shape<ShopperOrchestration["money"]>({
  currency: isCurrency,
  total: isCount,
  captured: isCount,
  authorised: isCount,
  refunded: isCount,
  refundPending: isCount,
  disputed: isCount,
  kept: isCount,
  open: isCount,
  terms: orNull(isTerms),
});

type ShopperPayment = ShopperOrchestration["payments"][number];

const isNextStep = shape<NonNullable<ShopperPayment["nextStep"]>>({
  kind: among(NEXT_STEPS),
  url: orNull(isText),
});

const isPayment = shape<ShopperPayment>({
  state: orNull(among(PAYMENT_STATES)),
  counts: isFlag,
  currency: orNull(isText),
  authorised: isCount,
  captured: isCount,
  actBy: orNull(isTime),
  nextStep: orNull(isNextStep),
});

/** The banner reads nothing else of them. */
function isParcel(value: unknown): value is ShopperOrchestration["parcels"][number] {
  return typeof value === "object" && value !== null && "state" in value && isText(value.state);
}

const isShopperOrchestration = shape<ShopperOrchestration>({
  orderId: isText,
  currentStage: among(CURRENT_STAGE),
  status: among(STATUS),
  waitingOn: orNull(among(WAITING_ON)),
  asksFor: orNull(among(STAGE)),
  startedAt: isTime,
  completedAt: orNull(isTime),
  failedAt: orNull(isTime),
  nextActionAt: orNull(isTime),
  lastTransitionAt: isTime,
  version: isCount,
  stages: listOf(isStageView),
  money: isOrderMoney,
  promisedBy: orNull(isTime),
  payments: listOf(isPayment),
  parcels: listOf(isParcel),
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

function among<T extends string>(members: readonly T[] | Record<T, true>): Check<T> {
  const known: readonly string[] = Array.isArray(members) ? members : Object.keys(members);
  return (value): value is T => known.some((member) => member === value);
}

function orNull<T>(holds: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || holds(value);
}

function listOf<T>(holds: Check<T>): Check<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(holds);
}

function isFlag(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Of any other text the browser can't make an amount. */
function isCurrency(value: unknown): value is string {
  return isText(value) && /^[A-Z]{3}$/.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isTime(value: unknown): value is string {
  return isText(value) && !Number.isNaN(Date.parse(value));
}

import "server-only";
import type { ShopperOrchestration } from "@followthrough/core/contract";
import {
  CURRENT_STAGES,
  type CurrentStage,
  ORCHESTRATION_STATUSES,
  type OrchestrationStatus,
  STAGES,
  type Stage,
  stageIndex,
  type WaitingOn,
} from "@followthrough/core/domain";
import { z } from "zod";

const MINUTE_MS = 60_000;
/** In cents. */
const MOCK_TOTAL = 148_000;

/** Which picture to mock; what is absent or not a word of the lifecycle falls back to a waiting payment. */
export const MockChoice = z.object({
  stage: z.enum(CURRENT_STAGES).catch("payment"),
  status: z.enum(ORCHESTRATION_STATUSES).catch("waiting"),
});

/** Which picture to mock. */
export type MockChoice = z.infer<typeof MockChoice>;

/** Makes up an order that stands where `choice` says, for bypass mode only. */
export function mockOrchestration({
  orderId,
  choice = MockChoice.parse({}),
  now = Date.now(),
}: {
  readonly orderId: string;
  readonly choice?: MockChoice;
  readonly now?: number;
}): ShopperOrchestration {
  const at = (minutes: number) => new Date(now + minutes * MINUTE_MS).toISOString();
  const stage: CurrentStage = choice.stage;
  const isOver = stage === "completed" || choice.status === "cancelled";
  const status: OrchestrationStatus = stage === "completed" ? "completed" : choice.status;
  const startedMinutes = -60 * (stageIndex(stage) + 1);
  return {
    orderId,
    currentStage: stage,
    status,
    waitingOn: isOver ? null : mockWaitingOn(stage, status),
    asksFor: null,
    startedAt: at(startedMinutes),
    completedAt: stage === "completed" ? at(-2) : null,
    failedAt: status === "failed" ? at(-2) : null,
    nextActionAt: isOver ? null : at(90),
    lastTransitionAt: at(-2),
    version: 1 + stageIndex(stage),
    stages: STAGES.map((each, index) =>
      mockStage(each, stage, status, at(Math.min(startedMinutes + 58 * (index + 1), -2))),
    ),
    money: mockMoney(stage === "payment" && status !== "completed" ? 0 : MOCK_TOTAL),
    payments: [],
    ...mockDelivery(stage, status, at),
    loyaltyHold: null,
    pendingSteps:
      stage === "loyalty_hold" && !isOver
        ? [
            {
              externalId: "mock-points",
              kind: "redemption",
              status: "pending",
              title: "Confirm using 5,000 points for this order",
              orderId,
              expiresAt: null,
              holdId: null,
            },
          ]
        : [],
  };
}

/** A delivery that waits is late, and one that is under way or done has a parcel. */
function mockDelivery(
  stage: CurrentStage,
  status: OrchestrationStatus,
  at: (minutes: number) => string,
): Pick<ShopperOrchestration, "promisedBy" | "parcels"> {
  const isLate = stage === "fulfillment" && status === "waiting";
  const isOut = stage === "completed" || (stage === "fulfillment" && status === "in_progress");
  const parcel = {
    state: stage === "completed" ? "delivered" : "shipped",
    carrier: "An Post",
    trackingNumber: "CE123456789IE",
    since: at(-2),
    shippedAt: at(-60),
    trackingUrl: "https://carrier.example/CE123456789IE",
  } as const;
  return {
    promisedBy: isLate ? at(-24 * 60) : isOut ? at(2 * 24 * 60) : null,
    parcels: isOut ? [parcel] : [],
  };
}

function mockMoney(captured: number): ShopperOrchestration["money"] {
  return {
    currency: "EUR",
    total: MOCK_TOTAL,
    captured,
    authorised: 0,
    refunded: 0,
    refundPending: 0,
    disputed: 0,
    kept: captured,
    open: MOCK_TOTAL - captured,
    terms: null,
  };
}

function mockStage(
  stage: Stage,
  current: CurrentStage,
  status: OrchestrationStatus,
  completedAt: string,
): ShopperOrchestration["stages"][number] {
  const distance = stageIndex(stage) - stageIndex(current);
  if (distance < 0) return { stage, status: "completed", required: true, completedAt };
  const reached = distance === 0 && status !== "cancelled" ? status : "not_started";
  return { stage, status: reached, required: true, completedAt: null };
}

function mockWaitingOn(stage: Stage, status: OrchestrationStatus): WaitingOn {
  if (stage === "fulfillment") return status === "failed" ? "operator" : "provider";
  return status === "in_progress" ? "provider" : "member";
}

import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { CurrentStage, Stage } from "@followthrough/core/domain";

export const STAGES: readonly Stage[] = ["payment", "verification", "loyalty_hold", "fulfillment"];

/** The moment at which every test of a picture takes place. */
export const NOW = Date.parse("2026-03-02T12:00:00Z");

/** An instant so many minutes after (or, negative, before) `NOW`. */
export function minutesFromNow(minutes: number): string {
  return new Date(NOW + minutes * 60_000).toISOString();
}

/** An order that waits for its member to pay, with whatever a test says otherwise. */
export function order(said: Partial<ShopperOrchestration> = {}): ShopperOrchestration {
  const currentStage = said.currentStage ?? "payment";
  const status = said.status ?? "waiting";
  return {
    orderId: "ord_1",
    currentStage,
    status,
    waitingOn: "member",
    startedAt: minutesFromNow(-60),
    completedAt: null,
    failedAt: null,
    nextActionAt: minutesFromNow(120),
    lastTransitionAt: minutesFromNow(-2),
    version: 1,
    stages: stagesUpTo(currentStage, status === "cancelled" ? "waiting" : status),
    loyaltyHold: null,
    pendingSteps: [],
    ...said,
  };
}

type StageView = ShopperOrchestration["stages"][number];

function stagesUpTo(currentStage: CurrentStage, status: StageView["status"]): StageView[] {
  const at = currentStage === "completed" ? STAGES.length : STAGES.indexOf(currentStage);
  return STAGES.map((stage, index) => ({
    stage,
    status: index < at ? "completed" : index === at ? status : "not_started",
    required: true,
    completedAt: index < at ? minutesFromNow(-30 + index) : null,
  }));
}

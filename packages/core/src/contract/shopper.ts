import { z } from "zod";
import { Orchestration, StageView } from "./orchestration.ts";

/**
 * What a storefront hands to the shopper's browser: an orchestration without metadata, timeline and notes,
 * which hold what providers and operators wrote for each other.
 */
export const ShopperOrchestration = Orchestration.pick({
  orderId: true,
  currentStage: true,
  status: true,
  waitingOn: true,
  startedAt: true,
  completedAt: true,
  failedAt: true,
  nextActionAt: true,
  lastTransitionAt: true,
  version: true,
  loyaltyHold: true,
  pendingSteps: true,
})
  .extend({ stages: z.array(StageView.omit({ note: true })) })
  .meta({ id: "ShopperOrchestration" });

/** What a storefront hands to the shopper's browser. */
export type ShopperOrchestration = z.infer<typeof ShopperOrchestration>;

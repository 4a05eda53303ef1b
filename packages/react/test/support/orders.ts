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
    asksFor: null,
    startedAt: minutesFromNow(-60),
    completedAt: null,
    failedAt: null,
    nextActionAt: minutesFromNow(120),
    lastTransitionAt: minutesFromNow(-2),
    version: 1,
    stages: stagesUpTo(currentStage, status === "cancelled" ? "waiting" : status),
    // Paid as soon as it has left the payment.
    money: money({ captured: currentStage === "payment" ? 0 : 12_900 }),
    payments: [],
    promisedBy: null,
    parcels: [],
    loyaltyHold: null,
    pendingSteps: [],
    ...said,
  };
}

/** The sums of an order of EUR 129.00, with whatever a test says otherwise; what follows from them follows. */
export function money(
  said: Partial<ShopperOrchestration["money"]> = {},
): ShopperOrchestration["money"] {
  const sums = {
    currency: "EUR",
    total: 12_900,
    captured: 0,
    authorised: 0,
    refunded: 0,
    refundPending: 0,
    disputed: 0,
    terms: null,
    ...said,
  };
  const kept = sums.captured - sums.refunded - sums.disputed;
  const open = Math.max(0, sums.total - sums.captured + sums.disputed - sums.authorised);
  return { ...sums, kept, open };
}

/** A payment with a voucher that can be paid for two days, with whatever a test says otherwise. */
export function voucher(said: Partial<ShopperOrchestration["payments"][number]> = {}) {
  return {
    state: "requires_action",
    counts: true,
    currency: "EUR",
    authorised: 0,
    captured: 0,
    actBy: minutesFromNow(2 * 24 * 60),
    nextStep: { kind: "voucher", url: "https://pay.example/voucher/1" },
    ...said,
  } satisfies ShopperOrchestration["payments"][number];
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

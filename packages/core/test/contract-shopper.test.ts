import { describe, expect, test } from "vitest";
import { Orchestration, ShopperOrchestration } from "../src/contract/index.ts";

const INTERNAL = ["metadata", "events", "eventsCursor", "pausedUntil"];

const ORCHESTRATION = {
  orderId: "ord_1042",
  currentStage: "payment",
  status: "waiting",
  waitingOn: "member",
  startedAt: "2026-03-02T09:00:00.000Z",
  completedAt: null,
  failedAt: null,
  nextActionAt: "2026-03-02T09:30:00.000Z",
  pausedUntil: null,
  lastTransitionAt: "2026-03-02T09:00:00.000Z",
  version: 1,
  metadata: { riskScore: 91 },
  stages: [
    {
      stage: "payment",
      status: "failed",
      required: true,
      completedAt: null,
      note: "issuer says lost card",
    },
  ],
  loyaltyHold: null,
  pendingSteps: [],
  events: [],
  eventsCursor: "1",
};

describe("what a shopper's browser is given", () => {
  test("is an orchestration without its metadata, its timeline, its notes and what operators hold back", () => {
    const all = Object.keys(Orchestration.shape);
    expect(Object.keys(ShopperOrchestration.shape).toSorted()).toEqual(
      all.filter((field) => !INTERNAL.includes(field)).toSorted(),
    );
  });

  test("loses what it must not hold when a whole orchestration is parsed", () => {
    const shown = ShopperOrchestration.parse(Orchestration.parse(ORCHESTRATION));
    for (const field of INTERNAL) expect(shown).not.toHaveProperty(field);
    expect(JSON.stringify(shown)).not.toContain("riskScore");
    expect(JSON.stringify(shown)).not.toContain("lost card");
  });
});

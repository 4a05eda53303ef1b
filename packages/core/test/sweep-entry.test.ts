import { describe, expect, test } from "vitest";
import { plainMetadata, type RecoveryDecision, type SweepEvent } from "../src/domain/index.ts";
import { accepted, after, at, fact, placed } from "./support/order.ts";

const NEXT = at(500);
const PROMPT: RecoveryDecision = {
  kind: "prompt",
  reason: "waiting_on_member",
  email: "ada@shop.test",
  step: 0,
  nextActionAt: NEXT,
};
const MISSING: RecoveryDecision = {
  kind: "escalate",
  reason: "missing_member",
  nextActionAt: NEXT,
};

function sweep(decision: RecoveryDecision): SweepEvent {
  return { kind: "sweep", decision, policyVersion: "default-1", runId: "run-7" };
}

describe("a sweep's timeline entry", () => {
  const order = after(placed(), fact("payment", "waiting", 5));

  test("says why the shopper got mail, and what comes next", () => {
    const { entry } = accepted(order, sweep(PROMPT), 60);
    expect(entry).toMatchObject({
      kind: "sweep",
      note: "Recovery sweep executed",
      actor: "sweep",
      stage: "payment",
      status: "waiting",
      disposition: "applied",
      occurredAt: at(60),
      after: { currentStage: "payment", status: "waiting", nextActionAt: NEXT },
    });
    expect(entry.payload).toEqual({
      decision: "prompt",
      reason: "waiting_on_member",
      step: 0,
      policyVersion: "default-1",
      runId: "run-7",
    });
  });

  test("holds no address, for a timeline is kept for good", () => {
    const { entry } = accepted(order, sweep(PROMPT));
    expect(JSON.stringify(entry)).not.toContain("ada@shop.test");
  });

  test("changes the plan and the cadence, and nothing of where the order stands", () => {
    const { next, effects } = accepted(order, sweep(PROMPT));
    expect(next).toEqual({
      ...order,
      version: order.version + 1,
      cadenceStep: 1,
      nextActionAt: NEXT,
    });
    expect(effects).toEqual({
      escalate: null,
      hold: null,
      movedOn: false,
      withdrawsPrompts: false,
      settles: [],
    });
  });

  test("leaves the metadata note when the member is missing, and goes to an operator", () => {
    const { next, effects } = accepted(order, sweep(MISSING));
    expect(plainMetadata(next.metadata)).toEqual({ note: "Missing member for checkout recovery" });
    expect(effects.escalate).toBe("missing_member");
    expect(next.cadenceStep).toBe(0);
  });

  test("leaves no metadata for any other reason", () => {
    const other: RecoveryDecision = { ...MISSING, reason: "provider_silent" };
    const { next, effects } = accepted(order, sweep(other));
    expect(plainMetadata(next.metadata)).toEqual({});
    expect(effects.escalate).toBe("provider_silent");
  });
});

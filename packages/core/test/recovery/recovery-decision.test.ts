import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DECISIONS,
  DEFAULT_POLICY,
  decideRecovery,
  ESCALATION_REASONS,
  isTerminal,
  type Orchestration,
  type RecoveryInputs,
  type RecoveryPolicy,
  STAGES,
  transition,
} from "../../src/domain/index.ts";
import { aContext, aHistory } from "../support/history.ts";
import {
  accepted,
  after,
  at,
  cancelledOrder,
  completedOrder,
  fact,
  HOUR,
  placed,
} from "../support/order.ts";

const NOW = at(45);
const REACHABLE: RecoveryInputs = {
  orderId: "ord_1",
  member: "known",
  email: "ada@shop.test",
  timeZone: null,
  orderUpdates: true,
  isTest: false,
  suppression: null,
  lastPromptedAt: null,
  providerAnswer: "none",
  pointsReturnAt: null,
  isAssigned: false,
  boughtAgain: false,
};

const unpaid = placed();
const confirming = after(unpaid, fact("payment", "in_progress", 5));
const paid = after(placed("verification", "loyalty_hold"), fact("payment", "completed", 5));
const notPacked = after(paid, fact("fulfillment", "failed", 6, { waitingOn: "provider" }));
const asksForDetail = after(paid, fact("fulfillment", "failed", 6, { waitingOn: "member" }));
const operators = after(unpaid, fact("payment", "waiting", 5, { waitingOn: "operator" }));
const exhausted = { ...unpaid, cadenceStep: 4 };

function decide(order: Orchestration, known: Partial<RecoveryInputs> = {}, now = NOW) {
  return decideRecovery(order, { ...REACHABLE, ...known }, DEFAULT_POLICY, now);
}

/** What is known about the member | the order | the one decision and its reason. */
const GUEST = { member: "guest" } as const;
const MISSING = { member: "missing", email: null } as const;
const OPTED_OUT = { orderUpdates: false } as const;

describe("prompts that used up no step", () => {
  const second = { ...unpaid, cadenceStep: 2 };
  const lost = (steps: number, dead = 0) => ({ unsent: { payment: { steps, dead } } });

  test("leave the place in the cadence to the next one", () => {
    const first = decide(unpaid);
    expect(decide(second, lost(2))).toMatchObject({ nextActionAt: first.nextActionAt, step: 2 });
    expect(decide(exhausted, lost(1))).toMatchObject({ kind: "prompt", step: 4 });
    expect(decide({ ...unpaid, cadenceStep: 8 }, lost(4))).toMatchObject({
      reason: "cadence_exhausted",
    });
    expect(decide(second, { unsent: { verification: { steps: 2, dead: 2 } } })).toEqual(
      decide(second),
    );
  });

  test("end the attempts if as many could not be sent as the cadence has", () => {
    expect(decide(exhausted, lost(4, 3))).toMatchObject({ kind: "prompt" });
    const end = { kind: "escalate", reason: "not_prompted" };
    expect(decide(exhausted, lost(4, 4))).toMatchObject(end);
  });
});

describe("a sweep decides", () => {
  test.each<[string, Orchestration, Partial<RecoveryInputs>, string, string]>([
    ["a member's unpaid order", unpaid, {}, "prompt", "waiting_on_member"],
    ["a guest's unpaid order", unpaid, GUEST, "prompt", "waiting_on_member"],
    [
      "a failed payment",
      after(unpaid, fact("payment", "failed", 5)),
      {},
      "prompt",
      "waiting_on_member",
    ],
    [
      "an identity to prove",
      after(unpaid, fact("payment", "completed", 5)),
      {},
      "prompt",
      "waiting_on_member",
    ],
    ["a member who opted out", unpaid, OPTED_OUT, "suppress", "opted_out"],
    [
      "a member who unsubscribed",
      unpaid,
      { suppression: "unsubscribed" },
      "suppress",
      "unsubscribed",
    ],
    ["an order placed to test", unpaid, { isTest: true }, "suppress", "test_order"],
    [
      "an order that an operator works on",
      unpaid,
      { isAssigned: true },
      "defer",
      "operator_at_work",
    ],
    ["a shopper who bought again", unpaid, { boughtAgain: true }, "escalate", "bought_again"],
    ["a bounced address", unpaid, { suppression: "bounced" }, "suppress", "address_bounced"],
    [
      "a guest who unsubscribed",
      unpaid,
      { ...GUEST, suppression: "unsubscribed" },
      "suppress",
      "unsubscribed",
    ],
    ["a member never reported", unpaid, MISSING, "escalate", "missing_member"],
    [
      "a guest without an address",
      unpaid,
      { ...GUEST, email: null },
      "escalate",
      "missing_address",
    ],
    ["a member without an address", unpaid, { email: null }, "escalate", "missing_address"],
    ["a cadence at its end", exhausted, {}, "escalate", "cadence_exhausted"],
    ["an order that waits on an operator", operators, {}, "escalate", "waiting_on_operator"],
    ["an order nobody packs", paid, {}, "escalate", "waiting_on_operator"],
    ["a bank that keeps silent", confirming, {}, "escalate", "provider_silent"],
    ["a failed fulfillment", notPacked, {}, "escalate", "fulfillment_failed"],
    [
      "a failed fulfillment that asks the shopper",
      asksForDetail,
      {},
      "prompt",
      "waiting_on_member",
    ],
  ])("%s", (_name, order, known, kind, reason) => {
    expect(decide(order, known)).toMatchObject({ kind, reason });
  });

  test("who gets a prompt, and which cadence step it is", () => {
    expect(decide({ ...unpaid, cadenceStep: 2 }, { email: "bo@shop.test" })).toEqual({
      kind: "prompt",
      reason: "waiting_on_member",
      email: "bo@shop.test",
      step: 2,
      nextActionAt: NOW + 48 * HOUR,
    });
  });
});

describe("of several reasons", () => {
  test.each<[string, Orchestration, Partial<RecoveryInputs>, string]>([
    ["a missing member is asked about before anything else", notPacked, MISSING, "missing_member"],
    ["also when the order's own address is known", unpaid, { member: "missing" }, "missing_member"],
    [
      "a failed fulfillment goes before whom it waits for",
      { ...notPacked, waitingOn: "operator" },
      {},
      "fulfillment_failed",
    ],
    [
      "the shop's own move goes before a guest's address",
      operators,
      { ...GUEST, email: null },
      "waiting_on_operator",
    ],
    [
      "a silent provider goes before the cadence",
      { ...confirming, cadenceStep: 4 },
      {},
      "provider_silent",
    ],
    ["a missing address goes before the cadence", exhausted, { email: null }, "missing_address"],
    ["mail that is not wanted goes before the cadence's end", exhausted, OPTED_OUT, "opted_out"],
    ["and before an address that is missing", unpaid, { ...OPTED_OUT, email: null }, "opted_out"],
    [
      "the cadence's end goes before a later order",
      exhausted,
      { boughtAgain: true },
      "cadence_exhausted",
    ],
    [
      "what an operator must judge goes before one who is at work",
      unpaid,
      { boughtAgain: true, isAssigned: true },
      "bought_again",
    ],
    [
      "an operator who is at work goes before the cap",
      unpaid,
      { isAssigned: true, lastPromptedAt: NOW },
      "operator_at_work",
    ],
    [
      "what stops all mail goes before judgment",
      unpaid,
      { ...OPTED_OUT, isAssigned: true },
      "opted_out",
    ],
    [
      "what an operator must do is asked even when mail is not wanted",
      operators,
      OPTED_OUT,
      "waiting_on_operator",
    ],
    [
      "the member's own choice goes before what mail servers said",
      unpaid,
      { ...OPTED_OUT, suppression: "bounced" },
      "opted_out",
    ],
  ])("%s", (_name, order, known, reason) => {
    expect(decide(order, known).reason).toBe(reason);
  });

  test("exactly one applies, whatever is known", () => {
    fc.assert(
      fc.property(aHistory, aContext, ({ states }, context) => {
        for (const state of states.filter((each) => !isTerminal(each))) {
          const decision = decideRecovery(state, context, DEFAULT_POLICY, NOW);
          expect(DECISIONS).toContain(decision.kind);
          if (decision.kind === "escalate") expect(ESCALATION_REASONS).toContain(decision.reason);
          if (context.providerAnswer === "awaited") {
            expect(decision).toMatchObject({ kind: "defer", reason: "asking_provider" });
            continue;
          }
          const { isTest, member } = context;
          if (member === "missing" && !isTest) expect(decision.reason).toBe("missing_member");
          const isOutOfReach = context.email === null && state.waitingOn === "member";
          if (isOutOfReach) expect(["escalate", "suppress"]).toContain(decision.kind);
          if (decision.kind !== "prompt") continue;
          expect(context).toMatchObject({ isTest: false, orderUpdates: true, suppression: null });
          expect(context).toMatchObject({ isAssigned: false });
          if (state.currentStage === "payment") expect(context.boughtAgain).toBe(false);
          expect(context.email).not.toBeNull();
          if (decision.ahead === undefined) expect(state.waitingOn).toBe("member");
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the cadence", () => {
  /** The hours after the due time at which the member gets a prompt, if sweeps are never late. */
  function hoursOfDecisions(known: Partial<RecoveryInputs>) {
    const told: [number, string][] = [];
    let order = placed();
    for (let decided = 0; decided < 6; decided++) {
      const now = order.nextActionAt ?? Number.NaN;
      const decision = decide(order, known, now);
      told.push([(now - at(30)) / HOUR, decision.kind]);
      order = after(order, { kind: "sweep", decision, policyVersion: "default-1", runId: "run" });
    }
    return told;
  }

  test("is 0, 6, 24 and 72 hours after the order is due; a day later the order is escalated, and stays escalated", () => {
    expect(hoursOfDecisions({})).toEqual([
      [0, "prompt"],
      [6, "prompt"],
      [24, "prompt"],
      [72, "prompt"],
      [96, "escalate"],
      [120, "escalate"],
    ]);
  });

  test("does not begin for a member who opted out: an operator is called at once, and it is looked at daily", () => {
    expect(hoursOfDecisions(OPTED_OUT)).toEqual([
      [0, "suppress"],
      [24, "suppress"],
      [48, "suppress"],
      [72, "suppress"],
      [96, "suppress"],
      [120, "suppress"],
    ]);
    const decision = decide(unpaid, OPTED_OUT);
    expect(decision).toMatchObject({ raises: "unreachable" });
    const sweep = { kind: "sweep", decision, policyVersion: "default-1", runId: "run" } as const;
    const { next, effects } = accepted(unpaid, sweep);
    expect(next.cadenceStep).toBe(0);
    expect(effects.escalates).toEqual(["unreachable"]);
    expect(accepted(next, sweep).effects.escalates).toEqual([]);
  });

  test("that has no steps prompts nobody, and an operator is called under another name", () => {
    const stage = { ...DEFAULT_POLICY.stages.payment, cadenceMs: [] };
    const policy = { ...DEFAULT_POLICY, stages: { ...DEFAULT_POLICY.stages, payment: stage } };
    const decision = decideRecovery(unpaid, REACHABLE, policy, NOW);
    expect(decision).toMatchObject({ kind: "escalate", reason: "not_prompted" });
  });

  test("is not judged where the policy says so", () => {
    const judgment = { asksAboutLaterOrder: false, waitsForAssignee: false };
    const known = { ...REACHABLE, boughtAgain: true, isAssigned: true };
    const decision = decideRecovery(unpaid, known, { ...DEFAULT_POLICY, judgment }, NOW);
    expect(decision.kind).toBe("prompt");
  });

  test("does not catch up after an outage: the next step is a full interval away", () => {
    const wayPast = at(30) + 42 * 24 * HOUR;
    expect(decide(unpaid, {}, wayPast).nextActionAt).toBe(wayPast + 6 * HOUR);
    expect(decide({ ...unpaid, cadenceStep: 1 }, {}, wayPast).nextActionAt).toBe(
      wayPast + 18 * HOUR,
    );
  });

  test("does not advance with an escalation, and continues at the same step once that is resolved", () => {
    const order = { ...operators, cadenceStep: 2 };
    const sweep = { kind: "sweep", policyVersion: "default-1", runId: "run" } as const;
    const { cadenceStep, nextActionAt } = after(order, { ...sweep, decision: decide(order) });
    // Then the member is asked for the next stage.
    expect({ cadenceStep, nextActionAt }).toEqual({
      cadenceStep: 2,
      nextActionAt: at(5) + 24 * HOUR,
    });
  });

  test("follows the policy: one prompt, and an escalation an hour later", () => {
    const stage = { ...DEFAULT_POLICY.stages.payment, cadenceMs: [0], escalateAfterMs: HOUR };
    const policy: RecoveryPolicy = {
      ...DEFAULT_POLICY,
      stages: { ...DEFAULT_POLICY.stages, payment: stage },
    };
    const first = decideRecovery(unpaid, REACHABLE, policy, NOW);
    expect(first).toMatchObject({ kind: "prompt", nextActionAt: NOW + HOUR });
    const second = decideRecovery({ ...unpaid, cadenceStep: 1 }, REACHABLE, policy, NOW);
    expect(second).toMatchObject({ kind: "escalate", reason: "cadence_exhausted" });
  });
});

describe("every decision", () => {
  test("sets the next action, which is later than now; only a need that begins is not all that is decided now", () => {
    const aTime = fc.integer({ min: 0, max: 1_000_000 }).map(at);
    fc.assert(
      fc.property(aHistory, aContext, aTime, ({ states }, context, now) => {
        for (const state of states.filter((each) => !isTerminal(each))) {
          const decision = decideRecovery(state, context, DEFAULT_POLICY, now);
          if (decision.nextActionAt !== now) {
            expect(decision.nextActionAt).toBeGreaterThan(now);
            continue;
          }
          expect(decision.kind).toBe("escalate");
          const event = { kind: "sweep", decision, policyVersion: "1", runId: "run" } as const;
          const result = transition(state, event, DEFAULT_POLICY, now);
          if (!result.ok) throw new Error(result.code);
          const second = decideRecovery(result.next, context, DEFAULT_POLICY, now);
          expect(second.nextActionAt).toBeGreaterThan(now);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["completed", completedOrder()],
    ["cancelled", cancelledOrder()],
  ])("is about an open order: one that is %s is a bug of the caller", (_name, order) => {
    expect(() => decide(order)).toThrow("closed");
  });
});

describe("the default policy", () => {
  test("is patient for 30 minutes, 24 hours, 6 hours and 24 hours", () => {
    const patience = STAGES.map((stage) => DEFAULT_POLICY.stages[stage].patienceMs / HOUR);
    expect(patience).toEqual([0.5, 24, 6, 24]);
  });

  test.each(STAGES)("prompts for %s at increasing times", (stage) => {
    const { cadenceMs, escalateAfterMs } = DEFAULT_POLICY.stages[stage];
    expect(cadenceMs.map((ms) => ms / HOUR)).toEqual([0, 6, 24, 72]);
    expect(escalateAfterMs).toBeGreaterThan(0);
  });
});

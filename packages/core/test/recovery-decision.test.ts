import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DECISIONS,
  DEFAULT_POLICY,
  decideRecovery,
  ESCALATION_REASONS,
  isTerminal,
  type Orchestration,
  type RecoveryContext,
  type RecoveryPolicy,
  STAGES,
} from "../src/domain/index.ts";
import { aContext, aHistory } from "./support/history.ts";
import { after, at, cancelledOrder, completedOrder, fact, HOUR, placed } from "./support/order.ts";

const NOW = at(45);
const REACHABLE: RecoveryContext = {
  orderId: "ord_1",
  member: "known",
  email: "ada@shop.test",
  timeZone: null,
  orderUpdates: true,
  suppression: null,
  lastPromptedAt: null,
  providerAnswer: "none",
  pointsReturnAt: null,
};

const unpaid = placed();
const confirming = after(unpaid, fact("payment", "in_progress", 5));
const paid = after(placed("verification", "loyalty_hold"), fact("payment", "completed", 5));
const notPacked = after(paid, fact("fulfillment", "failed", 6, { waitingOn: "member" }));
const operators = after(unpaid, fact("payment", "waiting", 5, { waitingOn: "operator" }));
const exhausted = { ...unpaid, cadenceStep: 4 };

function decide(order: Orchestration, known: Partial<RecoveryContext> = {}, now = NOW) {
  return decideRecovery(order, { ...REACHABLE, ...known }, DEFAULT_POLICY, now);
}

/** What is known of the member | the order | the one decision and its reason. */
const GUEST = { member: "guest" } as const;
const MISSING = { member: "missing", email: null } as const;
const OPTED_OUT = { orderUpdates: false } as const;

describe("a sweep decides", () => {
  test.each<[string, Orchestration, Partial<RecoveryContext>, string, string]>([
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
    ["a failed fulfilment", notPacked, {}, "escalate", "fulfillment_failed"],
  ])("%s", (_name, order, known, kind, reason) => {
    expect(decide(order, known)).toMatchObject({ kind, reason });
  });

  test("to whom a prompt goes, and which step of the cadence it is", () => {
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
  test.each<[string, Orchestration, Partial<RecoveryContext>, string]>([
    ["a missing member is asked about before anything else", notPacked, MISSING, "missing_member"],
    ["also when the order's own address is known", unpaid, { member: "missing" }, "missing_member"],
    [
      "a failed fulfilment goes before whom it waits for",
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
    [
      "an exhausted cadence goes to an operator even when mail is not wanted",
      exhausted,
      OPTED_OUT,
      "cadence_exhausted",
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

  test("one decision asks one question, whatever is known", () => {
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
          if (context.member === "missing") expect(decision.reason).toBe("missing_member");
          if (context.email === null) expect(decision.kind).toBe("escalate");
          if (decision.kind === "prompt") expect(state.waitingOn).toBe("member");
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the cadence", () => {
  /** The hours after falling due at which a member hears of the order, by sweeps that are never late. */
  function hoursOfDecisions(known: Partial<RecoveryContext>) {
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

  test("is 0, 6, 24 and 72 hours after falling due; a day later it goes to an operator, and stays there", () => {
    expect(hoursOfDecisions({})).toEqual([
      [0, "prompt"],
      [6, "prompt"],
      [24, "prompt"],
      [72, "prompt"],
      [96, "escalate"],
      [120, "escalate"],
    ]);
  });

  test("goes on for a member who opted out, so that an operator hears of the order at the same time", () => {
    expect(hoursOfDecisions(OPTED_OUT)).toEqual([
      [0, "suppress"],
      [6, "suppress"],
      [24, "suppress"],
      [72, "suppress"],
      [96, "escalate"],
      [120, "escalate"],
    ]);
  });

  test("does not catch up after an outage: the next step is a whole interval away", () => {
    const wayPast = at(30) + 42 * 24 * HOUR;
    expect(decide(unpaid, {}, wayPast).nextActionAt).toBe(wayPast + 6 * HOUR);
    expect(decide({ ...unpaid, cadenceStep: 1 }, {}, wayPast).nextActionAt).toBe(
      wayPast + 18 * HOUR,
    );
  });

  test("does not advance by an escalation: once it is solved, the member's turn goes on where it was", () => {
    const order = { ...operators, cadenceStep: 2 };
    const sweep = { kind: "sweep", policyVersion: "default-1", runId: "run" } as const;
    const { cadenceStep, nextActionAt } = after(order, { ...sweep, decision: decide(order) });
    expect({ cadenceStep, nextActionAt }).toEqual({
      cadenceStep: 2,
      nextActionAt: NOW + 24 * HOUR,
    });
  });

  test("is the policy's: one prompt, and the operator an hour later", () => {
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
  test("says when something happens next, and that is later than now", () => {
    const aTime = fc.integer({ min: 0, max: 1_000_000 }).map(at);
    fc.assert(
      fc.property(aHistory, aContext, aTime, ({ states }, context, now) => {
        for (const state of states.filter((each) => !isTerminal(each))) {
          const { nextActionAt } = decideRecovery(state, context, DEFAULT_POLICY, now);
          expect(nextActionAt).toBeGreaterThan(now);
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

  test.each(STAGES)("prompts for %s in an order that only goes forward", (stage) => {
    const { cadenceMs, escalateAfterMs } = DEFAULT_POLICY.stages[stage];
    expect(cadenceMs.map((ms) => ms / HOUR)).toEqual([0, 6, 24, 72]);
    expect(escalateAfterMs).toBeGreaterThan(0);
  });
});

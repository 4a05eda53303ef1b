import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  decideRecovery,
  type Orchestration,
  type RecoveryInputs,
  type RecoveryPolicy,
} from "../../src/domain/index.ts";
import { after, at, fact, HOUR, placed } from "../support/order.ts";

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

/** The day on which the orders of these tests were placed, in UTC. */
function on(time: string): number {
  return Date.parse(`2026-03-02T${time}Z`);
}
const NEXT_MORNING = Date.parse("2026-03-03T08:00:00Z");

function decide(
  now: number,
  known: Partial<RecoveryInputs> = {},
  policy: Partial<RecoveryPolicy> = {},
  order: Orchestration = unpaid,
) {
  return decideRecovery(order, { ...REACHABLE, ...known }, { ...DEFAULT_POLICY, ...policy }, now);
}

function holdingOut(share: number): RecoveryPolicy {
  const payment = { ...DEFAULT_POLICY.stages.payment, controlShare: share };
  return { ...DEFAULT_POLICY, stages: { ...DEFAULT_POLICY.stages, payment } };
}

describe("in the quiet hours", () => {
  test.each([
    ["20:59:59.999", "prompt"],
    ["21:00:00.000", "defer"],
    ["23:59:59.999", "defer"],
    ["07:59:59.999", "defer"],
    ["08:00:00.000", "prompt"],
  ])("by the clock of the policy where the member's is not known: %s is %s", (time, kind) => {
    expect(decide(on(time)).kind).toBe(kind);
  });

  test("a prompt is deferred to their end", () => {
    expect(decide(on("22:10:00"))).toEqual({
      kind: "defer",
      reason: "quiet_hours",
      deferredSince: on("22:10:00"),
      nextActionAt: NEXT_MORNING,
    });
  });

  test.each([
    ["America/New_York", "09:45:00", on("13:00:00")],
    ["Asia/Tokyo", "12:00:00", on("23:00:00")],
    ["Asia/Kolkata", "16:00:00", Date.parse("2026-03-03T02:30:00Z")],
  ])("by the member's own clock: %s at %s UTC", (timeZone, time, nextActionAt) => {
    expect(decide(on(time), { timeZone })).toMatchObject({ reason: "quiet_hours", nextActionAt });
  });

  test("nothing is deferred if the policy has none", () => {
    expect(decide(on("23:00:00"), {}, { quietHours: null }).kind).toBe("prompt");
  });

  test.each<[string, Orchestration, Partial<RecoveryInputs>, string]>([
    ["an operator is notified", unpaid, { email: null }, "missing_address"],
    ["a missing member is asked about", unpaid, { member: "missing" }, "missing_member"],
    ["an exhausted cadence ends", { ...unpaid, cadenceStep: 4 }, {}, "cadence_exhausted"],
    ["an opted-out member's step goes by", unpaid, { orderUpdates: false }, "opted_out"],
  ])("%s all the same", (_name, order, known, reason) => {
    expect(decide(on("23:00:00"), known, {}, order).reason).toBe(reason);
  });
});

describe("the frequency cap", () => {
  const NOW = on("12:00:00");

  test.each([
    [NOW - 6 * HOUR - 1, "prompt", undefined],
    [NOW - 6 * HOUR, "prompt", undefined],
    [NOW - 6 * HOUR + 1, "defer", NOW + 1],
    [NOW - HOUR, "defer", NOW + 5 * HOUR],
    [NOW, "defer", NOW + 6 * HOUR],
  ])("counts from the last prompt to this shopper: %d is %s", (lastPromptedAt, kind, until) => {
    const decision = decide(NOW, { lastPromptedAt });
    expect(decision.kind).toBe(kind);
    if (until !== undefined) {
      expect(decision).toMatchObject({ reason: "frequency_cap", nextActionAt: until });
    }
  });

  test("that ends in the quiet hours defers to their end", () => {
    expect(decide(on("18:00:00"), { lastPromptedAt: on("17:00:00") })).toEqual({
      kind: "defer",
      reason: "frequency_cap",
      deferredSince: on("18:00:00"),
      nextActionAt: NEXT_MORNING,
    });
  });

  test("that ends when they begin defers to their end; a moment earlier the prompt goes out", () => {
    const began = decide(on("18:00:00"), { lastPromptedAt: on("15:00:00") });
    expect(began.nextActionAt).toBe(NEXT_MORNING);
    const before = decide(on("18:00:00"), { lastPromptedAt: on("14:59:59.999") });
    expect(before.nextActionAt).toBe(on("20:59:59.999"));
  });

  test("that is over is no longer a reason, even in quiet hours", () => {
    const { reason } = decide(on("23:00:00"), { lastPromptedAt: on("17:00:00") });
    expect(reason).toBe("quiet_hours");
  });

  test("does not exist if the policy has none", () => {
    const { kind } = decide(NOW, { lastPromptedAt: NOW - 1 }, { frequencyCapMs: null });
    expect(kind).toBe("prompt");
  });
});

describe("a deferral", () => {
  const sweep = { kind: "sweep", policyVersion: "default-1", runId: "run" } as const;

  test("keeps the cadence step: it never drops a prompt", () => {
    const order = { ...unpaid, cadenceStep: 2 };
    const decision = decide(on("22:00:00"), {}, {}, order);
    const deferred = after(order, { ...sweep, decision });
    expect(deferred).toMatchObject({ cadenceStep: 2, nextActionAt: NEXT_MORNING });
    const next = decide(NEXT_MORNING, {}, {}, deferred);
    expect(next).toMatchObject({ kind: "prompt", step: 2 });
  });

  test("ends at its time, whatever the reason, the zone and the season", () => {
    const aTime = fc.integer({ min: 0, max: 400 * 24 * 60 }).map(at);
    const aZone = fc.constantFrom(null, "Europe/Berlin", "America/New_York", "Pacific/Apia");
    fc.assert(
      fc.property(aTime, aZone, fc.nat(7 * 60), (now, timeZone, minutesAgo) => {
        const known = { timeZone, lastPromptedAt: now - minutesAgo * 60_000 };
        const decision = decide(now, known);
        if (decision.kind !== "defer") return;
        expect(decision.nextActionAt).toBeGreaterThan(now);
        expect(decide(decision.nextActionAt, known).kind).toBe("prompt");
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the control group", () => {
  const NOW = on("12:00:00");

  test("gets no prompt, and its cadence continues as if it did", () => {
    const heldOut = decide(NOW, {}, holdingOut(1));
    const prompted = decide(NOW, {}, holdingOut(0));
    expect(heldOut).toMatchObject({ kind: "suppress", reason: "hold_out", step: 0 });
    expect(prompted.kind).toBe("prompt");
    expect(heldOut.nextActionAt).toBe(prompted.nextActionAt);
  });

  test("belongs to one stage: another stage's share has no effect", () => {
    const paid = after(unpaid, fact("payment", "completed", 5));
    expect(decide(NOW, {}, holdingOut(1), paid).kind).toBe("prompt");
  });

  test("is chosen by order, with the same result each time", () => {
    const reasons = Array.from({ length: 200 }, (_, index) => {
      const known = { orderId: `ord_${index}` };
      const [first, second] = [0, 1].map(() => decide(NOW, known, holdingOut(0.5)).reason);
      expect(second).toBe(first);
      return first;
    });
    expect(new Set(reasons)).toEqual(new Set(["hold_out", "waiting_on_member"]));
  });

  test.each<[string, number, Orchestration, Partial<RecoveryInputs>, string]>([
    ["an operator's work goes before it", NOW, unpaid, { email: null }, "missing_address"],
    ["its end is named by what it was", NOW, { ...unpaid, cadenceStep: 4 }, {}, "not_prompted"],
    [
      "a later order that is alike goes before it",
      NOW,
      unpaid,
      { boughtAgain: true },
      "bought_again",
    ],
    ["an operator at work goes before it", NOW, unpaid, { isAssigned: true }, "operator_at_work"],
    ["the member's choice goes before it", NOW, unpaid, { orderUpdates: false }, "opted_out"],
    [
      "a bounced address goes before it",
      NOW,
      unpaid,
      { suppression: "bounced" },
      "address_bounced",
    ],
    ["it goes before the night", on("23:00:00"), unpaid, {}, "hold_out"],
    ["it goes before the cap", NOW, unpaid, { lastPromptedAt: NOW - 1 }, "hold_out"],
  ])("%s", (_name, now, order, known, reason) => {
    expect(decide(now, known, holdingOut(1), order).reason).toBe(reason);
  });
});

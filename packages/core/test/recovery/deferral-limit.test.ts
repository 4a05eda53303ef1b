import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  decideRecovery,
  LONGEST_DEFERRAL_MS,
  type Orchestration,
  placeOrder,
  type RecoveryInputs,
  type RecoveryPolicy,
  transition,
} from "../../src/domain/index.ts";
import { aPolicy } from "../support/any-policy.ts";
import { at, command, PLACED_AT } from "../support/order.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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

/** What sweeps decide. */
interface Decided {
  readonly at: number;
  readonly kind: string;
  readonly reason: string;
}

/** Sweeps an order for 30 days from when it is due. */
function sweepFor30Days(
  policy: RecoveryPolicy,
  gapMinutes: number,
  inputs: (now: number, nth: number) => Partial<RecoveryInputs>,
): Decided[] {
  let order: Orchestration = placeOrder([], PLACED_AT, policy, PLACED_AT).orchestration;
  const gap = gapMinutes * MINUTE;
  const begin = Math.ceil((order.nextActionAt ?? PLACED_AT) / gap) * gap;
  const decided: Decided[] = [];
  for (let now = begin, nth = 0; now < begin + 30 * DAY; now += gap) {
    if (order.nextActionAt === null || order.nextActionAt > now) continue;
    const known = { ...REACHABLE, ...inputs(now, nth) };
    const decision = decideRecovery(order, known, policy, now);
    const event = { kind: "sweep", decision, policyVersion: policy.version, runId: "run" } as const;
    const result = transition(order, event, policy, now);
    if (!result.ok) throw new Error(result.code);
    order = result.next;
    nth += 1;
    decided.push({ at: now, kind: decision.kind, reason: decision.reason });
  }
  return decided;
}

/** The longest time from a first deferral to what ended it, or to the last decision. */
function longestDeferral(decided: readonly Decided[]): number {
  let longest = 0;
  let since: number | null = null;
  for (const { at: now, kind } of decided) {
    if (since !== null) longest = Math.max(longest, now - since);
    since = kind === "defer" ? (since ?? now) : null;
  }
  return longest;
}

const NEVER_OPEN = { fromMinute: 625, toMinute: 605, timeZone: "UTC" };

describe("a prompt that is deferred again and again", () => {
  test("by quiet hours that no sweep meets goes to an operator after a week", () => {
    const decided = sweepFor30Days({ ...DEFAULT_POLICY, quietHours: NEVER_OPEN }, 30, () => ({}));
    const escalated = decided.filter(({ kind }) => kind === "escalate");
    expect(escalated[0]).toMatchObject({ reason: "not_prompted" });
    expect(longestDeferral(decided)).toBe(LONGEST_DEFERRAL_MS);
  });

  test("by a cap goes to an operator, too, and while a provider is asked between", () => {
    const policy = { ...DEFAULT_POLICY, quietHours: null, frequencyCapMs: 20 * DAY };
    const decided = sweepFor30Days(policy, 30, (now, nth) => ({
      lastPromptedAt: now,
      providerAnswer: nth % 2 === 0 ? "awaited" : "known",
    }));
    expect(decided.some(({ reason }) => reason === "not_prompted")).toBe(true);
    expect(longestDeferral(decided)).toBeLessThanOrEqual(LONGEST_DEFERRAL_MS + 60 * MINUTE);
  });

  test("whatever the policy, is prompted, given to an operator or kept silent in bounded time", () => {
    const aWorld = fc.record({
      gapMinutes: fc.constantFrom(5, 30, 60, 720, 1440),
      isPrompted: fc.boolean(),
      asks: fc.boolean(),
      timeZone: fc.constantFrom(null, "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Chatham"),
    });
    fc.assert(
      fc.property(aPolicy, aWorld, (policy, { gapMinutes, isPrompted, asks, timeZone }) => {
        const decided = sweepFor30Days(policy, gapMinutes, (now, nth) => ({
          timeZone,
          // Always about another order, a moment ago.
          lastPromptedAt: isPrompted ? now - 1 : null,
          providerAnswer: asks ? (nth % 2 === 0 ? "awaited" : "known") : "none",
        }));
        expect(decided.length).toBeGreaterThan(0);
        // The next sweep decides, and a provider may be asked first.
        const slack = (2 * gapMinutes + 30) * MINUTE;
        expect(longestDeferral(decided)).toBeLessThanOrEqual(LONGEST_DEFERRAL_MS + slack);
      }),
      { numRuns: 300 },
    );
  });
});

describe("how long a prompt has been deferred", () => {
  const policy = { ...DEFAULT_POLICY, quietHours: NEVER_OPEN };
  const { orchestration: placed } = placeOrder([], PLACED_AT, policy, PLACED_AT);
  const decide = (order: Orchestration, now: number) => {
    const decision = decideRecovery(order, REACHABLE, policy, now);
    const event = { kind: "sweep", decision, policyVersion: policy.version, runId: "run" } as const;
    const result = transition(order, event, policy, now);
    if (!result.ok) throw new Error(result.code);
    return result.next;
  };
  const deferred = decide(placed, at(120));

  test("counts from the first time", () => {
    const again = decide(deferred, at(24 * 60 + 120));
    const deferral = { since: at(120), policyVersion: policy.version };
    expect([deferred.deferral, again.deferral]).toEqual([deferral, deferral]);
  });

  test("begins again when the order moves on, and when it was paused", () => {
    const moved = transition(deferred, command("payment", "completed"), policy, at(130));
    const pause = { kind: "paused", until: at(9000), note: "Wait", actor: "Ada" } as const;
    const paused = transition(deferred, pause, policy, at(130));
    expect(moved.ok && moved.next.deferral).toBeUndefined();
    expect(paused.ok && paused.next.deferral).toBeUndefined();
  });

  test("stays through news that change no plan", () => {
    const old = { occurredAt: at(1), source: "shop", sourceEventId: "old" };
    const told = transition(
      { ...deferred, registers: deferred.registers },
      command("verification", "in_progress", old),
      policy,
      at(130),
    );
    const note = { kind: "operator", action: "note_added", payload: {}, note: "Hm", actor: "Ada" };
    const noted = transition(deferred, note as never, policy, at(130));
    expect(noted.ok && noted.next.deferral).toEqual(deferred.deferral);
    expect(told.ok && told.next.deferral).toEqual(deferred.deferral);
  });
});

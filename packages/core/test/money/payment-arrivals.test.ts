import fc from "fast-check";
import { expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  DISPUTE_STATES,
  decideRecovery,
  isTerminal,
  lifecycleOf,
  type Orchestration,
  PAYMENT_STATES,
  REFUND_STATES,
  type RecoveryInputs,
  replay,
  type StageEvent,
} from "../../src/domain/index.ts";
import { isBriefAttempt } from "../../src/domain/recovery/early-look.ts";
import { arrive } from "../support/arrive.ts";
import { expectSame } from "../support/expect-same.ts";
import { at, fact } from "../support/order.ts";
import { billed, dispute, paid, placedBilled, refund, told } from "../support/payments.ts";

const aPayment = fc.constantFrom("p1", "p2", "p3");
const aMinute = fc.integer({ min: 1, max: 6 });
const anAmount = fc.constantFrom(1, 6_450, 12_900);

const aPaymentFact = fc
  .record({
    payment: aPayment,
    state: fc.constantFrom(...PAYMENT_STATES),
    minute: aMinute,
    amount: anAmount,
    waitingOn: fc.constantFrom("member", "operator", null),
    captureBefore: fc.constantFrom(at(20), at(9_000), null),
  })
  .map(({ payment, state, minute, amount, waitingOn, captureBefore }) =>
    paid(payment, state, minute, {
      waitingOn,
      ...(state === "captured" ? { captured: amount } : {}),
      ...(state === "authorised" ? { authorised: amount, captureBefore } : {}),
    }),
  );

const aRefund = fc
  .record({
    payment: aPayment,
    state: fc.constantFrom(...REFUND_STATES),
    minute: aMinute,
    amount: anAmount,
  })
  .map(({ payment, minute, state, amount }) =>
    refund(payment, minute, { state, amount, createdAt: at(1) }),
  );

const aDispute = fc
  .record({
    payment: aPayment,
    state: fc.constantFrom(...DISPUTE_STATES),
    minute: aMinute,
    amount: anAmount,
  })
  .map(({ payment, minute, state, amount }) =>
    dispute(payment, minute, { state, amount, createdAt: at(1) }),
  );

/** Eight facts about three payments, a refund and a dispute. */
const eightFacts: fc.Arbitrary<readonly StageEvent[]> = fc
  .tuple(
    fc.array(aPaymentFact, { minLength: 5, maxLength: 5 }),
    aRefund,
    aDispute,
    fc.constantFrom(
      fact("fulfillment", "in_progress", 2),
      fact("fulfillment", "completed", 3),
      fact("payment", "completed", 3),
      fact("payment", "failed", 4, { reopens: true }),
    ),
  )
  .map(([payments, ...others]) => [...payments, ...others]);

/** The eight facts in another order, some of them twice. */
const aDelivery = eightFacts.chain((facts) =>
  fc.record({
    facts: fc.constant(facts),
    arrivals: fc.shuffledSubarray([...facts, ...facts.slice(0, 3)], { minLength: 11 }),
  }),
);

/** What facts alone decide. The plan after several declines, or attempts after one, follows from what was heard first. */
function decided({ order }: { readonly order: Orchestration }) {
  const { currentStage, status, completedAt, failedAt, waitingOn } = order;
  const isTrying = isBriefAttempt(lifecycleOf(order).payment.counting, DEFAULT_POLICY);
  const nextActionAt = status === "failed" || isTrying ? null : order.nextActionAt;
  const standing = { currentStage, status, completedAt, failedAt, waitingOn, nextActionAt };
  return { ...standing, registers: order.registers, money: order.money };
}

const SHOPPER: RecoveryInputs = {
  orderId: "o-1",
  member: "known",
  email: "ada@shop.test",
  timeZone: "UTC",
  orderUpdates: true,
  isTest: false,
  suppression: null,
  lastPromptedAt: null,
  providerAnswer: "none",
  pointsReturnAt: null,
  isAssigned: false,
  boughtAgain: false,
};

/** How many prompts the order gets from one sweep after the other within its first hour. */
function promptsFor(order: Orchestration): number {
  let state = order;
  let prompts = 0;
  for (let minute = 60; minute <= 120; minute += 10) {
    const isDue = state.nextActionAt !== null && state.nextActionAt <= at(minute);
    if (!isDue || isTerminal(state)) continue;
    const decision = decideRecovery(state, SHOPPER, DEFAULT_POLICY, at(minute));
    const event = { kind: "sweep", decision, policyVersion: "default-1", runId: "r" } as const;
    prompts += Number(decision.kind === "prompt");
    state = told(state, event, { minute }).next;
  }
  return prompts;
}

test("eight facts give one state, one set of escalations and at most one prompt, in any order of arrival", () => {
  const seen = { prompted: 0, escalated: 0, settled: 0, completed: 0 };
  fc.assert(
    fc.property(aDelivery, ({ facts, arrivals }) => {
      const [one, other] = [arrive(billed(), facts), arrive(billed(), arrivals)];
      expectSame(decided(one), decided(other));
      expect(other.open).toEqual(one.open);
      const prompts = promptsFor(one.order);
      expect(prompts).toBeLessThanOrEqual(1);
      expect(promptsFor(other.order)).toBe(prompts);
      seen.prompted += prompts;
      seen.escalated += Number(one.open.length > 0);
      seen.settled += Number(one.order.currentStage !== "payment");
      seen.completed += Number(isTerminal(one.order));
    }),
    { numRuns: 20_000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});

const someTerms = fc.constantFrom(
  null,
  { kind: "invoice", dueAt: at(90) } as const,
  { kind: "on_delivery", dueAt: at(3) } as const,
);

test("an order that is closed and still has a date can be decided then, and has none after it", () => {
  let decided = 0;
  const reserved = paid("p1", "authorised", 1, { captureBefore: at(120) });
  fc.assert(
    fc.property(aDelivery, someTerms, fc.boolean(), ({ arrivals }, terms, isReserved) => {
      const events = isReserved ? [reserved, ...arrivals] : arrivals;
      let order = billed({ terms });
      for (const event of events) order = told(order, event).next;
      const { nextActionAt } = order;
      if (!isTerminal(order) || nextActionAt === null) return;
      const decision = decideRecovery(order, SHOPPER, DEFAULT_POLICY, nextActionAt);
      const event = { kind: "sweep", decision, policyVersion: "v", runId: "r" } as const;
      const { next, effects } = told(order, event, { minute: (nextActionAt - at(0)) / 60_000 });
      expect(effects.escalates).toHaveLength(1);
      expect(next.nextActionAt).toBeNull();
      decided += 1;
    }),
    { numRuns: 5_000 },
  );
  expect(decided).toBeGreaterThan(20);
});

test("a timeline about payments replays to the same state", () => {
  fc.assert(
    fc.property(aDelivery, ({ arrivals }) => {
      const { order, entries } = arrive(billed(), arrivals);
      const timeline = [...placedBilled().entries, ...entries];
      expectSame(replay(timeline), order);
      expectSame(replay(JSON.parse(JSON.stringify(timeline))), order);
    }),
    { numRuns: 500 },
  );
});

import fc from "fast-check";
import {
  PARTIAL_BY,
  PAYMENT_METHODS,
  REQUIRED_BY_DEFAULT,
  type RecoveryPolicy,
  SETTLED_BY,
  type StagePolicy,
  WAITING_ON,
} from "../../src/domain/index.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

const aDuration = fc.oneof(
  fc.constantFrom(SECOND, 90 * SECOND, HOUR, 36 * HOUR, DAY, 366 * DAY),
  fc.integer({ min: SECOND, max: 366 * DAY }),
);
const aTurn = fc.constantFrom(...WAITING_ON);
const aStage: fc.Arbitrary<StagePolicy> = fc.record({
  patienceMs: aDuration,
  waitingOn: fc.record({
    not_started: aTurn,
    in_progress: aTurn,
    waiting: aTurn,
    failed: aTurn,
    completed: fc.constant(null),
  }),
  cadenceMs: fc
    .uniqueArray(aDuration, { maxLength: 19 })
    .map((steps) => [0, ...steps.toSorted((one, other) => one - other)]),
  escalateAfterMs: aDuration,
  controlShare: fc.double({ min: 0, max: 1, noNaN: true }),
});
const aMinute = fc.integer({ min: 0, max: 1439 });
/** Any policy that a document can say. */
export const aPolicy: fc.Arbitrary<RecoveryPolicy> = fc.record({
  version: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
  stages: fc.record({
    payment: aStage,
    verification: aStage,
    loyalty_hold: aStage,
    fulfillment: aStage,
  }),
  checks: fc.record({ maxAttempts: fc.option(fc.integer({ min: 1, max: 20 })) }),
  requires: fc.record({
    verification: fc.constantFrom(...REQUIRED_BY_DEFAULT),
    loyaltyHold: fc.constantFrom(...REQUIRED_BY_DEFAULT),
    fulfillment: fc.constantFrom(...REQUIRED_BY_DEFAULT),
  }),
  judgment: fc.record({ asksAboutLaterOrder: fc.boolean(), waitsForAssignee: fc.boolean() }),
  maxAgeMs: fc.option(aDuration),
  quietHours: fc.option(
    fc
      .record({
        fromMinute: aMinute,
        toMinute: aMinute,
        timeZone: fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
      })
      .filter(({ fromMinute, toMinute }) => fromMinute !== toMinute),
  ),
  frequencyCapMs: fc.option(aDuration),
  foldsOrders: fc.boolean(),
  recheckMs: aDuration,
  worthSendingMs: aDuration,
  sendRate: fc.option(
    fc.record({
      perMinute: fc.integer({ min: 1, max: 1_000_000 }),
      perDestination: fc.integer({ min: 1, max: 1_000_000 }),
    }),
  ),
  holdMs: aDuration,
  holdWarningMs: aDuration,
  payment: fc.record({
    settledBy: fc.constantFrom(...SETTLED_BY),
    partialBy: fc.constantFrom(...PARTIAL_BY),
    patienceMs: fc.record(
      Object.fromEntries(PAYMENT_METHODS.map((method) => [method, fc.option(aDuration)])),
    ) as fc.Arbitrary<RecoveryPolicy["payment"]["patienceMs"]>,
    voucherLeadMs: aDuration,
    unnamed: fc.constantFrom("ignore", "escalate"),
  }),
});

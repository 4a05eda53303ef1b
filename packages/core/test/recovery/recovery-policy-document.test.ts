import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  describeRecoveryPolicy,
  readRecoveryPolicy,
} from "../../src/contract/recovery-policy-document.ts";
import { DEFAULT_POLICY, type RecoveryPolicy, type StagePolicy } from "../../src/domain/index.ts";
import { aPolicy } from "../support/any-policy.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** The policy of a document without errors. */
function read(document: unknown): RecoveryPolicy {
  const reading = readRecoveryPolicy(document);
  if (!reading.ok) throw new Error(reading.problems.join("\n"));
  return reading.policy;
}

/** The places of the errors in a document. Their sentences are tested separately. */
function faultyPlaces(document: unknown): string[] {
  const reading = readRecoveryPolicy(document);
  return reading.ok ? [] : reading.problems.map((problem) => problem.replace(/(:| must) .*/, ""));
}

/** A document that is right except for one setting of the payment stage. */
function payment(setting: Readonly<Record<string, unknown>>) {
  return { version: "v1", stages: { payment: setting } };
}

describe("settings that a document leaves out have their defaults", () => {
  test("a version alone is the default policy under that version", () => {
    expect(read({ version: "shop-1" })).toEqual({ ...DEFAULT_POLICY, version: "shop-1" });
  });

  test("one setting of one stage changes nothing else", () => {
    const { stages } = DEFAULT_POLICY;
    expect(read(payment({ patience: "10m" })).stages).toEqual({
      ...stages,
      payment: { ...stages.payment, patienceMs: 600 * SECOND },
    });
  });

  test("`waitingOn` for one status does not change the others", () => {
    const { waitingOn } = DEFAULT_POLICY.stages.payment;
    expect(read(payment({ waitingOn: { failed: "operator" } })).stages.payment.waitingOn).toEqual({
      ...waitingOn,
      failed: "operator",
    });
  });

  test("another time zone does not change the hours", () => {
    expect(
      read({ version: "v1", quietHours: { timeZone: "Europe/Stockholm" } }).quietHours,
    ).toEqual({ ...DEFAULT_POLICY.quietHours, timeZone: "Europe/Stockholm" });
  });
});

describe("a document says", () => {
  test("every setting", () => {
    const stage = {
      patience: "45s",
      waitingOn: {
        not_started: "operator",
        in_progress: "member",
        waiting: "provider",
        failed: "operator",
      },
      cadence: ["0m", "90s", "2h"],
      escalateAfter: "3d",
      holdOut: 0.25,
    };
    const policy = read({
      version: "shop_2026-11.b",
      stages: { payment: stage, verification: stage, loyalty_hold: stage, fulfillment: stage },
      payment: {
        settledBy: "capture",
        partial: "member",
        patience: { card: "2h", voucher: "off" },
        voucherLead: "12h",
        unnamed: "escalate",
      },
      checks: { maxAttempts: 5 },
      requires: { verification: "always", loyaltyHold: "never", fulfillment: "auto" },
      judgment: { laterOrder: "ignore", assigned: "ignore" },
      maxAge: "90d",
      quietHours: { from: "22:30", to: "06:15", timeZone: "Europe/Stockholm" },
      frequencyCap: "12h",
      foldOrders: false,
      recheck: "2d",
      worthSending: "1500ms",
      sendRate: { perMinute: 30, perDestination: 5 },
      hold: "5d",
      holdWarning: "6h",
    });
    const asRead: StagePolicy = {
      patienceMs: 45 * SECOND,
      waitingOn: {
        not_started: "operator",
        in_progress: "member",
        waiting: "provider",
        failed: "operator",
        completed: null,
      },
      cadenceMs: [0, 90 * SECOND, 2 * HOUR],
      escalateAfterMs: 3 * DAY,
      controlShare: 0.25,
    };
    expect(policy).toEqual({
      version: "shop_2026-11.b",
      stages: { payment: asRead, verification: asRead, loyalty_hold: asRead, fulfillment: asRead },
      payment: {
        settledBy: "capture",
        partialBy: "member",
        patienceMs: { ...DEFAULT_POLICY.payment.patienceMs, card: 2 * HOUR, voucher: null },
        voucherLeadMs: 12 * HOUR,
        unnamed: "escalate",
      },
      checks: { maxAttempts: 5 },
      requires: { verification: "always", loyaltyHold: "never", fulfillment: "auto" },
      judgment: { asksAboutLaterOrder: false, waitsForAssignee: false },
      maxAgeMs: 90 * DAY,
      quietHours: { fromMinute: 1350, toMinute: 375, timeZone: "Europe/Stockholm" },
      frequencyCapMs: 12 * HOUR,
      foldsOrders: false,
      recheckMs: 2 * DAY,
      worthSendingMs: 1500,
      sendRate: { perMinute: 30, perDestination: 5 },
      holdMs: 5 * DAY,
      holdWarningMs: 6 * HOUR,
    });
  });

  test.each([
    { patience: "1s", escalateAfter: "1000ms", holdOut: 0 },
    { patience: "366d", escalateAfter: "8784h", holdOut: 1 },
    { cadence: [] },
    { cadence: ["0s"] },
    { cadence: Array.from({ length: 20 }, (_, day) => `${day}d`) },
    { cadence: ["0ms", "1ms", "366d"] },
  ])("what lies just within the limits: %j", (setting) => {
    expect(faultyPlaces(payment(setting))).toEqual([]);
  });

  test("that there are no quiet hours, no frequency cap and no send rate", () => {
    const policy = read({ version: "v1", quietHours: "off", frequencyCap: "off", sendRate: "off" });
    expect(policy).toMatchObject({ quietHours: null, frequencyCapMs: null, sendRate: null });
  });

  test("one part of the send rate, and the other keeps its default", () => {
    expect(read({ version: "v1", sendRate: { perDestination: 7 } }).sendRate).toEqual({
      perMinute: 600,
      perDestination: 7,
    });
  });
});

describe("a document is refused", () => {
  test.each([[null], [undefined], ["version: v1"], [5], [[]], [[{ version: "v1" }]]])(
    "that is %j",
    (value) => {
      expect(faultyPlaces(value)).toEqual(["The document"]);
    },
  );

  test.each([undefined, null, 2026, "", "shop 1", "a".repeat(65), "shop:1", "v1\n"])(
    "for the version %j",
    (version) => {
      expect(faultyPlaces({ version })).toEqual(["version"]);
    },
  );

  test.each([
    ...[30, "30", "", "m", "-5m", "1.5h", "5 m", "5min", "5M", "0s", "0m", "999ms", "367d"],
    ...["٣m", "1e3s", "99999999999999999999d", null, true, ["5m"], { m: 5 }, "1constructor"],
  ])("for the duration %j", (wrong) => {
    const settings = { patience: wrong, escalateAfter: wrong };
    expect(
      faultyPlaces({
        ...payment(settings),
        frequencyCap: wrong,
        recheck: wrong,
        worthSending: wrong,
      }),
    ).toEqual([
      "stages.payment.patience",
      "stages.payment.escalateAfter",
      "frequencyCap",
      "recheck",
      "worthSending",
    ]);
  });

  test.each([0, -1, 1.5, "100", 1_000_001, null])("for the send rate %j", (wrong) => {
    const sendRate = { perMinute: wrong, perDestination: wrong };
    expect(faultyPlaces({ version: "v1", sendRate })).toEqual([
      "sendRate.perMinute",
      "sendRate.perDestination",
    ]);
    expect(faultyPlaces({ version: "v1", sendRate: wrong })).toEqual(["sendRate"]);
  });

  test.each<[unknown, string[]]>([
    ["0m", [""]],
    [{ 0: "0m" }, [""]],
    [["5m"], ["[0]"]],
    [["0m", "5m", "5m"], ["[2]"]],
    [
      ["0m", "2h", "1h", "3h", "90m"],
      ["[2]", "[4]"],
    ],
    [["0m", "soon", "6h"], ["[1]"]],
    [
      ["1m", "soon"],
      ["[1]", "[0]"],
    ],
    [Array.from({ length: 21 }, (_, hour) => `${hour}h`), [""]],
  ])("for the cadence %j", (cadence, places) => {
    expect(faultyPlaces(payment({ cadence }))).toEqual(
      places.map((place) => `stages.payment.cadence${place}`),
    );
  });

  test.each([-0.1, 1.1, "0.1", "10%", Number.NaN, Number.POSITIVE_INFINITY, null])(
    "for the hold-out share %j",
    (holdOut) => {
      expect(faultyPlaces(payment({ holdOut }))).toEqual(["stages.payment.holdOut"]);
    },
  );

  test.each<[unknown, string[]]>([
    [{ from: "24:00" }, [".from"]],
    [{ from: "9:00", to: "8" }, [".from", ".to"]],
    [{ from: 1260 }, [".from"]],
    [{ from: "08:00", to: "08:00" }, [".to"]],
    [{ from: "08:00" }, [".to"]],
    [{ from: "09:00", to: "09:00", timeZone: "Mars" }, [".timeZone", ".to"]],
    [{ timeZone: "Europe/Atlantis" }, [".timeZone"]],
    [{ timeZone: "+02:00" }, [".timeZone"]],
    [{ until: "08:00" }, [".until"]],
    [{ from: "08:00", until: "08:00" }, [".until", ".to"]],
    ["on", [""]],
    [false, [""]],
    [null, [""]],
    [[], [""]],
  ])("for the quiet hours %j", (quietHours, places) => {
    expect(faultyPlaces({ version: "v1", quietHours })).toEqual(
      places.map((place) => `quietHours${place}`),
    );
  });

  test.each(["nobody", null, "Member"])("for a `waitingOn` of %j", (turn) => {
    expect(faultyPlaces(payment({ waitingOn: { waiting: turn } }))).toEqual([
      "stages.payment.waitingOn.waiting",
    ]);
  });

  test("for a `waitingOn` at a completed stage", () => {
    expect(faultyPlaces(payment({ waitingOn: { completed: "member" } }))).toEqual([
      "stages.payment.waitingOn.completed",
    ]);
  });

  test("for unknown keys, at each depth", () => {
    const misspelt = JSON.parse(`{
      "version": "v1", "quiethours": "off", "__proto__": { "version": "v2" }, "constructor": 1,
      "stages": { "paymant": {}, "payment": { "patince": "5m" } }
    }`);
    expect(faultyPlaces(misspelt).toSorted()).toEqual([
      "__proto__",
      "constructor",
      "quiethours",
      "stages.paymant",
      "stages.payment.patince",
    ]);
  });
});

test("all errors are reported together, with what would be right", () => {
  const reading = readRecoveryPolicy({
    version: "v1",
    stages: {
      payment: { patience: "soon", cadence: ["0m", "0m"], wait: 1 },
      verification: null,
      loyalty_hold: { holdOut: 10, waitingOn: { failed: "me" } },
    },
    quietHours: { from: "9pm" },
    frequencyCap: false,
    foldOrders: "yes",
  });
  const aDuration = "a whole number and ms, s, m, h or d, such as 30m, 6h or 3d";
  expect(reading).toEqual({
    ok: false,
    problems: [
      `stages.payment.patience: must be a duration from 1s to 366d: ${aDuration}`,
      "stages.payment.cadence[1]: must be longer than the step before it: all of them count from the time the order is due",
      "stages.payment.wait: is not a key here; known are patience, waitingOn, cadence, escalateAfter, holdOut",
      "stages.verification: must hold one or more of the keys patience, waitingOn, cadence, escalateAfter, holdOut",
      "stages.loyalty_hold.waitingOn.failed: must be one of member, provider, operator",
      "stages.loyalty_hold.holdOut: must be a number from 0 to 1, such as 0.1 for a tenth of the orders",
      'quietHours.from: must be a time of day from "00:00" to "23:59", such as "21:00"',
      `frequencyCap: must be off or a duration from 1s to 366d: ${aDuration}`,
      "foldOrders: must be true or false",
    ],
  });
});

describe("a policy that is written out", () => {
  test("gives the same policy when it is read, whatever its settings", () => {
    fc.assert(
      fc.property(aPolicy, (policy) => {
        const written = JSON.parse(JSON.stringify(describeRecoveryPolicy(policy)));
        expect(read(written)).toEqual(policy);
      }),
      { numRuns: 500 },
    );
  });

  test("is written as people write it", () => {
    expect(describeRecoveryPolicy(DEFAULT_POLICY)).toMatchObject({
      stages: { payment: { patience: "30m", cadence: ["0m", "6h", "1d", "3d"] } },
      quietHours: { from: "21:00", to: "08:00", timeZone: "UTC" },
      frequencyCap: "6h",
    });
  });
});

test("no input makes the reader throw", () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
      expect(() => readRecoveryPolicy(anything)).not.toThrow();
      expect(() =>
        readRecoveryPolicy({
          version: "v1",
          stages: { payment: anything },
          quietHours: anything,
          frequencyCap: anything,
        }),
      ).not.toThrow();
    }),
    { numRuns: 2_000 },
  );
});

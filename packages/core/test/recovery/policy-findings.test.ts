import { describe, expect, test } from "vitest";
import { policyFindings } from "../../src/contract/policy-findings.ts";
import { DEFAULT_POLICY, perStage, type RecoveryPolicy } from "../../src/domain/index.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONDAY = Date.parse("2026-03-02T00:00:00Z");

/** Five weeks of sweeps, the first at this minute of the day. */
function every(gap: number, first = 0): number[] {
  const count = Math.floor((35 * DAY) / gap);
  return Array.from({ length: count }, (_, nth) => MONDAY + first + nth * gap);
}

const HALF_HOURLY = every(30 * MINUTE);

/** What is found about quiet hours that leave only this open, in minutes of the day. */
function open(from: number, until: number, sweeps = HALF_HOURLY, timeZone = "UTC") {
  const quietHours = { fromMinute: until, toMinute: from, timeZone };
  const { problems, warnings } = found({ quietHours }, sweeps);
  const about = warnings.filter((warning) => warning.startsWith("quietHours"));
  return { problems: problems.length, warning: about[0] ?? null };
}

function found(changes: Partial<RecoveryPolicy>, sweeps = HALF_HOURLY) {
  return policyFindings({ ...DEFAULT_POLICY, ...changes }, sweeps);
}

function stagesWith(changes: Partial<RecoveryPolicy["stages"]["payment"]>) {
  return perStage((stage) => ({ ...DEFAULT_POLICY.stages[stage], ...changes }));
}

test("the default policy has nothing to find with the default schedule", () => {
  expect(found({})).toEqual({ problems: [], warnings: [] });
});

describe("quiet hours", () => {
  test("that leave 20 minutes which no sweep meets are refused", () => {
    expect(found({ quietHours: { fromMinute: 625, toMinute: 605, timeZone: "UTC" } })).toEqual({
      problems: [
        "quietHours: 10:05 to 10:25 is open, and no sweep runs then in UTC, so no prompt could be sent",
      ],
      warnings: [],
    });
  });

  test("that leave the last minute of the day are refused", () => {
    expect(open(1439, 0).problems).toBe(1);
  });

  test.each([
    [600, 601],
    [629, 631],
    // Past midnight.
    [1430, 5],
  ])("that leave a sweep's minute are not refused: %d to %d", (from, until) => {
    expect(open(from, until).problems).toBe(0);
  });

  test("are judged by the policy's own clock, in summer and in winter", () => {
    // 10:15 to 10:20 in Kathmandu (+05:45) is 04:30 UTC; and in Kolkata (+05:30) no sweep comes.
    expect(open(615, 620, HALF_HOURLY, "Asia/Kathmandu").problems).toBe(0);
    expect(open(615, 620, HALF_HOURLY, "Asia/Kolkata").problems).toBe(1);
    const daily = every(DAY, 8 * HOUR);
    // 08:00 UTC is 09:00 in Berlin in winter, and 10:00 in summer.
    expect(open(595, 605, daily, "Europe/Berlin").problems).toBe(0);
    expect(open(655, 665, daily, "Europe/Berlin").problems).toBe(1);
  });

  test("that leave nothing in some other time zone are a warning which names it", () => {
    const { problems, warning } = open(595, 605);
    expect(problems).toBe(0);
    expect(warning).toContain("in some time zones no sweep runs then");
    expect(warning).toContain("Asia/Kat");
    expect(open(600, 631).warning).toBeNull();
    expect(open(600, 615).warning).not.toBeNull();
  });

  test("that a weekly sweep meets make prompts late", () => {
    const weekly = every(7 * DAY, 12 * HOUR + 5 * MINUTE);
    expect(open(1, 0, weekly).warning).toContain("prompts are late");
    expect(open(1, 0, every(DAY, 12 * HOUR + 5 * MINUTE)).warning).toBeNull();
  });

  test("are not looked at if there are none", () => {
    expect(found({ quietHours: null }, [])).toEqual({ problems: [], warnings: [] });
  });

  test.each<[string, Partial<RecoveryPolicy>]>([
    ["worthSending:", { worthSendingMs: 10 * HOUR }],
    ["payment.voucherLead:", { payment: { ...DEFAULT_POLICY.payment, voucherLeadMs: HOUR } }],
    ["holdWarning:", { holdWarningMs: HOUR }],
  ])("that outlast a setting are a warning: %s", (setting, changes) => {
    expect(found(changes).warnings).toEqual([expect.stringMatching(`^${setting}`)]);
    expect(found({ ...changes, quietHours: null }).warnings).toEqual([]);
  });
});

test.each<[string, Partial<RecoveryPolicy>, number]>([
  ["frequencyCap: 7h is longer than an interval", { frequencyCapMs: 7 * HOUR }, 4],
  ["frequencyCap: 8d is longer than a prompt may be deferred", { frequencyCapMs: 8 * DAY }, 5],
  ["stages: no stage has a cadence", { stages: stagesWith({ cadenceMs: [] }) }, 1],
  ["stages.payment.holdOut: 1 means", { stages: stagesWith({ controlShare: 1 }) }, 4],
  ["stages.payment.patience: 31d is", { stages: stagesWith({ patienceMs: 31 * DAY }) }, 4],
  ["holdWarning: 7d is not shorter", { holdWarningMs: 7 * DAY }, 1],
])("%s: what starves is a warning, and no reason to refuse", (sentence, changes, count) => {
  const { problems, warnings } = found(changes);
  expect(problems).toEqual([]);
  expect(warnings).toHaveLength(count);
  expect(warnings.some((warning) => warning.startsWith(sentence))).toBe(true);
});

test("one stage without a cadence is no mistake", () => {
  const { payment } = DEFAULT_POLICY.stages;
  const stages = { ...DEFAULT_POLICY.stages, payment: { ...payment, cadenceMs: [] } };
  expect(found({ stages }).warnings).toEqual([]);
});

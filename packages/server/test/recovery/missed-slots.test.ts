import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/product/config.ts";
import { latenessOf } from "../../src/recovery/missed-slots.ts";

const HALF_HOURLY = "*/30 * * * *";

describe("how late a sweep is", () => {
  const at = (time: string) => Date.parse(`2026-05-01T${time}Z`);
  const finished = (startedAt: number) => ({ startedAt, finishedAt: startedAt, claimLagMs: 0 });

  test.each([
    ["10:30:01", "10:59:59.999", 0],
    ["10:30:01", "11:00:00", 1],
    ["10:29:59", "10:30:00", 1],
    ["10:30:00", "10:30:00", 0],
    ["10:30:01", "11:30:00", 2],
  ])("counts the slots since the last one began (%s, now %s)", (began, now, missedSlots) => {
    const progress = { now: at(now), installedAt: 0, lastFinished: finished(at(began)) };
    expect(latenessOf(progress, HALF_HOURLY)).toMatchObject({ missedSlots });
  });

  test("counts from the installation if no sweep has finished, and stops at a limit", () => {
    const progress = { now: at("12:10:00"), installedAt: at("11:00:00"), lastFinished: null };
    expect(latenessOf(progress, HALF_HOURLY)).toMatchObject({
      missedSlots: 2,
      latestSlot: at("12:00:00"),
    });
    expect(latenessOf({ ...progress, installedAt: 0 }, "* * * * *").missedSlots).toBe(100);
  });
});

test("a schedule that never occurs is refused at startup", () => {
  for (const cron of ["61 * * * *", "soon", "0 0 31 2 *"]) {
    expect(() => readConfig({ SWEEP_CRON: cron })).toThrow(ConfigError);
    expect(() => readConfig({ SWEEP_CRON: cron })).toThrow("SWEEP_CRON: must be a cron expression");
  }
  expect(readConfig({ SWEEP_CRON: "*/5 6-22 * * 1-5" }).sweepCron).toBe("*/5 6-22 * * 1-5");
});

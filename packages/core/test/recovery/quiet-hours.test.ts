import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type QuietHours, quietUntil } from "../../src/domain/recovery/quiet-hours.ts";
import { quietSpan } from "../../src/domain/recovery/quiet-span.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Reads hours such as "21:00-08:00" for a shop in UTC. */
function hours(text: string, timeZone = "UTC"): QuietHours {
  const [fromMinute = 0, toMinute = 0] = text.split("-").map((clock) => {
    const [hour = 0, minute = 0] = clock.split(":").map(Number);
    return hour * 60 + minute;
  });
  return { fromMinute, toMinute, timeZone };
}

const NIGHT = hours("21:00-08:00");

/** The end as text, as the tables below write it. */
function until(quiet: QuietHours | null, timeZone: string | null, now: string): string | null {
  const end = quietUntil(quiet, timeZone, Date.parse(now));
  return end === null ? null : new Date(end).toISOString().replace(":00.000Z", "Z");
}

/** The minute of the local day, computed only with Intl. */
function wallMinute(timeZone: string, now: number): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  }).formatToParts(now);
  const [hour = 0, minute = 0] = ["hour", "minute"].map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  );
  return hour * 60 + minute;
}

function saysQuiet({ fromMinute, toMinute }: QuietHours, minute: number): boolean {
  return fromMinute < toMinute
    ? fromMinute <= minute && minute < toMinute
    : fromMinute <= minute || minute < toMinute;
}

describe("it is quiet", () => {
  test.each([
    ["a night of a zone ahead", NIGHT, "Asia/Tokyo", "2026-06-10T15:00Z", "2026-06-10T23:00Z"],
    [
      "a night of a zone behind",
      NIGHT,
      "America/Phoenix",
      "2026-06-10T05:00Z",
      "2026-06-10T15:00Z",
    ],
    ["a quarter of an hour off", NIGHT, "Asia/Kathmandu", "2026-06-10T16:00Z", "2026-06-11T02:15Z"],
    ["before midnight", NIGHT, "UTC", "2026-06-10T23:59Z", "2026-06-11T08:00Z"],
    ["after midnight", NIGHT, "UTC", "2026-06-11T00:00Z", "2026-06-11T08:00Z"],
    ["hours within one day", hours("12:00-14:00"), "UTC", "2026-06-10T13:00Z", "2026-06-10T14:00Z"],
    ["hours up to midnight", hours("22:00-00:00"), "UTC", "2026-06-10T23:00Z", "2026-06-11T00:00Z"],
    ["hours from midnight", hours("00:00-06:00"), "UTC", "2026-06-10T00:00Z", "2026-06-10T06:00Z"],
  ])("in %s", (_, quiet, zone, now, end) => {
    expect(until(quiet, zone, now)).toBe(end);
  });

  test.each([
    ["from its first millisecond", "2026-06-10T21:00:00.000Z", "2026-06-11T08:00Z"],
    ["not a millisecond before", "2026-06-10T20:59:59.999Z", null],
    ["to its last millisecond", "2026-06-11T07:59:59.999Z", "2026-06-11T08:00Z"],
    ["not at its end", "2026-06-11T08:00:00.000Z", null],
  ])("%s", (_, now, end) => {
    expect(until(NIGHT, "UTC", now)).toBe(end);
  });

  test("never without quiet hours", () => {
    expect(until(null, "Europe/Stockholm", "2026-06-10T23:00Z")).toBeNull();
  });

  test.each([null, "", "Mars/Olympus_Mons", "Europe/Stockholm\u0000"])(
    "by the shop's clock where the member's zone is %j",
    (zone) => {
      const shops = hours("21:00-08:00", "America/New_York");
      expect(until(shops, zone, "2026-06-11T02:00Z")).toBe("2026-06-11T12:00Z");
      expect(until(shops, zone, "2026-06-11T20:00Z")).toBeNull();
    },
  );
});

// Each row: the zone | the hours | now | the end. The changes of 2026, by the tz database.
describe("when the clock changes, quiet hours end by the new local time", () => {
  test.each([
    ["Europe/Stockholm", "spring", "2026-03-28T20:00Z", "2026-03-29T06:00Z"],
    ["Europe/Stockholm", "autumn", "2026-10-24T19:00Z", "2026-10-25T07:00Z"],
    ["America/New_York", "spring", "2026-03-08T02:00Z", "2026-03-08T12:00Z"],
    ["America/New_York", "autumn", "2026-11-01T01:00Z", "2026-11-01T13:00Z"],
    ["Australia/Lord_Howe", "autumn", "2026-04-04T10:00Z", "2026-04-04T21:30Z"],
    ["Australia/Lord_Howe", "spring", "2026-10-03T10:30Z", "2026-10-03T21:00Z"],
    ["Africa/Cairo", "spring", "2026-04-23T19:00Z", "2026-04-24T05:00Z"],
    ["Africa/Cairo", "autumn", "2026-10-29T18:00Z", "2026-10-30T06:00Z"],
  ])("in %s in %s", (zone, _, beginning, end) => {
    expect(until(NIGHT, zone, beginning)).toBe(end);
    expect(quietUntil(NIGHT, zone, Date.parse(beginning) - 1)).toBeNull();
    expect(quietUntil(NIGHT, zone, Date.parse(end) - 1)).toBe(Date.parse(end));
    expect(quietUntil(NIGHT, zone, Date.parse(end))).toBeNull();
  });
});

describe("when a clock change leaves a choice, the longer span is quiet", () => {
  test.each([
    // 02:00 to 03:00 is skipped at 01:00Z.
    ["Europe/Stockholm", "02:30-05:00", "2026-03-29T00:30Z", "2026-03-29T03:00Z"],
    ["Europe/Stockholm", "22:00-02:30", "2026-03-28T21:00Z", "2026-03-29T01:30Z"],
    ["Europe/Stockholm", "02:15-02:45", "2026-03-29T00:15Z", "2026-03-29T01:45Z"],
    // 02:00 to 03:00 occurs twice, from 00:00Z and from 01:00Z.
    ["Europe/Stockholm", "02:30-05:00", "2026-10-25T00:30Z", "2026-10-25T04:00Z"],
    ["Europe/Stockholm", "22:00-02:30", "2026-10-24T20:00Z", "2026-10-25T01:30Z"],
    // Half an hour is skipped at 15:30Z, and occurs twice from 14:30Z.
    ["Australia/Lord_Howe", "02:15-05:00", "2026-10-03T15:15Z", "2026-10-03T18:00Z"],
    ["Australia/Lord_Howe", "22:00-01:45", "2026-04-04T11:00Z", "2026-04-04T15:15Z"],
    // Midnight to 01:00 is skipped at 22:00Z: tomorrow's hours begin today.
    ["Africa/Cairo", "00:30-06:00", "2026-04-23T21:30Z", "2026-04-24T03:00Z"],
    ["Africa/Cairo", "21:00-00:30", "2026-04-23T19:00Z", "2026-04-23T22:30Z"],
    // 23:00 to midnight occurs twice, from 20:00Z and from 21:00Z.
    ["Africa/Cairo", "23:30-06:00", "2026-10-29T20:30Z", "2026-10-30T04:00Z"],
    ["Africa/Cairo", "20:00-23:30", "2026-10-29T17:00Z", "2026-10-29T21:30Z"],
  ])("in %s, quiet %s", (zone, quiet, beginning, end) => {
    const span = quietSpan(hours(quiet), zone, Date.parse(beginning));
    expect(span).toEqual({ from: Date.parse(beginning), until: Date.parse(end), isQuiet: true });
    expect(until(hours(quiet), zone, beginning)).toBe(end);
  });

  test("nights that a clock change joins count as one", () => {
    // Mail may go between 02:00 and 03:00, but this night has no such hour.
    const nearlyAlways = hours("03:00-02:00");
    expect(until(nearlyAlways, "Europe/Stockholm", "2026-03-28T12:00Z")).toBe("2026-03-30T00:00Z");
  });
});

const aZone = fc.oneof(
  fc.constantFrom("Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"),
  fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
);
const aClock = fc.oneof(
  fc.constantFrom(0, 30, 2 * 60, 2 * 60 + 30, 8 * 60, 21 * 60, 23 * 60 + 30),
  fc.integer({ min: 0, max: 1439 }),
);
const someHours: fc.Arbitrary<QuietHours> = fc
  .tuple(aClock, aClock)
  .filter(([from, to]) => from !== to)
  .map(([fromMinute, toMinute]) => ({ fromMinute, toMinute, timeZone: "UTC" }));

// Half of them in the weeks when clocks change.
const aMoment = fc.oneof(
  fc.integer({ min: Date.parse("2000-01-01"), max: Date.parse("2099-12-31") }),
  fc
    .tuple(
      fc.constantFrom(
        "2026-03-08",
        "2026-03-29",
        "2026-04-05",
        "2026-04-24",
        "2026-10-04",
        "2026-10-25",
        "2026-10-30",
        "2026-11-01",
      ),
      fc.integer({ min: -DAY, max: 2 * DAY }),
    )
    .map(([date, offset]) => Date.parse(date) + offset),
);

describe("whatever the zone, the hours and the moment", () => {
  test("the end is in the future, within two days and a clock change, and not quiet itself", () => {
    fc.assert(
      fc.property(someHours, aZone, aMoment, (quiet, zone, now) => {
        const end = quietUntil(quiet, zone, now);
        if (end === null) return;
        expect(end).toBeGreaterThan(now);
        expect(end).toBeLessThanOrEqual(now + 2 * DAY + 60 * MINUTE);
        expect(quietUntil(quiet, zone, end)).toBeNull();
      }),
      { numRuns: 5_000 },
    );
  });

  test("it is quiet whenever the local time says so", () => {
    fc.assert(
      fc.property(someHours, aZone, aMoment, (quiet, zone, now) => {
        if (saysQuiet(quiet, wallMinute(zone, now))) {
          expect(quietUntil(quiet, zone, now)).not.toBeNull();
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test("if it is quiet although the local time says otherwise, a clock change is near", () => {
    fc.assert(
      fc.property(someHours, aZone, aMoment, (quiet, zone, now) => {
        if (saysQuiet(quiet, wallMinute(zone, now))) return;
        if (quietUntil(quiet, zone, now) === null) return;
        const offsets = [-DAY, 0, DAY].map((away) => {
          const at = now + away;
          return (wallMinute(zone, at) - Math.floor(at / MINUTE)) % 1440;
        });
        expect(new Set(offsets.map((offset) => (offset + 1440) % 1440)).size).toBeGreaterThan(1);
      }),
      { numRuns: 5_000 },
    );
  });

  test("earlier calls change no answer", () => {
    const someQuestions = fc.array(
      fc.tuple(
        fc.constantFrom(NIGHT, hours("02:30-02:15"), hours("00:30-06:00")),
        fc.constantFrom("Europe/Stockholm", "Africa/Cairo", "America/New_York"),
        aMoment,
      ),
      { minLength: 20, maxLength: 60 },
    );
    fc.assert(
      fc.property(someQuestions, (questions) => {
        for (const [quiet, zone, now] of questions) {
          const { isQuiet, until: end } = quietSpan(quiet, zone, now);
          expect(quietUntil(quiet, zone, now)).toBe(isQuiet ? end : null);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("one answer holds for its whole span", () => {
    fc.assert(
      fc.property(
        someHours,
        aZone,
        aMoment,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (quiet, zone, now, share) => {
          const span = quietSpan(quiet, zone, now);
          expect(span.from).toBeLessThanOrEqual(now);
          expect(span.until).toBeGreaterThan(now);
          const within = Math.min(
            span.until - 1,
            Math.floor(span.from + share * (span.until - span.from)),
          );
          const { isQuiet, until: end } = quietSpan(quiet, zone, within);
          expect({ isQuiet, until: end }).toEqual({ isQuiet: span.isQuiet, until: span.until });
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

test("more zones than the cache holds get answers, too", () => {
  for (let index = 0; index < 3_000; index++) {
    expect(until(NIGHT, `Made/Up_${index}`, "2026-06-10T23:00Z")).toBe("2026-06-11T08:00Z");
  }
});

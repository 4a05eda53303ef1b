import { describe, expect, test } from "vitest";
import { findShortfalls, renderTable } from "../report.ts";
import { type Results, withMeasured } from "../results.ts";
import { SCALES } from "../scale.ts";
import { median, NotComparable, ratioOf, type Series } from "../series.ts";
import type { Work } from "../work.ts";

describe("ratios", () => {
  test("a ratio is the median of the rounds' own ratios", () => {
    // The machine was half as fast in the last two rounds, for both sides.
    expect(ratioOf(of("run-1", [200, 100, 90]), of("run-1", [100, 50, 50]))).toBe(2);
  });

  test("two sides of different runs make no ratio", () => {
    expect(() => ratioOf(of("run-1", [200]), of("run-2", [100]))).toThrow(NotComparable);
  });

  test("two sides of different numbers of rounds or of different units make no ratio", () => {
    expect(() => ratioOf(of("run-1", [200, 200]), of("run-1", [100]))).toThrow(NotComparable);
    const seconds = { ...of("run-1", [100]), unit: "s" };
    expect(() => ratioOf(of("run-1", [200]), seconds)).toThrow(NotComparable);
  });

  test("nothing measured has no median", () => {
    expect(() => median([])).toThrow("Nothing was measured");
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1])).toBe(2.5);
  });
});

describe("the table", () => {
  test("shows no ratio and no verdict where its sides were measured in two runs", () => {
    const results = resultsOf({ ours: of("run-1", [200]), theirs: of("run-2", [100]) });
    const table = renderTable([WORK], SCALES.smoke, results);
    expect(table).toContain("not of one run");
    expect(table).not.toMatch(/2\.00x|yes|\*\*no\*\*/);
    expect(findShortfalls([WORK], SCALES.smoke, results)).toEqual([]);
  });

  test("says what was reached and what was not", () => {
    const good = resultsOf({ ours: of("run-1", [200]), theirs: of("run-1", [100]) });
    expect(renderTable([WORK], SCALES.smoke, good)).toMatch(/2\.00x .*>= 1\.5x .*yes/);
    const bad = resultsOf({ ours: of("run-1", [140]), theirs: of("run-1", [100]) });
    expect(renderTable([WORK], SCALES.smoke, bad)).toMatch(/1\.40x .*\*\*no\*\*/);
    expect(findShortfalls([WORK], SCALES.smoke, bad)).toEqual(["work: doing it (>= 1.5x)"]);
  });

  test("a work that was not measured again keeps its figures and its run's machine", () => {
    const before = resultsOf({ ours: of("run-1", [200]) });
    const again = new Map([["other", of("run-2", [1])]]);
    const after = withMeasured(before, { name: "run-2", machine: ["M2"] }, "another", again);
    expect(Object.keys(after.runs)).toEqual(["run-1", "run-2"]);
    expect(after.works.work?.ours?.values).toEqual([200]);
    const replaced = withMeasured(after, { name: "run-3", machine: ["M3"] }, "work", new Map());
    expect(Object.keys(replaced.runs)).toEqual(["run-2"]);
  });
});

const WORK: Work = {
  name: "work",
  about: "",
  limit: "",
  isInSmoke: false,
  rows: () => [
    { what: "doing it", ours: "ours", peer: "theirs", limit: { kind: "ratio", atLeast: 1.5 } },
  ],
  run: async () => {},
};

function of(run: string, values: number[]) {
  return { run, unit: "orders/s", values } satisfies Series;
}

function resultsOf(series: Record<string, ReturnType<typeof of>>): Results {
  return { runs: { "run-1": ["M1"] }, works: { work: series } };
}

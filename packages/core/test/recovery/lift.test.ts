import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareShares } from "../../src/domain/index.ts";

describe("the difference of two shares", () => {
  // Newcombe 1998, Statistics in Medicine 17, table II, method 10.
  test.each([
    [{ orders: 70, movedOn: 56 }, { orders: 80, movedOn: 48 }, 0.0524, 0.3339],
    [{ orders: 10, movedOn: 9 }, { orders: 10, movedOn: 3 }, 0.1705, 0.809],
    [{ orders: 7, movedOn: 6 }, { orders: 7, movedOn: 2 }, 0.0582, 0.8062],
    [{ orders: 56, movedOn: 5 }, { orders: 29, movedOn: 0 }, -0.0381, 0.1926],
    [{ orders: 10, movedOn: 0 }, { orders: 20, movedOn: 0 }, -0.1611, 0.2775],
    [{ orders: 10, movedOn: 10 }, { orders: 10, movedOn: 0 }, 0.6075, 1],
  ])("of %o and %o has the published interval", (first, second, low, high) => {
    const compared = compareShares(first, second);
    expect(compared?.low).toBeCloseTo(low, 4);
    expect(compared?.high).toBeCloseTo(high, 4);
  });

  test("is unknown if a group is empty", () => {
    expect(compareShares({ orders: 0, movedOn: 0 }, { orders: 9, movedOn: 3 })).toBeNull();
    expect(compareShares({ orders: 9, movedOn: 3 }, { orders: 0, movedOn: 0 })).toBeNull();
  });

  test("lies within its interval, and changes its sign when the groups are swapped", () => {
    const group = fc
      .integer({ min: 1, max: 100_000 })
      .chain((orders) =>
        fc.record({ orders: fc.constant(orders), movedOn: fc.integer({ min: 0, max: orders }) }),
      );
    fc.assert(
      fc.property(group, group, (a, b) => {
        const there = compareShares(a, b);
        const back = compareShares(b, a);
        if (there === null || back === null) throw new Error("No group is empty");
        expect(there.low).toBeLessThanOrEqual(there.difference + 1e-9);
        expect(there.high).toBeGreaterThanOrEqual(there.difference - 1e-9);
        expect(there.low).toBeGreaterThanOrEqual(-1 - 1e-9);
        expect(there.high).toBeLessThanOrEqual(1 + 1e-9);
        expect(back.low).toBeCloseTo(-there.high, 9);
      }),
    );
  });
});

import { describe, expect, test } from "vitest";
import { isInControlGroup } from "../../src/domain/recovery/control-group.ts";

const ORDERS = Array.from({ length: 100_000 }, (_, index) => `ord_${index}`);

/** How many of the orders are expected, with a tolerance of three standard deviations. */
function byChance(share: number): { readonly mean: number; readonly stray: number } {
  const mean = ORDERS.length * share;
  return { mean, stray: 3 * Math.sqrt(mean * (1 - share)) };
}

function expectByChance(count: number, share: number): void {
  const { mean, stray } = byChance(share);
  expect(Math.abs(count - mean)).toBeLessThan(stray);
}

function heldOut(version: string, share: number): readonly string[] {
  return ORDERS.filter((order) => isInControlGroup(order, version, share));
}

describe("the control group", () => {
  test.each([0.01, 0.1, 0.5, 0.9])("has the requested share: %d", (share) => {
    expectByChance(heldOut("shop-2026-11", share).length, share);
  });

  test("has nobody at 0 and everybody at 1", () => {
    expect(heldOut("shop-2026-11", 0)).toEqual([]);
    expect(heldOut("shop-2026-11", 1)).toEqual(ORDERS);
  });

  test("only grows when the share does", () => {
    const larger = new Set(heldOut("shop-2026-11", 0.2));
    expect(heldOut("shop-2026-11", 0.1).filter((order) => !larger.has(order))).toEqual([]);
  });

  test.each([
    ["shop-1", "shop-2"],
    ["shop-2026-11", "shop-2026-12"],
    ["a", "b"],
    ["default-1", "shop-1"],
  ])("is drawn again for another version: %s and %s", (one, other) => {
    const before = new Set(heldOut(one, 0.1));
    const inBoth = heldOut(other, 0.1).filter((order) => before.has(order));
    expectByChance(inBoth.length, 0.01);
  });

  test("chooses neighboring orders independently of each other", () => {
    const members = new Set(heldOut("shop-2026-11", 0.1));
    const pairs = ORDERS.filter(
      (order, index) => members.has(order) && members.has(`ord_${index + 1}`),
    );
    expectByChance(pairs.length, 0.01);
  });

  test("is the same on each machine and in each release", () => {
    expect(heldOut("shop-2026-11", 0.0001)).toMatchInlineSnapshot(`
      [
        "ord_202",
        "ord_4169",
        "ord_6009",
        "ord_15037",
        "ord_22194",
        "ord_35533",
        "ord_94030",
      ]
    `);
  });
});

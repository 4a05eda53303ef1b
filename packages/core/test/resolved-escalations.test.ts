import { describe, expect, test } from "vitest";
import { ESCALATION_REASONS, MONEY_NEEDS, STAGE_STATUSES } from "../src/domain/index.ts";
import { accepted, after, cancelledOrder, completedOrder, fact, placed } from "./support/order.ts";

/** What ends with its own cause, whatever else the order does. */
const LASTING: readonly string[] = [
  ...MONEY_NEEDS,
  "points_not_captured",
  "loyalty_drift",
  "late",
  "shipped_unpaid",
  "shipped_unverified",
];
const ABOUT_PROGRESS = ESCALATION_REASONS.filter((reason) => !LASTING.includes(reason));
const cancel = { kind: "cancelled", note: null, actor: "api" } as const;

describe("an open escalation of an order", () => {
  const paid = after(placed(), fact("payment", "completed", 5));
  const nearlyDone = after(placed("verification", "loyalty_hold"), fact("payment", "completed", 5));

  test.each([
    ["moves on to the next stage", placed(), fact("payment", "completed", 5)],
    ["goes back to a reopened stage", paid, fact("payment", "failed", 9, { reopens: true })],
    ["is completed", nearlyDone, fact("fulfillment", "completed", 9)],
    ["is cancelled", placed(), cancel],
  ])("is settled when the order %s, all but what has a cause of its own", (_name, order, event) => {
    expect(accepted(order, event).effects.resolves).toEqual(ABOUT_PROGRESS);
  });

  test("stays open while the order makes no progress", () => {
    for (const status of STAGE_STATUSES.filter((each) => each !== "completed")) {
      expect(accepted(placed(), fact("payment", status, 5)).effects.resolves).toEqual([]);
    }
    expect(accepted(paid, fact("payment", "waiting", 9)).effects.resolves).toEqual([]);
  });

  test("stays open when a late fact arrives", () => {
    for (const order of [cancelledOrder(), completedOrder()]) {
      expect(accepted(order, fact("payment", "completed", 9)).effects.resolves).toEqual([]);
    }
  });

  test("is resolved by a reconsideration that names its reason, and by no other", () => {
    const resolves = ["missing_member", "missing_address"] as const;
    const { effects } = accepted(placed(), {
      kind: "reconsidered",
      note: "Member known",
      resolves,
    });
    expect(effects).toEqual({
      escalates: [],
      hold: null,
      movedOn: false,
      withdrawsPrompts: false,
      resolves,
      settles: [],
    });
  });
});

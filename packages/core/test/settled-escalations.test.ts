import { describe, expect, test } from "vitest";
import { ESCALATION_REASONS, STAGE_STATUSES } from "../src/domain/index.ts";
import { accepted, after, cancelledOrder, completedOrder, fact, placed } from "./support/order.ts";

const MONEY = [
  "payment_after_cancellation",
  "refund_after_completion",
  "points_not_captured",
  "loyalty_drift",
];
const ABOUT_PROGRESS = ESCALATION_REASONS.filter((reason) => !MONEY.includes(reason));
const cancel = { kind: "cancelled", note: null, actor: "api" } as const;

describe("what was escalated about an order", () => {
  const paid = after(placed(), fact("payment", "completed", 5));
  const nearlyDone = after(placed("verification", "loyalty_hold"), fact("payment", "completed", 5));

  test.each([
    ["moves on to the next stage", placed(), fact("payment", "completed", 5)],
    ["goes back to a reopened stage", paid, fact("payment", "failed", 9, { reopens: true })],
    ["is completed", nearlyDone, fact("fulfillment", "completed", 9)],
    ["is cancelled", placed(), cancel],
  ])("is settled when the order %s, all but what is about money", (_name, order, event) => {
    expect(accepted(order, event).effects.settles).toEqual(ABOUT_PROGRESS);
  });

  test("stays open while the order stays where it is", () => {
    for (const status of STAGE_STATUSES.filter((each) => each !== "completed")) {
      expect(accepted(placed(), fact("payment", status, 5)).effects.settles).toEqual([]);
    }
    expect(accepted(paid, fact("payment", "waiting", 9)).effects.settles).toEqual([]);
  });

  test("stays open when a late fact arrives", () => {
    for (const order of [cancelledOrder(), completedOrder()]) {
      expect(accepted(order, fact("payment", "completed", 9)).effects.settles).toEqual([]);
    }
  });

  test("is settled by a change at the member exactly as far as that change says", () => {
    const settles = ["missing_member", "missing_address"] as const;
    const { effects } = accepted(placed(), { kind: "reconsidered", note: "Member known", settles });
    expect(effects).toEqual({
      escalate: null,
      hold: null,
      movedOn: false,
      withdrawsPrompts: false,
      settles,
    });
  });
});

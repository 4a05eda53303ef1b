import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, isTerminal, type StageStatus, transition } from "../src/domain/index.ts";
import { anyReport } from "./support/arbitraries.ts";
import {
  accepted,
  after,
  at,
  command,
  fact,
  HOUR,
  MINUTE,
  PLACED_AT,
  placed,
} from "./support/order.ts";

const DAY = 24 * HOUR;

/** As after a sweep: the next action is the sweep's, not the policy's patience. */
function swept(order: ReturnType<typeof placed>, nextActionAt: number) {
  return after(order, {
    kind: "sweep",
    decision: {
      kind: "prompt",
      reason: "waiting_on_member",
      email: "a@shop.test",
      step: 0,
      nextActionAt,
    },
    policyVersion: "default-1",
    runId: "run-1",
  });
}

describe("when an order is due", () => {
  test("is the policy's patience after its placing, if there is no fact", () => {
    expect(placed().nextActionAt).toBe(PLACED_AT + 30 * MINUTE);
  });

  test("is the policy's patience after the last fact about the current stage", () => {
    const paid = after(placed(), fact("payment", "completed", 5));
    expect(paid.nextActionAt).toBe(at(5) + DAY);
    const failed = after(paid, fact("verification", "failed", 8));
    expect(failed.nextActionAt).toBe(at(8) + DAY);
    const verified = after(failed, fact("verification", "completed", 9));
    expect(verified.nextActionAt).toBe(at(9) + 6 * HOUR);
    const held = after(verified, fact("loyalty_hold", "completed", 10));
    expect(held.nextActionAt).toBe(at(10) + DAY);
  });

  test("counts from when the order reached the stage, not from an earlier fact about it", () => {
    const early = after(placed(), fact("verification", "waiting", 1));
    expect(after(early, fact("payment", "completed", 50)).nextActionAt).toBe(at(50) + DAY);
  });

  test("is the time that the source requested", () => {
    const waiting = after(placed(), fact("payment", "waiting", 5, { nextActionAt: at(999) }));
    expect(waiting.nextActionAt).toBe(at(999));
    expect(
      after(placed(), command("payment", "waiting", { nextActionAt: at(1) })).nextActionAt,
    ).toBe(at(1));
  });

  test("is the time that the previous completion requested, until a fact about the stage comes", () => {
    const paid = after(placed(), fact("payment", "completed", 5, { nextActionAt: at(40) }));
    expect(paid).toMatchObject({ currentStage: "verification", nextActionAt: at(40) });
    const failed = after(paid, fact("verification", "failed", 8));
    expect(failed.nextActionAt).toBe(at(8) + DAY);
  });

  test("is always known while the order is open, and never once it is closed", () => {
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 8 }), fc.boolean(), (reports, isCancelled) => {
        const heard = after(placed("verification", "loyalty_hold"), ...reports);
        const cancelled = transition(
          heard,
          { kind: "cancelled", note: null, actor: "api" },
          DEFAULT_POLICY,
          at(60),
        );
        const order = isCancelled && cancelled.ok ? cancelled.next : heard;
        expect(order.nextActionAt === null).toBe(isTerminal(order));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("who must act next", () => {
  const EXPECTED = {
    payment: {
      not_started: "member",
      in_progress: "provider",
      waiting: "member",
      failed: "member",
    },
    fulfillment: {
      not_started: "operator",
      in_progress: "provider",
      waiting: "operator",
      failed: "operator",
    },
  } as const;
  const reports = (["in_progress", "waiting", "failed"] as const).map((status) => [status]);

  test.each(reports)(
    "follows the policy for a payment that is %s",
    (status: Exclude<StageStatus, "completed" | "not_started">) => {
      expect(placed().waitingOn).toBe(EXPECTED.payment.not_started);
      expect(after(placed(), fact("payment", status, 5)).waitingOn).toBe(EXPECTED.payment[status]);
    },
  );

  test.each(reports)(
    "follows the policy for a fulfillment that is %s",
    (status: Exclude<StageStatus, "completed" | "not_started">) => {
      const paid = after(placed("verification", "loyalty_hold"), fact("payment", "completed", 1));
      expect(paid.waitingOn).toBe(EXPECTED.fulfillment.not_started);
      expect(after(paid, fact("fulfillment", status, 5)).waitingOn).toBe(
        EXPECTED.fulfillment[status],
      );
    },
  );

  test("is the one whom the source names", () => {
    const { waitingOn } = after(placed(), fact("payment", "waiting", 5, { waitingOn: "operator" }));
    expect(waitingOn).toBe("operator");
  });

  test("is not carried over to the next stage", () => {
    const paid = after(placed(), fact("payment", "completed", 5, { waitingOn: "operator" }));
    expect(paid).toMatchObject({ currentStage: "verification", waitingOn: "member" });
  });
});

describe("the sweep's plan", () => {
  const plan = at(60) + 6 * HOUR;

  test("is not changed by a fact that doesn't change what the order waits for", () => {
    const order = swept(after(placed(), fact("payment", "waiting", 5)), plan);
    expect(after(order, fact("fulfillment", "waiting", 50)).nextActionAt).toBe(plan);
    expect(after(order, fact("verification", "completed", 50)).nextActionAt).toBe(plan);
    expect(accepted(order, fact("payment", "in_progress", 1)).next.nextActionAt).toBe(plan);
    expect(accepted(order, fact("payment", "waiting", 5)).next.nextActionAt).toBe(plan);
  });

  test("is replaced by a new fact about the current stage", () => {
    const order = swept(after(placed(), fact("payment", "waiting", 5)), plan);
    expect(after(order, fact("payment", "in_progress", 61)).nextActionAt).toBe(
      at(61) + 30 * MINUTE,
    );
  });

  test("is replaced by a new fact even if that requests the same time as the one before", () => {
    const asked = { nextActionAt: at(40) };
    const order = swept(after(placed(), fact("payment", "waiting", 5, asked)), plan);
    expect(after(order, fact("payment", "waiting", 50, asked)).nextActionAt).toBe(at(40));
  });

  test("is replaced when the order moves on", () => {
    const order = swept(placed(), plan);
    expect(after(order, fact("payment", "completed", 61)).nextActionAt).toBe(at(61) + DAY);
  });

  test("is replaced when the order moves on at the moment its stage began", () => {
    const paid = after(placed("loyalty_hold"), fact("payment", "completed", 5));
    const order = swept(paid, plan);
    const verified = after(order, fact("verification", "completed", 5));
    expect(verified).toMatchObject({ currentStage: "fulfillment", nextActionAt: at(5) + DAY });
  });

  test("is void when the order is reconsidered: the next sweep decides again", () => {
    const order = swept(placed(), plan);
    const event = { kind: "reconsidered", note: "Address changed", resolves: [] } as const;
    const { next, entry } = accepted(order, event, 70);
    expect(next).toEqual({ ...order, version: order.version + 1, nextActionAt: at(70) });
    expect(entry).toMatchObject({ kind: "reconsidered", note: "Address changed", actor: "member" });
  });
});

import { describe, expect, test } from "vitest";
import { registerStatus, STAGES } from "../src/domain/index.ts";
import { accepted, after, at, command, completedOrder, fact, placed } from "./support/order.ts";

describe("completing the current stage", () => {
  test("advances to the next one, up to the end", () => {
    let order = placed();
    for (const [index, stage] of STAGES.entries()) {
      expect(order).toMatchObject({ currentStage: stage, status: "not_started" });
      order = after(order, command(stage, "completed"));
      expect(order.currentStage).toBe(STAGES[index + 1] ?? "completed");
    }
    expect(order).toMatchObject({ status: "completed", waitingOn: null, nextActionAt: null });
  });

  test("begins a new stage entry, so that the cadence starts again", () => {
    const prompted = { ...placed(), cadenceStep: 3 };
    const { next, effects } = accepted(prompted, fact("payment", "completed", 5));
    expect(next).toMatchObject({ stageEntry: prompted.stageEntry + 1, cadenceStep: 0 });
    expect(effects).toMatchObject({ movedOn: true, withdrawsPrompts: true });
  });

  test("completes the order after the last stage, at that stage's own time", () => {
    expect(completedOrder()).toMatchObject({ currentStage: "completed", completedAt: at(4) });
  });

  test("completes the order at the latest completion, even if that is not the last stage's", () => {
    const order = after(
      placed("verification", "loyalty_hold"),
      fact("fulfillment", "completed", 1),
      fact("payment", "completed", 9),
    );
    expect(order.completedAt).toBe(at(9));
  });
});

describe("another status of the current stage", () => {
  test.each(["in_progress", "waiting", "failed"] as const)("%s is the order's status", (status) => {
    const { next, effects } = accepted(placed(), fact("payment", status, 5));
    expect(next).toMatchObject({ currentStage: "payment", status });
    expect(effects).toMatchObject({ movedOn: false, withdrawsPrompts: false });
  });

  test("keeps the cadence step: a member is not prompted again for each retry", () => {
    const prompted = { ...placed(), cadenceStep: 2 };
    expect(after(prompted, fact("payment", "failed", 5))).toMatchObject({
      stageEntry: 1,
      cadenceStep: 2,
    });
  });

  test("failed sets `failedAt`, until a later fact arrives", () => {
    const failed = after(placed(), fact("payment", "failed", 5));
    expect(failed.failedAt).toBe(at(5));
    expect(after(failed, fact("payment", "in_progress", 6)).failedAt).toBeNull();
  });
});

describe("a stage that is not current", () => {
  test("can't move the order ahead", () => {
    const order = after(
      placed(),
      fact("verification", "completed", 1),
      fact("loyalty_hold", "completed", 2),
      fact("fulfillment", "completed", 3),
    );
    expect(order).toMatchObject({ currentStage: "payment", status: "not_started" });
  });

  test("is remembered: the order skips it when it gets there", () => {
    const early = after(placed(), fact("verification", "completed", 1));
    expect(after(early, fact("payment", "completed", 2)).currentStage).toBe("loyalty_hold");
  });

  test("is remembered with any status", () => {
    const early = after(placed(), fact("verification", "waiting", 1));
    expect(after(early, fact("payment", "completed", 2))).toMatchObject({
      currentStage: "verification",
      status: "waiting",
    });
  });

  test("counts as applied when it is ahead, because it will matter", () => {
    const { entry } = accepted(placed(), fact("fulfillment", "waiting", 1));
    expect(entry).toMatchObject({
      disposition: "applied",
      stage: "fulfillment",
      status: "waiting",
    });
    expect(entry.after).toMatchObject({ currentStage: "payment", status: "not_started" });
  });

  test("is superseded when it is behind, and changes neither stage nor last transition", () => {
    const paid = after(placed(), fact("payment", "completed", 5));
    const { next, entry } = accepted(paid, fact("payment", "waiting", 9), 90);
    expect(entry.disposition).toBe("superseded");
    expect(next).toEqual({ ...paid, version: paid.version + 1, registers: next.registers });
  });
});

describe("a completed stage", () => {
  const paid = after(placed(), fact("payment", "completed", 5));

  test("stays completed after any later soft fact", () => {
    for (const status of ["not_started", "in_progress", "waiting", "failed"] as const) {
      const { next } = accepted(paid, fact("payment", status, 9));
      expect(next.currentStage).toBe("verification");
    }
  });

  test("is reopened by a later hard failure, and the order goes back to it", () => {
    const { next, effects } = accepted(paid, fact("payment", "failed", 9, { reopens: true }));
    expect(next).toMatchObject({
      currentStage: "payment",
      status: "failed",
      failedAt: at(9),
      stageEntry: paid.stageEntry + 1,
    });
    expect(effects.movedOn).toBe(true);
  });

  test("is not reopened by a failure that happened before it", () => {
    const { next, entry } = accepted(paid, fact("payment", "failed", 4, { reopens: true }));
    expect(entry.disposition).toBe("superseded");
    expect(next.currentStage).toBe("verification");
  });

  test("that was reopened does not undo later stages: paying again continues after them", () => {
    const verified = after(paid, fact("verification", "completed", 6));
    const disputed = after(verified, fact("payment", "failed", 9, { reopens: true }));
    expect(registerStatus(disputed.registers.verification)).toBe("completed");
    expect(after(disputed, fact("payment", "completed", 10)).currentStage).toBe("loyalty_hold");
  });

  test("can be reopened by a command", () => {
    const disputed = after(paid, command("payment", "failed", { reopens: true }));
    expect(disputed).toMatchObject({ currentStage: "payment", status: "failed" });
  });
});

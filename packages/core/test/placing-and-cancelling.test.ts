import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  placeOrder,
  registerStatus,
  STAGES,
  type Stage,
  transition,
} from "../src/domain/index.ts";
import { accepted, after, at, fact, PLACED_AT, placed } from "./support/order.ts";
import { BILL } from "./support/payments.ts";

describe("a placed order", () => {
  test("begins at payment with one timeline entry, at the shop's own time", () => {
    const { orchestration, entries } = placeOrder([], PLACED_AT, DEFAULT_POLICY, at(3));
    expect(orchestration).toMatchObject({
      version: 1,
      currentStage: "payment",
      status: "not_started",
      startedAt: PLACED_AT,
      lastTransitionAt: at(3),
      stageEntry: 1,
      cadenceStep: 0,
      metadata: {},
    });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ kind: "placed", occurredAt: PLACED_AT, recordedAt: at(3) });
  });

  const choices: Stage[][] = [["verification"], ["loyalty_hold"], ["verification", "loyalty_hold"]];

  test.each(choices.map((choice) => [choice]))(
    "has the stages it does not need completed from the start, with a note: %j",
    (notRequired) => {
      const { orchestration, entries } = placeOrder(notRequired, PLACED_AT, DEFAULT_POLICY, at(3));
      expect(orchestration.notRequired).toEqual(notRequired);
      expect(orchestration.version).toBe(1 + notRequired.length);
      expect(entries.map(({ version }) => version)).toEqual([1, 2, 3].slice(0, entries.length));
      expect(entries.slice(1).map(({ stage, status, note }) => ({ stage, status, note }))).toEqual(
        notRequired.map((stage) => ({
          stage,
          status: "completed",
          note: { code: "stage_not_required" },
        })),
      );
      const done = STAGES.filter(
        (stage) => registerStatus(orchestration.registers[stage]) === "completed",
      );
      expect(done).toEqual(notRequired);
    },
  );

  test("skips what it does not need once it is paid, and waits for fulfillment", () => {
    const paid = after(placed("verification", "loyalty_hold"), fact("payment", "completed", 5));
    expect(paid.currentStage).toBe("fulfillment");
  });

  test("is due immediately if it was placed long before it was reported", () => {
    const { orchestration } = placeOrder([], PLACED_AT, DEFAULT_POLICY, at(9_999));
    expect(orchestration.nextActionAt).toBeLessThan(at(9_999));
  });
});

describe("cancelling", () => {
  const open = after(placed(), fact("payment", "failed", 5, { metadataPatch: { bank: "north" } }));
  const cancelled = accepted(
    open,
    { kind: "cancelled", note: "Changed their mind", actor: "ada" },
    30,
  );

  test("remembers what the order was to be paid, if the timeline had not said it yet", () => {
    const event = { kind: "cancelled", note: null, actor: "ada" } as const;
    const decided = transition(open, event, DEFAULT_POLICY, at(30), BILL);
    expect(decided).toMatchObject({
      entry: { money: { bill: BILL } },
      next: { money: { bill: BILL } },
    });
  });

  test("closes the order at its stage: nobody must act and nothing follows", () => {
    expect(cancelled.next).toEqual({
      ...open,
      version: open.version + 1,
      status: "cancelled",
      waitingOn: null,
      nextActionAt: null,
      lastTransitionAt: at(30),
    });
  });

  test("is recorded in the timeline, with who did it and why", () => {
    expect(cancelled.entry).toMatchObject({
      kind: "cancelled",
      stage: "payment",
      status: "failed",
      note: "Changed their mind",
      actor: "ada",
      after: { currentStage: "payment", status: "cancelled", waitingOn: null, nextActionAt: null },
    });
  });

  test("counts as moving on, so that prompts are withdrawn and escalations resolved", () => {
    expect(cancelled.effects).toMatchObject({
      escalates: [],
      movedOn: true,
      withdrawsPrompts: true,
    });
  });
});

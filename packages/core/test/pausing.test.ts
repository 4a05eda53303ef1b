import { describe, expect, test } from "vitest";
import {
  type Entry,
  isPaused,
  OPERATOR_ACTIONS,
  type OperatorEvent,
  type PauseEvent,
} from "../src/domain/index.ts";
import {
  accepted,
  after,
  at,
  cancelledOrder,
  completedOrder,
  fact,
  placed,
  refusal,
} from "./support/order.ts";

function pause(until: number): PauseEvent {
  return { kind: "paused", until: at(until), note: "The shopper is traveling", actor: "bo" };
}

const resume = { kind: "resumed", note: "Back home", actor: "bo" } as const;
const open = after(placed(), fact("payment", "waiting", 5));
const paused = accepted(open, pause(600), 60);

describe("a pause", () => {
  test("changes only its end, and not the next action, the stage or the status", () => {
    expect(paused.next).toEqual({ ...open, version: open.version + 1, pausedUntil: at(600) });
  });

  test("withdraws prompts that are not yet on their way, and neither escalates nor resolves anything", () => {
    expect(paused.effects).toEqual({
      escalates: [],
      movedOn: false,
      withdrawsPrompts: true,
      resolves: [],
      settles: [],
      hold: null,
    });
  });

  test("is recorded in the timeline with its end, the operator and the reason", () => {
    expect(paused.entry).toMatchObject({
      kind: "paused",
      payload: { until: new Date(at(600)).toISOString() },
      note: "The shopper is traveling",
      actor: "bo",
      after: { currentStage: "payment", status: "waiting", nextActionAt: open.nextActionAt },
    });
  });

  test("must end in the future", () => {
    expect(refusal(open, pause(59), 60)).toBe("pause_in_the_past");
    expect(refusal(open, pause(60), 60)).toBe("pause_in_the_past");
    expect(accepted(open, { ...pause(60), until: at(60) + 1 }, 60).next.pausedUntil).toBe(
      at(60) + 1,
    );
  });

  test("lasts until its last millisecond, and then ends automatically", () => {
    expect(isPaused(paused.next, at(600) - 1)).toBe(true);
    expect(isPaused(paused.next, at(600))).toBe(false);
  });

  test("of a paused order replaces the first one, whether longer or shorter", () => {
    expect(after(paused.next, pause(900)).pausedUntil).toBe(at(900));
    expect(after(paused.next, pause(300)).pausedUntil).toBe(at(300));
  });
});

describe("an event during a pause", () => {
  test("is still recorded, and the pause stays", () => {
    const paid = accepted(paused.next, fact("payment", "completed", 70), 70);
    expect(paid.next).toMatchObject({ currentStage: "verification", pausedUntil: at(600) });
    expect(paid.entry.disposition).toBe("applied");
  });

  test("that closes the order ends it", () => {
    const cancel = { kind: "cancelled", note: null, actor: "api" } as const;
    expect(after(paused.next, cancel).pausedUntil).toBeNull();
    const nearlyDone = after(
      placed("verification", "loyalty_hold"),
      fact("payment", "completed", 1),
      pause(600),
    );
    expect(after(nearlyDone, fact("fulfillment", "completed", 9)).pausedUntil).toBeNull();
  });

  test("of a sweep that began earlier keeps it", () => {
    const decision = { kind: "escalate", reason: "provider_silent", nextActionAt: at(90) } as const;
    const sweep = { kind: "sweep", decision, policyVersion: "default-1", runId: "run" } as const;
    expect(after(paused.next, sweep)).toMatchObject({
      pausedUntil: at(600),
      nextActionAt: at(90),
    });
  });
});

describe("resuming", () => {
  test("ends the pause and keeps the next action, so that an order that became due in the meantime is due", () => {
    const { next, entry, effects } = accepted(paused.next, resume, 300);
    expect(next).toEqual({ ...open, version: open.version + 2 });
    expect(next.nextActionAt).toBeLessThan(at(300));
    expect(entry).toMatchObject({ kind: "resumed", note: "Back home", actor: "bo" });
    expect(effects).toMatchObject({ withdrawsPrompts: false, resolves: [] });
  });

  test("is refused for an order that is not paused, never was or no longer is", () => {
    expect(refusal(open, resume, 60)).toBe("orchestration_not_paused");
    expect(refusal(paused.next, resume, 600)).toBe("orchestration_not_paused");
    expect(refusal(after(paused.next, resume), resume)).toBe("orchestration_not_paused");
  });
});

describe("another action of an operator", () => {
  const said: OperatorEvent = {
    kind: "operator",
    action: "escalation_resolved",
    payload: { escalationId: "e-1" },
    note: "Refunded by hand",
    actor: "bo",
  };

  test.each([
    ["open", open],
    ["paused", paused.next],
    ["completed", completedOrder()],
    ["cancelled", cancelledOrder()],
  ])("is recorded for an order that is %s, and changes nothing but its version", (_name, order) => {
    const { next, entry, effects } = accepted(order, said, 60);
    expect(next).toEqual({ ...order, version: order.version + 1 });
    expect(entry).toMatchObject({
      kind: "operator",
      payload: { action: "escalation_resolved", escalationId: "e-1" },
      note: "Refunded by hand",
      actor: "bo",
    } satisfies Partial<Entry>);
    expect(effects).toEqual({
      escalates: [],
      movedOn: false,
      withdrawsPrompts: false,
      resolves: [],
      settles: [],
      hold: null,
    });
  });

  test.each(OPERATOR_ACTIONS)("is named in its entry: %s", (action) => {
    expect(accepted(open, { ...said, action }).entry.payload).toMatchObject({ action });
  });
});

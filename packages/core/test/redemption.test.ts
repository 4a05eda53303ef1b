import { describe, expect, test } from "vitest";
import {
  type HoldNews,
  isWithoutPoints,
  type Orchestration,
  type OrchestrationEvent,
  tellOfHold,
  waivePoints,
} from "../src/domain/index.ts";
import {
  accepted,
  after,
  cancelledOrder,
  command,
  completedOrder,
  fact,
  HOUR,
  PLACED_AT,
  placed,
  refusal,
} from "./support/order.ts";

const HELD = { holdId: "order.1", points: 60, expiresAt: PLACED_AT + HOUR };
const WAIVER = waivePoints({ reason: "Spent elsewhere", actor: "Grace" });

const news = (what: HoldNews) => tellOfHold(what, HELD);
const effectOf = (state: Orchestration, event: OrchestrationEvent) =>
  accepted(state, event).effects.hold;

const holding = after(placed(), news("placed"));
const paid = after(holding, fact("payment", "completed", 1));
const packed = after(paid, fact("verification", "completed", 2));
const takenBack = fact("payment", "failed", 3, { reopens: true });

describe("the hold of an order", () => {
  test.each([
    ["kept when the payment completes", holding, fact("payment", "completed", 1), "keep"],
    [
      "kept when the order that moves on is paid",
      paid,
      fact("verification", "completed", 2),
      "keep",
    ],
    ["extended while the order is not paid", holding, fact("payment", "in_progress", 1), "extend"],
    ["limited again when the payment is taken back", packed, takenBack, "extend"],
    ["left alone when the payment fails", holding, fact("payment", "failed", 1), null],
    [
      "left alone when a check of a paid order fails",
      paid,
      fact("verification", "failed", 2),
      null,
    ],
    ["released when fulfillment fails", packed, fact("fulfillment", "failed", 3), "release"],
    ["captured when the order completes", packed, fact("fulfillment", "completed", 3), "capture"],
    [
      "released when the order is cancelled",
      paid,
      { kind: "cancelled", note: null, actor: "api" } as const,
      "release",
    ],
  ])("is %s", (_, state, event, effect) => {
    expect(effectOf(state, event)).toBe(effect);
  });

  test("is kept at once if it is placed after the payment", () => {
    const refused = after(placed(), news("refused"), fact("payment", "completed", 1));
    expect(effectOf(refused, tellOfHold("placed", { ...HELD, holdId: "again" }))).toBe("keep");
  });
});

describe("an order that goes on without its points", () => {
  test.each([
    ["held", holding],
    ["asked for", after(placed(), news("asked"))],
    ["refused", after(placed(), news("refused"))],
    ["released", after(holding, news("released"))],
    ["expired", after(paid, news("expired"))],
    ["reported by the shop", after(placed(), fact("loyalty_hold", "failed", 1))],
    ["not begun", placed()],
  ])("has its loyalty stage completed, and its points released: %s", (_, state) => {
    const { next, effects, entry } = accepted(state, WAIVER);
    expect(isWithoutPoints(next)).toBe(true);
    expect(next.registers.loyalty_hold.hard?.status).toBe("completed");
    expect(effects.hold).toBe("release");
    expect(effects.resolves).toContain("hold_expiring");
    expect(entry).toMatchObject({ actor: "Grace", payload: { reason: "Spent elsewhere" } });
  });

  test("is changed by nothing that happens to points afterwards", () => {
    const waived = after(paid, WAIVER);
    for (const what of ["placed", "refused", "released", "expired"] as const) {
      expect(refusal(waived, news(what))).toBe("points_waived");
    }
    expect(refusal(waived, command("loyalty_hold", "failed", { reopens: true }))).toBe(
      "points_waived",
    );
    const late = accepted(waived, fact("loyalty_hold", "failed", 90, { reopens: true }));
    expect(late.entry.disposition).toBe("superseded");
    expect(isWithoutPoints(late.next)).toBe(true);
  });

  test("captures nothing when it completes", () => {
    const waived = after(paid, WAIVER, fact("verification", "completed", 2));
    expect(effectOf(waived, fact("fulfillment", "completed", 3))).toBeNull();
  });

  test("is neither closed nor without points from the start", () => {
    expect(refusal(completedOrder(), WAIVER)).toBe("orchestration_closed");
    expect(refusal(cancelledOrder(), WAIVER)).toBe("orchestration_closed");
    expect(refusal(placed("loyalty_hold"), WAIVER)).toBe("no_points_to_waive");
  });

  test("is not one because a shop's own fact looks like it", () => {
    const said = { sourceEventId: "waived", note: { code: "points_waived" } } as const;
    const posing = after(placed(), fact("loyalty_hold", "completed", 1, said));
    expect(isWithoutPoints(posing)).toBe(false);
    const reopened = fact("loyalty_hold", "failed", 2, { reopens: true });
    expect(accepted(posing, reopened).next.registers.loyalty_hold.hard?.status).toBe("failed");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  plainMetadata,
  STAGE_STATUSES,
  STAGES,
  transition,
} from "../src/domain/index.ts";
import { anyReport } from "./support/arbitraries.ts";
import {
  accepted,
  after,
  at,
  cancelledOrder,
  command,
  completedOrder,
  fact,
  placed,
  refusal,
} from "./support/order.ts";

const CLOSED = [
  ["completed", completedOrder()],
  ["cancelled", cancelledOrder()],
] as const;
const cancel = { kind: "cancelled", note: null, actor: "api" } as const;

describe("a command that could have no effect", () => {
  const paid = after(placed(), fact("payment", "completed", 5));

  test.each(STAGE_STATUSES)("%s is refused for a stage that is completed", (status) => {
    expect(refusal(paid, command("payment", status))).toBe("stage_already_completed");
  });

  test("is refused for a completed stage after the current one, too", () => {
    const early = after(placed(), fact("fulfillment", "completed", 5));
    expect(refusal(early, command("fulfillment", "completed"))).toBe("stage_already_completed");
  });

  test.each(CLOSED)("is refused for an order that is %s", (_name, order) => {
    for (const stage of STAGES) {
      expect(refusal(order, command(stage, "completed"))).toBe("orchestration_closed");
    }
    expect(refusal(order, command("payment", "failed", { reopens: true }))).toBe(
      "orchestration_closed",
    );
    expect(refusal(order, cancel)).toBe("orchestration_closed");
    expect(refusal(order, { kind: "reconsidered", note: "Address changed", resolves: [] })).toBe(
      "orchestration_closed",
    );
    const pause = { kind: "paused", until: at(999), note: null, actor: "bo" } as const;
    expect(refusal(order, pause)).toBe("orchestration_closed");
    expect(refusal(order, { kind: "resumed", note: null, actor: "bo" })).toBe(
      "orchestration_closed",
    );
  });

  test("is refused when a later fact about its stage is known", () => {
    const failed = after(placed(), fact("payment", "failed", 5));
    const late = command("payment", "in_progress", { occurredAt: at(4) });
    expect(refusal(failed, late)).toBe("event_superseded");
    const reopening = command("payment", "failed", { reopens: true, occurredAt: at(4) });
    expect(refusal(paid, reopening)).toBe("event_superseded");
  });

  test("changes nothing: a refusal has no state, no entry and no effect", () => {
    const result = transition(paid, command("payment", "waiting"), DEFAULT_POLICY, at(60));
    expect(result).toEqual({ ok: false, code: "stage_already_completed" });
  });
});

describe("a command without a time", () => {
  test("happens now", () => {
    expect(accepted(placed(), command("payment", "waiting"), 7).entry.occurredAt).toBe(at(7));
  });

  test("happens after every known fact, so that a provider's fast clock can't void it", () => {
    const fromTheFuture = after(placed(), fact("payment", "failed", 500));
    const { next, entry } = accepted(fromTheFuture, command("payment", "in_progress"), 60);
    expect(entry).toMatchObject({ disposition: "applied", occurredAt: at(60) + 1 });
    expect(next.status).toBe("in_progress");
  });

  test("happens after a `completed` from the future, too, when it reopens", () => {
    const paid = after(placed(), fact("payment", "completed", 500));
    const { next } = accepted(paid, command("payment", "failed", { reopens: true }), 60);
    expect(next).toMatchObject({ currentStage: "payment", status: "failed" });
  });

  test("is never refused as superseded", () => {
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 8 }), anyReport, (known, report) => {
        const spoken = command(report.stage, report.status, { reopens: report.reopens });
        expect(refusal(after(placed(), ...known), spoken)).not.toBe("event_superseded");
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a fact", () => {
  test("is never refused, whatever is known and whether or not the order is closed", () => {
    const start = placed("verification", "loyalty_hold");
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyReport, anyReport, fc.constant(cancel)), { maxLength: 8 }),
        anyReport,
        (history, report) => {
          const order = history.reduce((state, event) => {
            const result = transition(state, event, DEFAULT_POLICY, at(60));
            return result.ok ? result.next : state;
          }, start);
          const { next, entry } = accepted(order, report);
          expect(next.version).toBe(order.version + 1);
          expect(["applied", "superseded", "late"]).toContain(entry.disposition);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("without a time happens now, and not later", () => {
    const fromTheFuture = after(placed(), fact("payment", "failed", 500));
    const report = fact("payment", "in_progress", 0, { occurredAt: null });
    const { entry } = accepted(fromTheFuture, report, 60);
    expect(entry).toMatchObject({ disposition: "superseded", occurredAt: at(60) });
  });

  test("is recorded unchanged in its entry", () => {
    const said = {
      note: "3-D Secure",
      payload: { attempt: 2 },
      waitingOn: "member",
      nextActionAt: at(90),
      metadataPatch: { bank: "north" },
    } as const;
    const { entry } = accepted(placed(), fact("payment", "waiting", 5, said), 7);
    expect(entry).toMatchObject({
      kind: "stage",
      stage: "payment",
      status: "waiting",
      source: "bank",
      sourceEventId: "evt-payment-waiting-5",
      note: "3-D Secure",
      payload: { attempt: 2 },
      metadataPatch: { bank: "north" },
      asked: { waitingOn: "member", nextActionAt: at(90) },
      occurredAt: at(5),
      recordedAt: at(7),
    });
  });
});

describe.each(CLOSED)("a fact about an order that is %s", (_name, order) => {
  test("is late and changes only the version and the remembered facts", () => {
    fc.assert(
      fc.property(anyReport, fc.nat(100), (report, minute) => {
        const occurredAt = (order.completedAt ?? at(0)) + 1 + minute;
        const { next, entry, effects } = accepted(order, { ...report, occurredAt });
        expect(entry.disposition).toBe("late");
        const { registers, money, needs } = next;
        expect(next).toEqual({ ...order, version: order.version + 1, registers, money, needs });
        expect(effects.movedOn).toBe(false);
      }),
    );
  });

  test("does not change the metadata", () => {
    const report = fact("payment", "failed", 9, { metadataPatch: { courier: "bike" } });
    expect(plainMetadata(accepted(order, report).next.metadata)).toEqual({});
  });
});

describe("a late fact escalates", () => {
  /** Every late fact that is escalated, with the reason. */
  function escalations(order: ReturnType<typeof placed>) {
    const facts = STAGES.flatMap((stage) => [
      ...STAGE_STATUSES.map((status) => fact(stage, status, 61)),
      fact(stage, "failed", 61, { reopens: true }),
    ]);
    return facts.flatMap((report) => {
      const [reason] = accepted(order, report).effects.escalates;
      const name = `${report.stage} ${report.reopens ? "reopened" : report.status}`;
      return reason === undefined ? [] : [[name, reason]];
    });
  }

  test("after a cancellation only when money arrived", () => {
    expect(escalations(cancelledOrder())).toEqual([
      ["payment completed", "payment_after_cancellation"],
    ]);
  });

  test("after a cancellation as a refund that is due when the money had come before", () => {
    const { effects } = accepted(cancelledOrder(), fact("payment", "completed", 9));
    expect(effects.escalates).toEqual(["refund_due"]);
  });

  test("after the completion only when money or goods were taken back", () => {
    expect(escalations(completedOrder())).toEqual([
      ["payment reopened", "refund_after_completion"],
      ["fulfillment reopened", "fulfillment_failed"],
    ]);
  });
});

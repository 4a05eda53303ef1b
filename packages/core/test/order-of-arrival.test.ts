import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  derive,
  deriveNextMove,
  EMPTY_REGISTERS,
  isTerminal,
  lifecycleOf,
  mergeFact,
  type Orchestration,
  plainMetadata,
  type Stage,
  type StageEvent,
  type StageRegister,
} from "../src/domain/index.ts";
import { aDelivery, anyReport, aReport } from "./support/arbitraries.ts";
import { expectSame } from "./support/expect-same.ts";
import { accepted, after, at, fact, placed } from "./support/order.ts";

/** Ten thousand cases take about a second, and longer on a busy machine. */

/**
 * What facts alone decide: everything in an orchestration except the traces of its history. When a prompt about several
 * declines goes out follows from the one that was heard of first.
 */
function decided(order: Orchestration) {
  const standing = withoutPlan(order);
  return { ...standing, registers: order.registers, metadata: plainMetadata(order.metadata) };
}

/** What `derive` gives for these facts as a set, without any transition. */
function decidedBySet(reports: readonly StageEvent[]) {
  const registers: Record<Stage, StageRegister> = { ...EMPTY_REGISTERS };
  for (const { stage, status, reopens, waitingOn, nextActionAt, note, ...report } of reports) {
    const occurredAt = report.occurredAt ?? at(60);
    const sourceEventId = report.sourceEventId ?? "";
    const said = { status, reopens, occurredAt, sourceEventId, waitingOn, nextActionAt, note };
    registers[stage] = mergeFact(registers[stage], said);
  }
  const known = { ...placed(), registers };
  const nextMove = deriveNextMove(lifecycleOf(known), known, DEFAULT_POLICY);
  return { ...withoutPlan({ ...derive(known), ...nextMove }), registers };
}

function withoutPlan(
  order: Pick<
    Orchestration,
    "currentStage" | "status" | "completedAt" | "failedAt" | "waitingOn" | "nextActionAt"
  >,
) {
  const { currentStage, status, completedAt, failedAt, waitingOn } = order;
  const nextActionAt = status === "failed" ? null : order.nextActionAt;
  return { currentStage, status, completedAt, failedAt, waitingOn, nextActionAt };
}

describe("facts that do not close the order", () => {
  const start = placed();
  const aReportThatClosesNothing = anyReport.filter(
    ({ stage, status }) => stage !== "fulfillment" || status !== "completed",
  );

  test("give one orchestration for any permutation and any repetition of up to 8", () => {
    fc.assert(
      fc.property(aDelivery(aReportThatClosesNothing, { max: 2 }), ({ said, arrivals }) => {
        const one = decided(after(start, ...arrivals));
        expectSame(one, decided(after(start, ...said)));
        expectSame(one, { ...decidedBySet(said), metadata: one.metadata });
      }),
      { numRuns: 10_000 },
    );
  });

  test("give one metadata, in which the latest writer of a key wins", () => {
    const early = fact("payment", "waiting", 1, { metadataPatch: { courier: "post", box: "b" } });
    const late = fact("fulfillment", "waiting", 2, {
      metadataPatch: { courier: "bike", box: null },
    });
    for (const order of [
      [early, late],
      [late, early],
    ]) {
      expect(plainMetadata(after(placed(), ...order).metadata)).toEqual({ courier: "bike" });
    }
  });

  test("written at one moment, the greater id wins, whatever the value", () => {
    const patch = (courier: string) => ({ metadataPatch: { courier } });
    const one = fact("payment", "waiting", 1, { sourceEventId: "evt-1", ...patch("z") });
    const two = fact("verification", "waiting", 1, { sourceEventId: "evt-2", ...patch("a") });
    for (const order of [
      [one, two],
      [two, one],
    ]) {
      expect(plainMetadata(after(placed(), ...order).metadata)).toEqual({ courier: "a" });
    }
  });

  test("write their metadata even when they are superseded", () => {
    const done = after(placed(), fact("payment", "completed", 2));
    const report = fact("payment", "waiting", 1, { metadataPatch: { attempt: 1 } });
    const { next, entry } = accepted(done, report);
    expect(entry.disposition).toBe("superseded");
    expect(plainMetadata(next.metadata)).toEqual({ attempt: 1 });
  });
});

describe("metadata", () => {
  test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "keeps a key called %s like any other",
    (key) => {
      const metadataPatch = Object.fromEntries([[key, "kept"]]);
      const { metadata } = after(placed(), fact("payment", "waiting", 1, { metadataPatch }));
      expect(Object.entries(plainMetadata(metadata))).toEqual([[key, "kept"]]);
    },
  );
});

describe("facts that may close the order on the way", () => {
  // Two stages left, and mostly hard facts: about half of these orders are completed at some point.
  const start = placed("verification", "loyalty_hold");
  const notRequired = [fact("verification", "completed", 0), fact("loyalty_hold", "completed", 0)];
  const aReportNearTheEnd = aReport("payment", "fulfillment");

  test("still give one orchestration, for any permutation and any repetition", () => {
    const seen = { completed: 0, open: 0, takenBack: 0, reopened: 0 };
    fc.assert(
      fc.property(aDelivery(aReportNearTheEnd, { max: 2 }), ({ said, arrivals }) => {
        const states = [start];
        for (const report of arrivals) {
          states.push(accepted(states.at(-1) ?? start, report).next);
        }
        const last = states.at(-1) ?? start;
        const { metadata: _, registers, ...one } = decided(last);
        const { registers: known, ...bySet } = decidedBySet([...notRequired, ...said]);
        expectSame(one, bySet);
        expectSame(registers.payment, known.payment);
        expectSame(registers.fulfillment, known.fulfillment);
        seen.completed += Number(one.currentStage === "completed");
        seen.open += Number(one.currentStage !== "completed");
        seen.takenBack += Number(last.needs?.includes("refund_after_completion 1") ?? false);
        seen.reopened += Number(
          one.currentStage !== "completed" && states.some((state) => isTerminal(state)),
        );
      }),
      { numRuns: 10_000 },
    );
    // Each case must occur.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });

  test("need an operator for money that was taken back after the completion, in any sequence", () => {
    const paid = fact("payment", "completed", 1);
    const sent = fact("fulfillment", "completed", 2);
    const refunded = fact("payment", "failed", 3, { reopens: true });
    for (const order of permutations([paid, sent, refunded])) {
      let state = start;
      const escalated = new Set<string>();
      for (const report of order) {
        const { next, effects } = accepted(state, report);
        for (const reason of effects.escalates) escalated.add(reason);
        for (const reason of effects.settles) escalated.delete(reason);
        state = next;
      }
      expect(state).toMatchObject({ currentStage: "completed", completedAt: at(2) });
      expect([...escalated]).toEqual(["refund_after_completion"]);
    }
  });

  test("leave an order open if its money was taken back before its last stage was done", () => {
    const paid = fact("payment", "completed", 1);
    const refunded = fact("payment", "failed", 2, { reopens: true });
    const sent = fact("fulfillment", "completed", 3);
    for (const order of permutations([paid, refunded, sent])) {
      expect(after(start, ...order)).toMatchObject({
        currentStage: "payment",
        status: "failed",
        completedAt: null,
      });
    }
  });
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) =>
    permutations(items.toSpliced(at, 1)).map((others) => [item, ...others]),
  );
}

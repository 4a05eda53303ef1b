import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  derive,
  deriveNextMove,
  EMPTY_REGISTERS,
  isTerminal,
  mergeFact,
  type Orchestration,
  plainMetadata,
  type Stage,
  type StageEvent,
  type StageRegister,
} from "../src/domain/index.ts";
import { aDelivery, anyReport, aReport } from "./support/arbitraries.ts";
import { expectSame } from "./support/expect-same.ts";
import { accepted, after, at, fact, PLACED_AT, placed } from "./support/order.ts";

/** Ten thousand cases take about a second; a busy machine may take its time. */

/** What facts alone decide: all of an orchestration but the trace of how it got there. */
function decided(order: Orchestration) {
  const { currentStage, status, completedAt, failedAt, waitingOn, nextActionAt } = order;
  const standing = { currentStage, status, completedAt, failedAt, waitingOn, nextActionAt };
  return { ...standing, registers: order.registers, metadata: plainMetadata(order.metadata) };
}

/** What the rules of `derive` say of these facts as a set, without any transition. */
function decidedBySet(reports: readonly StageEvent[]) {
  const registers: Record<Stage, StageRegister> = { ...EMPTY_REGISTERS };
  for (const { stage, status, reopens, waitingOn, nextActionAt, note, ...report } of reports) {
    const occurredAt = report.occurredAt ?? at(60);
    const sourceEventId = report.sourceEventId ?? "";
    const said = { status, reopens, occurredAt, sourceEventId, waitingOn, nextActionAt, note };
    registers[stage] = mergeFact(registers[stage], said);
  }
  const nextMove = deriveNextMove(registers, PLACED_AT, DEFAULT_POLICY);
  return { ...derive(registers, PLACED_AT), ...nextMove, registers };
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

  test("give one metadata, in which the latest writer of a key has the word", () => {
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

  test("written at one moment, the greater id has the word, whatever the value", () => {
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

  test("carry their metadata even when they are superseded", () => {
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
  // Two stages left, and mostly hard facts: about half of these orders are closed at some point.
  const start = placed("verification", "loyalty_hold");
  const notRequired = [fact("verification", "completed", 0), fact("loyalty_hold", "completed", 0)];
  const aReportNearTheEnd = aReport("payment", "fulfillment");

  test("give the stage of their set, unless the order was closed: then it stays completed", () => {
    const seen = { closed: 0, open: 0, closedThenReopened: 0 };
    fc.assert(
      fc.property(aDelivery(aReportNearTheEnd, { max: 1 }), ({ said, arrivals }) => {
        const { currentStage, status } = after(start, ...arrivals);
        const bySet = decidedBySet([...notRequired, ...said]);
        if (isTerminal(heardUntilClosed(arrivals).order)) {
          seen.closed += 1;
          seen.closedThenReopened += Number(bySet.currentStage !== "completed");
          expectSame({ currentStage, status }, { currentStage: "completed", status: "completed" });
        } else {
          seen.open += 1;
          expectSame(
            { currentStage, status },
            { currentStage: bySet.currentStage, status: bySet.status },
          );
        }
      }),
      { numRuns: 10_000 },
    );
    // None of the three is tested by nothing.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });

  test("give the state of what was heard before the closing; the rest is late", () => {
    fc.assert(
      fc.property(aDelivery(aReportNearTheEnd, { max: 2 }), ({ arrivals }) => {
        const { order, late } = heardUntilClosed(arrivals);
        expectSame(decided(after(start, ...arrivals)), decided(order));
        for (const report of late) expect(accepted(order, report).entry.disposition).toBe("late");
      }),
      { numRuns: 3_000 },
    );
  });

  /** The order at the moment it was closed, or at the end, with the reports that came after it. */
  function heardUntilClosed(reports: readonly StageEvent[]) {
    let order = start;
    for (const [index, report] of reports.entries()) {
      if (isTerminal(order)) return { order, late: reports.slice(index) };
      order = accepted(order, report).next;
    }
    return { order, late: [] };
  }
});

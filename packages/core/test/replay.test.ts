import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, type Entry, evolve, placeOrder, replay } from "../src/domain/index.ts";
import { expectSame } from "./support/expect-same.ts";
import { aHistory } from "./support/history.ts";
import { PLACED_AT } from "./support/order.ts";

const CASES = { numRuns: 3_000 };

/** A timeline as it comes back from storage. */
function stored(entries: readonly Entry[]): readonly Entry[] {
  return JSON.parse(JSON.stringify(entries));
}

describe("the timeline of any order", () => {
  test("replays to exactly the state that was stored", () => {
    fc.assert(
      fc.property(aHistory, ({ entries, states }) => {
        expectSame(replay(entries), states.at(-1));
      }),
      CASES,
    );
  });

  test("replays exactly after it went through JSON", () => {
    fc.assert(
      fc.property(aHistory, ({ entries, states }) => {
        expectSame(replay(stored(entries)), states.at(-1));
      }),
      CASES,
    );
  });

  test("replays to each state in between", () => {
    fc.assert(
      fc.property(aHistory, ({ entries, states }) => {
        for (const state of states) expectSame(replay(entries.slice(0, state.version)), state);
      }),
      CASES,
    );
  });

  test("is numbered from 1 without gaps, and the order's version is its length", () => {
    fc.assert(
      fc.property(aHistory, ({ entries, states }) => {
        expectSame(
          entries.map(({ version }) => version),
          entries.map((_entry, index) => index + 1),
        );
        expectSame(states.at(-1)?.version, entries.length);
      }),
      CASES,
    );
  });

  test("records after each entry where the order stood", () => {
    fc.assert(
      fc.property(aHistory, ({ entries, states }) => {
        for (const { version, currentStage, status, waitingOn, nextActionAt } of states) {
          const standing = { currentStage, status, waitingOn, nextActionAt };
          expectSame(entries[version - 1]?.after, standing);
        }
      }),
      CASES,
    );
  });

  test("never forgets an order: it has a next action until it is closed, and then no pause is left", () => {
    fc.assert(
      fc.property(aHistory, ({ states }) => {
        for (const { currentStage, status, nextActionAt, waitingOn, pausedUntil } of states) {
          const isClosed = currentStage === "completed" || status === "cancelled";
          expectSame([nextActionAt === null, waitingOn === null], [isClosed, isClosed]);
          if (isClosed) expectSame(pausedUntil, null);
        }
      }),
      CASES,
    );
  });
});

describe("an impossible timeline", () => {
  const { orchestration, entries } = placeOrder([], PLACED_AT, DEFAULT_POLICY, PLACED_AT);
  const [placed] = entries;
  if (placed === undefined) throw new Error("A placed order has an entry");

  test("is refused when it is empty", () => {
    expect(() => replay([])).toThrow("at least one entry");
  });

  test("is refused when it does not begin with the placing", () => {
    expect(() => replay([{ ...placed, kind: "stage" }])).toThrow("begins with");
  });

  test("is refused when the order is placed twice", () => {
    expect(() => evolve(orchestration, placed)).toThrow("only once");
  });

  test("is refused when a pause does not say how long it lasts", () => {
    expect(() => evolve(orchestration, { ...placed, kind: "paused", version: 2 })).toThrow(
      "how long it lasts",
    );
  });

  test("is refused when it reports an unknown stage, or a status that no stage has", () => {
    const report = { ...placed, kind: "stage", version: 2 } as const;
    expect(() => evolve(orchestration, { ...report, stage: "completed" })).toThrow("not a stage");
    expect(() => evolve(orchestration, { ...report, status: "cancelled" })).toThrow(
      "never cancelled",
    );
  });
});

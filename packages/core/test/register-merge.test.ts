import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countingFact,
  EMPTY_REGISTER,
  type Fact,
  isHard,
  mergeFact,
  registerStatus,
  STAGE_STATUSES,
  type StageRegister,
  type StageStatus,
} from "../src/domain/index.ts";
import { aDelivery, aFact } from "./support/arbitraries.ts";
import { expectSame } from "./support/expect-same.ts";
import { at } from "./support/order.ts";

const CASES = { numRuns: 10_000 };

function merge(facts: readonly Fact[]): StageRegister {
  return facts.reduce<StageRegister>((known, fact) => mergeFact(known, fact), EMPTY_REGISTER);
}

function said(status: StageStatus, minute: number, sourceEventId = "", reopens = false): Fact {
  const occurredAt = at(minute);
  return {
    status,
    reopens,
    occurredAt,
    sourceEventId,
    waitingOn: null,
    nextActionAt: null,
    note: null,
  };
}

/** The glossary's rule for the whole set of facts at once. */
function statusBySet(facts: readonly Fact[]): StageStatus {
  const [hard] = facts.filter(isHard).toSorted(latestFirst);
  const [soft] = facts.filter((fact) => !isHard(fact)).toSorted(latestFirst);
  if (hard === undefined) return soft?.status ?? "not_started";
  if (hard.status === "completed" || soft === undefined) return hard.status;
  return soft.occurredAt > hard.occurredAt ? soft.status : hard.status;
}

function latestFirst(a: Fact, b: Fact): number {
  const rank = ["not_started", "in_progress", "waiting", "failed", "completed"];
  return b.occurredAt - a.occurredAt || rank.indexOf(b.status) - rank.indexOf(a.status);
}

describe("a stage's register", () => {
  test("is the same for any permutation and any repetition of up to 8 facts", () => {
    fc.assert(
      fc.property(aDelivery(aFact, { max: 3 }), ({ said, arrivals }) => {
        const register = merge(arrivals);
        expectSame(register, merge(said));
        expectSame(countingFact(register), countingFact(merge(said)));
      }),
      CASES,
    );
  });

  test("is the same for each of the 40,320 orders of 8 colliding facts", () => {
    const facts = [
      said("completed", 1, "a"),
      said("completed", 1, "b"),
      said("failed", 1, "a", true),
      said("failed", 2, "b", true),
      said("failed", 2, "b"),
      said("waiting", 2, "b"),
      { ...said("waiting", 3), note: "x" },
      { ...said("waiting", 3), note: "y" },
    ];
    const registers = new Set<string>();
    forEachOrder(facts, (order) => registers.add(JSON.stringify(merge(order))));
    expect(registers.size).toBe(1);
  });

  test("follows the glossary's rule for the whole set of facts", () => {
    fc.assert(
      fc.property(aDelivery(aFact, { max: 2 }), ({ said, arrivals }) => {
        expectSame(registerStatus(merge(arrivals)), statusBySet(said));
      }),
      CASES,
    );
  });

  test("does not change when a fact comes again", () => {
    fc.assert(
      fc.property(fc.array(aFact, { minLength: 1, maxLength: 8 }), (facts) => {
        const register = merge(facts);
        for (const fact of facts) expect(mergeFact(register, fact)).toEqual(register);
      }),
    );
  });

  test("without facts has not started", () => {
    expect(registerStatus(EMPTY_REGISTER)).toBe("not_started");
    expect(countingFact(EMPTY_REGISTER)).toBeNull();
  });
});

describe("of two facts about one moment", () => {
  test("the one with the higher status counts, whatever their ids", () => {
    const soft = ["not_started", "in_progress", "waiting", "failed"] as const;
    for (const [index, further] of soft.entries()) {
      for (const behind of soft.slice(0, index)) {
        const both = [said(further, 1, "a"), said(behind, 1, "b")];
        expect(registerStatus(merge(both)), `${further} over ${behind}`).toBe(further);
      }
    }
  });

  test("with the same status, the greater id counts by code unit, not by locale", () => {
    expect(countingFact(merge([said("waiting", 1, "a"), said("waiting", 1, "B")]))).toMatchObject({
      sourceEventId: "a",
    });
  });

  test("completed outweighs reopened", () => {
    const both = [said("failed", 1, "z", true), said("completed", 1, "a")];
    expect(registerStatus(merge(both))).toBe("completed");
  });

  test("a soft fact does not outweigh a reopening at the same moment", () => {
    const both = [said("waiting", 1), said("failed", 1, "", true)];
    expect(registerStatus(merge(both))).toBe("failed");
  });
});

describe("a hard completed", () => {
  const soft = STAGE_STATUSES.filter((status) => status !== "completed");

  test.each(soft)("outweighs %s, before or after it", (status) => {
    for (const minute of [0, 1, 2]) {
      const register = merge([said("completed", 1), said(status, minute, "z")]);
      expect(registerStatus(register)).toBe("completed");
    }
  });

  test("is taken back by a later reopening failure, and only by a later one", () => {
    expect(registerStatus(merge([said("completed", 1), said("failed", 2, "", true)]))).toBe(
      "failed",
    );
    expect(registerStatus(merge([said("completed", 2), said("failed", 1, "", true)]))).toBe(
      "completed",
    );
  });

  test("that was taken back comes back only with a later completed", () => {
    const reopened = merge([said("completed", 1), said("failed", 2, "", true)]);
    expect(registerStatus(mergeFact(reopened, said("waiting", 3)))).toBe("waiting");
    expect(registerStatus(mergeFact(reopened, said("completed", 1, "again")))).toBe("failed");
    expect(registerStatus(mergeFact(reopened, said("completed", 3)))).toBe("completed");
  });
});

/** Visits every order of a list by putting its first item at each place of the orders of the rest. */
function forEachOrder<Item>(items: readonly Item[], visit: (order: readonly Item[]) => void): void {
  const [first, ...rest] = items;
  if (first === undefined) visit([]);
  else
    forEachOrder(rest, (order) => {
      for (let place = 0; place <= order.length; place++) visit(order.toSpliced(place, 0, first));
    });
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyLedgerOperation,
  availablePoints,
  EMPTY_LEDGER,
  type Ledger,
  type LedgerOperation,
  pointsDebt,
} from "../src/domain/index.ts";
import { PointsModel } from "./support/points-model.ts";

const HOUR = 60 * 60_000;
const START = Date.parse("2026-03-01T10:00:00Z");

const reference = fc.constantFrom("a", "b", "c", "d");
const holdId = fc.constantFrom("x", "y", "z");
const points = fc.integer({ min: 1, max: 9 });
const hours = fc.integer({ min: 1, max: 30 });

/** What somebody does, and how many hours after the one before. */
const act = fc.record({
  after: fc.integer({ min: 0, max: 20 }),
  what: fc.oneof(
    fc.record({ kind: fc.constant("credit" as const), reference, points, hours: fc.option(hours) }),
    fc.record({ kind: fc.constant("reverse" as const), reference, points: fc.option(points) }),
    fc.record({ kind: fc.constant("hold" as const), holdId, points, hours }),
    fc.record({ kind: fc.constant("keep" as const), holdId }),
    fc.record({ kind: fc.constant("limit" as const), holdId }),
    fc.record({ kind: fc.constant("capture" as const), holdId, points }),
    fc.record({ kind: fc.constant("release" as const), holdId }),
    fc.record({ kind: fc.constant("expire" as const), holdId }),
    fc.record({ kind: fc.constant("lapse" as const) }),
  ),
});

type What = (typeof act extends fc.Arbitrary<infer Act> ? Act : never)["what"];

/** Names of credits and holds are used once, so that no act is a repeat of another. */
function operationOf(what: What, now: number, names: Names): LedgerOperation {
  switch (what.kind) {
    case "credit": {
      const expiresAt = what.hours === null ? null : now + what.hours * HOUR;
      return {
        kind: "credit",
        reference: names.fresh(what.reference),
        points: what.points,
        expiresAt,
      };
    }
    case "reverse": {
      const reverses = names.latest(what.reference);
      return { kind: "reverse", reference: names.fresh("back"), reverses, points: what.points };
    }
    case "hold": {
      const expiresAt = now + what.hours * HOUR;
      return {
        kind: "hold",
        holdId: names.fresh(what.holdId),
        orderId: null,
        points: what.points,
        expiresAt,
      };
    }
    case "keep":
    case "limit":
      return { kind: what.kind, holdId: names.latest(what.holdId), expiresAt: now };
    case "capture":
      return { ...what, holdId: names.latest(what.holdId), key: null };
    case "release":
      return { ...what, holdId: names.latest(what.holdId), key: null };
    case "expire":
      return { ...what, holdId: names.latest(what.holdId) };
    case "lapse":
      return what;
  }
}

function namer() {
  const counts = new Map<string, number>();
  const latest = (name: string) => `${name}${counts.get(name) ?? 0}`;
  return {
    latest,
    fresh(name: string) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return latest(name);
    },
  };
}

type Names = ReturnType<typeof namer>;

function inModel(model: PointsModel, operation: LedgerOperation, now: number): string {
  switch (operation.kind) {
    case "credit":
      return model.credit(operation.reference, operation.points, operation.expiresAt);
    case "reverse":
      return model.reverse(operation.reverses, operation.points);
    case "hold":
      return model.hold(operation.holdId, operation.points, operation.expiresAt);
    case "keep":
    case "limit":
      return model.keep(operation.holdId, operation.kind === "keep", now);
    case "capture":
      return model.capture(operation.holdId, operation.points ?? 0, now);
    case "release":
      return model.release(operation.holdId, now);
    case "expire":
      return model.expire(operation.holdId, now);
    case "lapse":
      return model.lapse(now);
    case "extend":
      throw new Error("Nobody extends a hold here");
  }
}

/** The model says less about holds that can't be used: not whether they are unknown, over, or smaller. */
const GONE: ReadonlySet<string> = new Set([
  "hold_unknown",
  "expired",
  "already_captured",
  "already_released",
  "capture_exceeds_hold",
]);

const sumOf = (ledger: Ledger) =>
  [...ledger.credits.values()].reduce((sum, { remaining }) => sum + remaining, 0);

describe("a member's ledger", () => {
  test("does what a ledger of single points does, with debts, parts, time and paid orders", () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 40 }), (acts) => {
        const model = new PointsModel();
        const names = namer();
        let ledger: Ledger = EMPTY_LEDGER;
        let now = START;
        for (const { after, what } of acts) {
          now += after * HOUR;
          const operation = operationOf(what, now, names);
          const result = applyLedgerOperation(ledger, operation, now);
          const said = inModel(model, operation, now);
          const code = result.ok ? "ok" : result.code;
          const isExpiryOfUnknown = operation.kind === "expire" && code === "hold_unknown";
          if (!isExpiryOfUnknown) expect(GONE.has(code) ? "gone" : code).toBe(said);
          if (result.ok) ledger = result.ledger;
          const { posted, pending, reversed } = ledger.account;
          expect({ posted, pending }).toEqual(model.balance());
          expect(availablePoints(ledger.account) - pointsDebt(ledger.account)).toBe(
            posted - pending,
          );
          expect(pointsDebt(ledger.account)).toBeLessThanOrEqual(reversed);
          expect(sumOf(ledger)).toBeLessThanOrEqual(Math.max(0, posted));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("pays a debt with the next credit, and only the rest of that can lapse", () => {
    const later = START + HOUR;
    const steps: LedgerOperation[] = [
      { kind: "credit", reference: "a", points: 50, expiresAt: null },
      { kind: "hold", holdId: "x", orderId: null, points: 50, expiresAt: later },
      { kind: "capture", holdId: "x", points: 50, key: null },
      { kind: "reverse", reference: "back", reverses: "a", points: 30 },
      { kind: "credit", reference: "b", points: 40, expiresAt: later },
    ];
    const owing = applied(steps.slice(0, -1));
    const paid = applied(steps);

    expect(pointsDebt(owing.account)).toBe(30);
    expect(pointsDebt(paid.account)).toBe(0);
    expect(paid.credits.get("b")?.remaining).toBe(10);
    const lapsed = applyLedgerOperation(paid, { kind: "lapse" }, later);
    expect(lapsed).toMatchObject({ ledger: { account: { posted: 0 } } });
  });
});

/** The ledger after these operations at the same moment. */
function applied(operations: readonly LedgerOperation[]): Ledger {
  return operations.reduce<Ledger>((ledger, operation) => {
    const result = applyLedgerOperation(ledger, operation, START);
    if (!result.ok) throw new Error(`Refused: ${result.code}`);
    return result.ledger;
  }, EMPTY_LEDGER);
}

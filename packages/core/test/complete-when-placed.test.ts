import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Bill,
  DEFAULT_POLICY,
  OPTIONAL_STAGES,
  type Placed,
  perRequirement,
  placeOrder,
  type Requirements,
  replay,
  requirementsOfOrder,
  stagesWith,
  TERMS_KINDS,
} from "../src/domain/index.ts";
import { expectSame } from "./support/expect-same.ts";
import { at, PLACED_AT } from "./support/order.ts";
import { BILL } from "./support/payments.ts";

const AUTO: Requirements = perRequirement(() => "auto");

/** An order that says all this of itself when it is placed. */
interface Saying {
  readonly requires?: Requirements;
  readonly bill?: Partial<Bill>;
  readonly promisedBy?: number | null;
  readonly points?: number;
}

function place({ requires = AUTO, bill = {}, promisedBy = null, points = 0 }: Saying): Placed {
  const whole = { ...BILL, ...bill };
  const needed = requirementsOfOrder({ requires, promisedBy, terms: whole.terms });
  const held = { holdId: "hold-1", points, expiresAt: at(9_999) };
  return placeOrder(stagesWith(needed, false), PLACED_AT, DEFAULT_POLICY, PLACED_AT, {
    bill: whole,
    ifKnown: stagesWith(needed, "auto"),
    promisedBy,
    redemption: points === 0 ? null : { news: "placed", held },
  });
}

const aTerms = fc.option(
  fc.record({
    kind: fc.constantFrom(...TERMS_KINDS),
    dueAt: fc.constantFrom(null, at(-60), at(60)),
  }),
);
const aRequirement = fc.constantFrom(true, false, "auto" as const);
const aSaying = fc
  .record({
    requires: fc.record(perRequirement(() => aRequirement)),
    bill: fc.record({ total: fc.constantFrom(0, 12_900), terms: aTerms }),
    promisedBy: fc.constantFrom(null, at(-60), at(60)),
    points: fc.constantFrom(0, 60),
  })
  // An order that redeems points requires their hold.
  .map(({ requires, points, ...said }) => ({
    ...said,
    points,
    requires: points === 0 ? requires : { ...requires, loyaltyHold: true },
  }));

describe("an order that needs nothing else when it is placed", () => {
  test.each([
    ["costs nothing", { total: 0 }],
    ["is paid by invoice", { terms: { kind: "invoice", dueAt: at(60) } }],
  ] as const)("is complete from the start: it %s", (_, bill) => {
    const { orchestration, entries } = place({ bill });
    expect(orchestration).toMatchObject({
      currentStage: "completed",
      status: "completed",
      completedAt: PLACED_AT,
      waitingOn: null,
    });
    expect(replay(entries)).toEqual(orchestration);
  });

  test("takes the points that it is paid with", () => {
    const requires = { ...AUTO, loyaltyHold: true };
    expect(place({ requires, bill: { total: 0 }, points: 60 }).hold).toBe("capture");
    expect(place({ requires, points: 60 }).hold).toBeNull();
    const toDeliver = { ...requires, fulfillment: true };
    expect(place({ requires: toDeliver, bill: { total: 0 }, points: 60 }).hold).toBe("keep");
  });

  test("has an end exactly if it is complete, and replays, whatever it says of itself", () => {
    fc.assert(
      fc.property(aSaying, (saying) => {
        const { orchestration, entries } = place(saying);
        const { currentStage, status, completedAt, waitingOn } = orchestration;
        const isComplete = currentStage === "completed";
        expectSame(
          [completedAt !== null, status === "completed", waitingOn === null],
          [isComplete, isComplete, isComplete],
        );
        expectSame(replay(entries), orchestration);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a delivery that is certain", () => {
  const onDelivery = { kind: "on_delivery", dueAt: null } as const;

  test.each([
    ["a promised day", { promisedBy: at(60) }],
    ["a payment on delivery", { bill: { terms: onDelivery } }],
  ] as const)("is needed where it is needed once known: %s", (_, saying) => {
    const { orchestration } = place(saying);
    expect(orchestration.currentStage).not.toBe("completed");
    expect(orchestration.ifKnown).toEqual(["verification", "loyalty_hold"]);
  });

  test("is not needed by an order that says that it needs none", () => {
    const requires = { ...AUTO, fulfillment: false };
    const saying = { promisedBy: at(60), terms: onDelivery };
    expect(requirementsOfOrder({ ...saying, requires })).toEqual(requires);
  });

  test("is not certain by an invoice, or with nothing said", () => {
    const invoice = { kind: "invoice", dueAt: at(60) } as const;
    for (const terms of [invoice, null]) {
      const requires = requirementsOfOrder({ requires: AUTO, promisedBy: null, terms });
      expect(stagesWith(requires, "auto")).toEqual(OPTIONAL_STAGES);
    }
  });
});

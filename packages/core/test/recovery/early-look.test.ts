import { describe, expect, test } from "vitest";
import {
  type Bill,
  DEFAULT_POLICY,
  decideRecovery,
  HORIZON_MS,
  type Orchestration,
  placeOrder,
  transition,
} from "../../src/domain/index.ts";
import { at, fact, PLACED_AT } from "../support/order.ts";
import { BILL, paid, SHOPPER, tell } from "../support/payments.ts";

const POLICY = { ...DEFAULT_POLICY, quietHours: null, frequencyCapMs: null };
const DAY = 24 * 60;
const FAR = at(500 * DAY);

function place(terms: Bill["terms"], promisedBy: number | null = null): Orchestration {
  const bill = { ...BILL, terms };
  const brought = { bill, promisedBy };
  return placeOrder(["verification", "loyalty_hold"], PLACED_AT, POLICY, PLACED_AT, brought)
    .orchestration;
}

/** Orders that wait for a day beyond the horizon, and what they are due for then. */
const WAITING: readonly (readonly [string, Orchestration, object])[] = [
  [
    "the date of its terms",
    place({ kind: "bank_transfer", dueAt: FAR }),
    { kind: "prompt", step: 0 },
  ],
  [
    "the promised day",
    tell(place(null, FAR), paid("a", "captured", 0)),
    { kind: "prompt", reason: "late" },
  ],
  [
    "the time that its source named",
    tell(place(null), fact("payment", "waiting", 0, { nextActionAt: FAR })),
    { kind: "prompt", step: 0 },
  ],
  [
    "a voucher that lasts as long",
    tell(
      place(null),
      paid("a", "requires_action", 0, {
        method: "voucher",
        actBy: FAR + DAY * 60_000,
        nextStep: { kind: "voucher", url: null },
      }),
    ),
    { kind: "prompt", step: 0 },
  ],
];

describe("an order that waits for a day beyond the horizon", () => {
  test.each(WAITING)("is looked at on the horizon, and waits on for %s", (_, placed, due) => {
    let order = placed;
    const looks: string[] = [];
    for (let look = 0; look < 3 && order.nextActionAt !== FAR; look += 1) {
      const now = order.nextActionAt ?? 0;
      expect(now).toBeLessThanOrEqual(order.lastTransitionAt + HORIZON_MS + look * HORIZON_MS);
      const decision = decideRecovery(order, SHOPPER, POLICY, now);
      looks.push(`${decision.kind} ${decision.reason}`);
      const event = { kind: "sweep", decision, policyVersion: "v", runId: "r" } as const;
      const result = transition(order, event, POLICY, now);
      if (!result.ok) throw new Error(`Refused: ${result.code}`);
      order = result.next;
    }
    expect(looks).toEqual(["defer not_due_yet"]);
    expect(order).toMatchObject({ nextActionAt: FAR, needs: [] });
    expect(order.deferral).toBeUndefined();
    expect(decideRecovery(order, SHOPPER, POLICY, FAR)).toMatchObject(due);
  });

  test("is with an operator at once if mail does not reach its shopper", () => {
    const [[, order]] = WAITING as [(typeof WAITING)[number]];
    const decide = (known: object) =>
      decideRecovery(order, { ...SHOPPER, ...known }, POLICY, at(DAY));
    expect(decide({})).toMatchObject({ kind: "defer", reason: "not_due_yet" });
    expect(decide({ email: null })).toMatchObject({ reason: "missing_address" });
    expect(decide({ member: "missing" })).toMatchObject({ reason: "missing_member" });
    expect(decide({ suppression: "bounced" })).toMatchObject({ raises: "unreachable" });
  });

  test("needs no look before it once it is closed", () => {
    const order = tell(place({ kind: "invoice", dueAt: FAR }), fact("fulfillment", "completed", 0));
    expect(order).toMatchObject({ currentStage: "completed", nextActionAt: FAR });
    expect(decideRecovery(order, SHOPPER, POLICY, FAR)).toMatchObject({ reason: "balance_open" });
  });

  test("has a next action within the horizon from its placing on", () => {
    expect(place({ kind: "bank_transfer", dueAt: FAR }).nextActionAt).toBe(PLACED_AT + HORIZON_MS);
  });
});

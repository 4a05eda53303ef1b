import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decideRecovery,
  IDENTITY_STATES,
  isTerminal,
  type Orchestration,
  placeOrder,
  REVIEW_STATES,
  type RecoveryInputs,
  reasonOfNeed,
  STAGE_STATUSES,
  STAGES,
  transition,
  WAITING_ON,
} from "../../src/domain/index.ts";
import { checked, failedCheck } from "../support/checks.ts";
import { at, fact, PLACED_AT } from "../support/order.ts";
import { BILL, paid, SHOPPER } from "../support/payments.ts";
import { WALKED_POLICY } from "../support/walk.ts";

const aMinute = fc.integer({ min: 1, max: 12 });

const aStatement = fc
  .tuple(
    fc.constantFrom(...STAGES),
    fc.constantFrom(...STAGE_STATUSES),
    aMinute,
    fc.constantFrom(null, ...WAITING_ON),
  )
  .map(([stage, status, minute, acts]) => {
    const waitingOn = status === "completed" ? null : acts;
    return fact(stage, status, minute, { waitingOn, sourceEventId: `${minute}.${waitingOn}` });
  });

const PAYMENT_STATES = ["processing", "authorised", "captured", "failed"] as const;

const aReport = fc.oneof(
  aStatement,
  fc.tuple(fc.constantFrom(...PAYMENT_STATES), aMinute).map(([state, minute]) => {
    return paid("a", state, minute);
  }),
  fc.tuple(fc.constantFrom(...IDENTITY_STATES), aMinute).map(([state, minute]) => {
    return checked("id", state, minute);
  }),
  fc.tuple(fc.constantFrom(null, ...WAITING_ON), aMinute).map(([waitingOn, minute]) => {
    return failedCheck("id", minute, { waitingOn });
  }),
  fc.tuple(fc.constantFrom(...REVIEW_STATES), aMinute).map(([state, minute]) => {
    return checked("review", state, minute);
  }),
);

const anOrder = fc.constantFrom<Parameters<typeof placeOrder>[0][]>(
  [],
  ["loyalty_hold"],
  ["verification", "loyalty_hold"],
);

const aShopper = fc.constantFrom<Partial<RecoveryInputs>[]>(
  {},
  { member: "missing" },
  { member: "guest", email: null },
  { suppression: "bounced" },
  { orderUpdates: false },
  { boughtAgain: true },
  { isAssigned: true },
  { pointsReturnAt: at(61) },
  { unsent: { payment: { steps: 4, dead: 4 }, verification: { steps: 4, dead: 4 } } },
);

function after(order: Orchestration, event: Parameters<typeof transition>[1], now: number) {
  const result = transition(order, event, WALKED_POLICY, now, BILL);
  if (!result.ok) throw new Error(`Refused: ${result.code}`);
  return result.next;
}

describe("an order that waits anywhere, on anybody", () => {
  test("has a need for each escalation that a sweep decides", () => {
    fc.assert(
      fc.property(
        anOrder,
        fc.array(aReport, { maxLength: 4 }),
        aShopper,
        (notRequired, reports, shopper) => {
          const brought = { bill: BILL };
          const placed = placeOrder(notRequired, PLACED_AT, WALKED_POLICY, PLACED_AT, brought);
          let now = at(60);
          let order = reports.reduce(
            (known, event) => after(known, event, now),
            placed.orchestration,
          );
          for (let sweep = 0; sweep < 7 && !isTerminal(order); sweep += 1) {
            if (order.nextActionAt === null) throw new Error("Nobody looks at an open order again");
            now = Math.max(now, order.nextActionAt);
            const decision = decideRecovery(order, { ...SHOPPER, ...shopper }, WALKED_POLICY, now);
            order = after(order, { kind: "sweep", decision, policyVersion: "v", runId: "r" }, now);
            const raised = "raises" in decision ? decision.raises : undefined;
            const reasons = (order.needs ?? []).map(reasonOfNeed);
            if (decision.kind === "escalate") expect(reasons).toContain(decision.reason);
            else if (raised !== undefined) expect(reasons).toContain(raised);
          }
        },
      ),
      { numRuns: 4_000 },
    );
  });
});

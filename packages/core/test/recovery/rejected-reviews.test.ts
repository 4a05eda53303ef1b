import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  decideRecovery,
  lifecycleOf,
  type Orchestration,
  stageAhead,
} from "../../src/domain/index.ts";
import { checked, toCheck } from "../support/checks.ts";
import { accepted, at, command, fact } from "../support/order.ts";
import { needsOf, paid, SHOPPER, tell } from "../support/payments.ts";

const rejected = checked("review", "rejected", 20);
const asked = (order: Orchestration) => stageAhead(lifecycleOf(order), DEFAULT_POLICY);

describe("a shopper whose review was rejected", () => {
  test.each([
    ["their payment is not known", "if_known", []],
    ["their payment was declined", "never", [paid("a", "failed", 5)]],
    ["a voucher waits for them", "never", [paid("a", "requires_action", 5)]],
    ["their payment is under way", "always", [paid("a", "processing", 5)]],
    ["their identity is open", "always", [paid("a", "captured", 5)]],
    [
      "points are asked for",
      "never",
      [paid("a", "captured", 5), fact("loyalty_hold", "failed", 6)],
    ],
  ] as const)("is asked for nothing, and an operator learns of it: %s", (_, identity, reports) => {
    const order = tell(toCheck(identity), ...reports, rejected);
    expect(needsOf(order)).toContain("waiting_on_operator");
    expect(order.waitingOn).not.toBe("member");
    expect(asked(order)).toBeNull();
    const due = Math.max(at(60), order.nextActionAt ?? 0);
    expect(decideRecovery(order, SHOPPER, DEFAULT_POLICY, due).kind).toBe("escalate");
  });

  test("is not sent what they were asked for ahead", () => {
    const order = tell(toCheck("always"), paid("a", "processing", 5));
    const { next } = accepted(order, {
      kind: "sweep",
      decision: {
        kind: "prompt",
        reason: "waiting_on_member",
        email: "ada@shop.test",
        step: 0,
        ahead: "verification",
        nextActionAt: at(9_000),
      },
      policyVersion: "v",
      runId: "r",
    });
    expect(next.ahead).toMatchObject({ waits: true });
    expect(tell(next, rejected).ahead).toMatchObject({ waits: false });
  });

  test("is asked again once the shop has overruled the review", () => {
    const order = tell(toCheck("never"), paid("a", "failed", 5), rejected);
    expect(tell(order, command("verification", "completed")).waitingOn).toBe("member");
  });
});

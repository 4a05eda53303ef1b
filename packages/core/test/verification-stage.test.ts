import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  lifecycleOf,
  type Orchestration,
  type StageEvent,
  stageAhead,
} from "../src/domain/index.ts";
import { checked, failedCheck, type NeedsIdentity, toCheck } from "./support/checks.ts";
import { command, fact } from "./support/order.ts";
import { needsOf, paid, tell, told } from "./support/payments.ts";

/** A paid order, and what was reported of it. */
function paidAnd(needs: NeedsIdentity, ...events: readonly StageEvent[]): Orchestration {
  return tell(toCheck(needs), paid("p", "captured", 1), ...events);
}

describe("a fraud review", () => {
  test.each<NeedsIdentity>(["never", "if_known"])(
    "holds an order that needs an identity check %s, and is in the queue at once",
    (needs) => {
      const order = paidAnd(needs, checked("review_1", "open", 5));
      expect(order).toMatchObject({ currentStage: "verification", waitingOn: "operator" });
      expect(needsOf(order)).toEqual(["waiting_on_operator"]);
      const approved = tell(order, checked("review_1", "approved", 6));
      expect(approved.currentStage).toBe("fulfillment");
      expect(needsOf(approved)).toEqual([]);
    },
  );

  test("that rejects the payment is an operator's, and only the shop itself overrules it", () => {
    const order = paidAnd("never", checked("review_1", "rejected", 5));
    expect(order).toMatchObject({ status: "failed", waitingOn: "operator" });
    expect(needsOf(order)).toEqual(["waiting_on_operator"]);
    const byProvider = tell(order, fact("verification", "completed", 6));
    expect(byProvider.currentStage).toBe("verification");
    const byShop = tell(order, command("verification", "completed"));
    expect(byShop.currentStage).toBe("fulfillment");
    expect(needsOf(byShop)).toEqual([]);
  });

  test("that is reported as rejected again leaves the shop's word as it is", () => {
    const order = paidAnd(
      "never",
      checked("review_1", "rejected", 5),
      command("verification", "completed"),
    );
    const again = told(order, checked("review_1", "rejected", 70), { minute: 70 }).next;
    expect(again.currentStage).toBe("fulfillment");
    const opened = told(again, checked("review_1", "open", 71), { minute: 73 }).next;
    const rejected = told(opened, checked("review_1", "rejected", 72), { minute: 73 }).next;
    expect(rejected.currentStage).toBe("verification");
  });

  test("that is approved leaves an identity check that failed as it is", () => {
    const order = paidAnd(
      "always",
      failedCheck("vs_1", 4),
      checked("review_1", "open", 5),
      checked("review_1", "approved", 6),
    );
    expect(order).toMatchObject({ status: "failed", waitingOn: "member" });
    expect(needsOf(order)).toEqual([]);
  });

  test("is in the queue while the member is asked for the identity", () => {
    const order = paidAnd("always", failedCheck("vs_1", 4), checked("review_1", "open", 5));
    expect(order).toMatchObject({ status: "failed", waitingOn: "member" });
    expect(needsOf(order)).toEqual(["waiting_on_operator"]);
  });
});

describe("an identity check", () => {
  test("that failed as often as the policy allows is an operator's", () => {
    const twice = paidAnd("always", failedCheck("vs_1", 2), failedCheck("vs_1", 3));
    expect(twice).toMatchObject({ status: "failed", waitingOn: "member" });
    const thrice = tell(twice, failedCheck("vs_2", 4));
    expect(thrice).toMatchObject({ status: "failed", waitingOn: "operator" });
    expect(needsOf(thrice)).toEqual(["waiting_on_operator"]);
  });

  test("counts an attempt once, however often it is reported, and not one without an id", () => {
    const failure = "report_1";
    const order = paidAnd(
      "always",
      ...[2, 3, 4].map((minute) => failedCheck("vs_1", minute, { failure })),
      ...[5, 6, 7].map((minute) => failedCheck("vs_1", minute, { failure: null })),
    );
    expect(order.waitingOn).toBe("member");
  });

  test("may be tried again once the shop says that it is the member's turn", () => {
    const failed = [2, 3, 4].map((minute) => failedCheck("vs_1", minute));
    const order = paidAnd("always", ...failed);
    expect(order.waitingOn).toBe("operator");
    const again = tell(order, command("verification", "waiting", { waitingOn: "member" }));
    expect(again).toMatchObject({ status: "waiting", waitingOn: "member" });
    expect(needsOf(again)).toEqual([]);
  });

  test("says who acts, if its provider knows", () => {
    const order = paidAnd("always", failedCheck("vs_1", 2, { waitingOn: "operator" }));
    expect(order).toMatchObject({ status: "failed", waitingOn: "operator" });
    expect(needsOf(order)).toEqual(["waiting_on_operator"]);
  });

  test("that was called off counts only if there is no other", () => {
    const order = paidAnd("always", checked("vs_1", "cancelled", 5));
    expect(order).toMatchObject({ status: "failed", waitingOn: "operator" });
    const replaced = tell(order, checked("vs_2", "requires_input", 4));
    expect(replaced).toMatchObject({ status: "waiting", waitingOn: "member" });
  });

  test("that is under way outweighs one that waits for the member", () => {
    const order = paidAnd(
      "always",
      checked("vs_1", "processing", 2),
      checked("vs_2", "requires_input", 3),
    );
    expect(order).toMatchObject({ status: "in_progress", waitingOn: "provider" });
  });

  test("stays verified, whatever its provider says later", () => {
    const order = paidAnd(
      "always",
      checked("vs_1", "verified", 2),
      checked("vs_1", "cancelled", 30),
    );
    expect(order.currentStage).toBe("fulfillment");
  });

  test.each([
    ["is processing", { state: "processing" }, "verification"],
    ["has failed", { state: "failed" }, null],
    ["asks the member", { state: "requires_action" }, null],
  ] as const)(
    "is what the member can do while a payment %s: only under way",
    (_, { state }, stage) => {
      const order = tell(toCheck("always"), paid("p", state, 1), failedCheck("vs_1", 2));
      expect(order.currentStage).toBe("payment");
      expect(stageAhead(lifecycleOf(order), DEFAULT_POLICY)).toBe(stage);
    },
  );
});

import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  decideRecovery,
  type StageEvent,
  withoutMoney,
} from "../../src/domain/index.ts";
import { at, command, fact, HOUR } from "../support/order.ts";
import {
  about,
  BILL,
  billed,
  dispute,
  needsOf,
  paid,
  refund,
  report,
  SHOPPER,
  snapshot,
  tell,
  told,
} from "../support/payments.ts";

const DAY = 24 * HOUR;
const INVOICE = { kind: "invoice", dueAt: at(60) + 30 * DAY } as const;

/** What happened, the needs then, what happened after, and the needs at the end. */
type Level = readonly [
  name: string,
  events: readonly StageEvent[],
  needs: readonly string[],
  after: readonly StageEvent[],
  end: readonly string[],
];

const LEVELS: readonly Level[] = [
  [
    "two payments",
    [paid("a", "captured", 1), paid("b", "captured", 2)],
    ["paid_twice"],
    [refund("b", 3)],
    [],
  ],
  [
    "a refund that failed",
    [paid("p", "captured", 1), refund("p", 2, { amount: 100, state: "failed" })],
    ["refund_failed"],
    [refund("p", 3, { reference: "re_again", amount: 100 })],
    [],
  ],
  [
    "a dispute",
    [paid("p", "captured", 1), dispute("p", 2)],
    ["dispute_open"],
    [dispute("p", 3, { state: "won", createdAt: at(2) })],
    [],
  ],
  [
    "an inquiry",
    [paid("p", "captured", 1), dispute("p", 2, { state: "inquiry" })],
    ["dispute_open"],
    [dispute("p", 3, { state: "closed", createdAt: at(2) })],
    [],
  ],
  [
    "a dispute over a part that is lost",
    [paid("p", "captured", 1), dispute("p", 2, { amount: 900, state: "lost" })],
    ["balance_open"],
    [paid("q", "captured", 3, { captured: 900 })],
    [],
  ],
  [
    "another currency",
    [paid("p", "captured", 1, { currency: "JPY" })],
    ["amount_differs"],
    [refund("p", 2, { currency: "JPY" })],
    [],
  ],
  [
    "a part is paid",
    [paid("p", "captured", 1, { captured: 100 })],
    ["balance_open"],
    [paid("q", "captured", 2, { captured: 12_800 })],
    [],
  ],
  [
    "a part is paid, and the rest is under way",
    [paid("p", "captured", 1, { captured: 100 }), paid("q", "processing", 2)],
    [],
    [paid("q", "failed", 3)],
    ["balance_open"],
  ],
  [
    "an authorization that lapsed",
    [paid("p", "authorised", 1), paid("p", "expired", 2)],
    ["authorisation_lapsed"],
    [paid("q", "captured", 3)],
    [],
  ],
  [
    "an authorization of an order that is delivered",
    [paid("p", "authorised", 1), fact("fulfillment", "completed", 2)],
    ["capture_due"],
    [paid("p", "captured", 3)],
    [],
  ],
  [
    "money of a completed order that is given back",
    [paid("p", "captured", 1), fact("fulfillment", "completed", 2), refund("p", 3)],
    ["refund_after_completion"],
    [refund("p", 4, { state: "failed", createdAt: at(3) })],
    ["refund_failed"],
  ],
];

describe("a need of an order's money begins and ends with its cause:", () => {
  test.each(LEVELS)("%s", (_name, events, needs, later, end) => {
    const order = tell(billed(), ...events);
    expect(needsOf(order)).toEqual(needs);
    expect(needsOf(tell(order, ...later))).toEqual(end);
  });

  test("a cancelled order's money until it is given back", () => {
    const cancel = { kind: "cancelled", note: null, actor: "api" } as const;
    const opened = told(tell(billed(), paid("p", "captured", 1)), cancel);
    expect(opened.effects.escalates).toEqual(["refund_due"]);
    const pending = told(opened.next, refund("p", 61, { state: "pending" }), { minute: 62 });
    expect(pending.effects.settles).toEqual(["refund_due"]);
    const failed = refund("p", 63, { state: "failed", createdAt: at(61) });
    const reopened = told(pending.next, failed, { minute: 64 });
    expect(reopened.effects.escalates.toSorted()).toEqual(["refund_due", "refund_failed"]);
  });

  test("it comes back after an operator resolved it only with a new cause", () => {
    const first = told(tell(billed(), paid("a", "captured", 1)), paid("b", "captured", 2));
    expect(first.effects.escalates).toEqual(["paid_twice"]);
    const same = told(first.next, paid("old", "expired", 3));
    expect(same.effects.escalates).toEqual([]);
    const third = told(same.next, paid("c", "captured", 4));
    expect(third.effects.escalates).toEqual(["paid_twice"]);
  });

  test("a second dispute and a larger sum are new causes; what is left of a cause is none", () => {
    const open = (reference: string, minute: number) => dispute("a", minute, { reference });
    const first = told(tell(billed(), paid("a", "captured", 1)), open("d1", 2));
    expect(first.effects.escalates).toEqual(["dispute_open"]);
    const both = told(first.next, open("d2", 3));
    expect(both.effects.escalates).toEqual(["dispute_open"]);
    const won = told(both.next, dispute("a", 4, { reference: "d2", state: "won" }));
    expect([won.effects.escalates, won.effects.settles]).toEqual([[], []]);

    const twice = told(tell(billed(), paid("a", "captured", 1)), paid("b", "captured", 2));
    const part = told(twice.next, refund("b", 3, { amount: 900 }));
    expect(needsOf(part.next)).toEqual(["paid_twice"]);
    expect(part.effects.escalates).toEqual([]);
  });
});

test("a payment that the shop reports without its source is the provider's", () => {
  const api = command("payment", "completed", {
    payments: paid("p", "captured", 1).payments ?? [],
  });
  const order = tell(billed(), api, paid("p", "captured", 2));
  expect(needsOf(order)).toEqual([]);
  expect(order.currentStage).toBe("fulfillment");
});

test("a completed order stays completed when its payment names another order", () => {
  const done = tell(billed(), paid("p", "captured", 1), fact("fulfillment", "completed", 2));
  const moved = withoutMoney(report("p", 3, { snapshot: snapshot("captured", 1) }));
  const order = tell(done, about(3, ...moved));
  expect(order.currentStage).toBe("completed");
  expect(needsOf(order)).toEqual(["balance_open"]);
  const open = tell(billed(), paid("p", "captured", 1), about(3, ...moved));
  expect(open).toMatchObject({ currentStage: "payment", status: "not_started" });
});

describe("a change of the order", () => {
  const change = { kind: "order_changed", before: null, note: null, actor: "api" } as const;

  test("that raises the total after the payment opens the balance, and the payment of it closes it", () => {
    const order = tell(billed(), paid("p", "captured", 1));
    const bill = { ...BILL, total: 15_000 };
    const raised = told(order, change, { bill });
    expect(raised.next).toMatchObject({ currentStage: "payment", status: "waiting" });
    expect(raised.effects.escalates).toEqual(["balance_open"]);
    const balance = told(raised.next, paid("q", "captured", 61, { captured: 2_100 }), {
      minute: 62,
    });
    expect(balance.next.currentStage).toBe("fulfillment");
    expect(balance.effects.settles).toEqual(["balance_open"]);
  });

  test("that raises the total after it was stated as paid opens the balance, too", () => {
    const order = tell(billed(), fact("payment", "completed", 1));
    const { next } = told(order, change, { bill: { ...BILL, total: 15_000 } });
    expect(next).toMatchObject({ currentStage: "payment", status: "waiting" });
    const again = told(next, command("payment", "completed"), { minute: 61 });
    expect(again.next.currentStage).toBe("fulfillment");
  });

  test("to another currency leaves what was stated to an operator", () => {
    const order = tell(billed(), fact("payment", "completed", 1));
    const { next, effects } = told(order, change, { bill: { ...BILL, currency: "CHF" } });
    expect(next).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "operator",
    });
    expect(effects.escalates).toEqual(["amount_differs"]);
  });

  test("that raises the total after a duplicate was refunded is to be paid in full", () => {
    const events = [paid("a", "captured", 1), paid("b", "captured", 2), refund("b", 3)];
    const raised = told(tell(billed(), ...events), change, { bill: { ...BILL, total: 20_000 } });
    expect(raised.next).toMatchObject({ currentStage: "payment", status: "waiting" });
    expect(raised.effects.escalates).toEqual(["balance_open"]);
  });

  test("that lowers the total of a paid order needs an operator", () => {
    const order = tell(billed(), paid("p", "captured", 1));
    const lowered = told(order, change, { bill: { ...BILL, total: 10_000 } });
    expect(lowered.effects.escalates).toEqual(["paid_twice"]);
  });

  test("changes nothing in a closed order", () => {
    const order = tell(billed(), paid("p", "captured", 1), fact("fulfillment", "completed", 2));
    const late = told(order, paid("q", "failed", 3), { bill: { ...BILL, total: 99_000 } });
    expect(late.next).toMatchObject({ currentStage: "completed" });
    expect(late.next.money.bill).toEqual(BILL);
  });
});

describe("a need that begins with time", () => {
  test("makes an order due although it is complete, and opens with the sweep's decision", () => {
    const sent = fact("fulfillment", "completed", 2);
    const order = tell(billed({ terms: INVOICE }), sent);
    expect(order).toMatchObject({ currentStage: "completed", nextActionAt: INVOICE.dueAt });
    const decision = decideRecovery(order, SHOPPER, DEFAULT_POLICY, INVOICE.dueAt);
    expect(decision).toEqual({ kind: "escalate", reason: "balance_open", nextActionAt: null });
    const event = { kind: "sweep", decision, policyVersion: "v", runId: "r" } as const;
    const minute = (INVOICE.dueAt - at(0)) / 60_000;
    const swept = told(order, event, { minute });
    expect(swept.effects.escalates).toEqual(["balance_open"]);
    expect(swept.next.nextActionAt).toBeNull();
    const settled = told(swept.next, paid("p", "captured", minute), { minute: minute + 1 });
    expect(settled.effects.settles).toEqual(["balance_open"]);
  });

  test("is no date for an authorization that must be captured already, because the order is delivered", () => {
    const reserved = paid("p", "authorised", 1, { captureBefore: at(1) + 3 * DAY });
    const order = tell(billed(), reserved, fact("fulfillment", "completed", 2));
    expect(needsOf(order)).toEqual(["capture_due"]);
    expect(order.nextActionAt).toBeNull();
  });

  test("is earlier than what the stage waits for", () => {
    const order = tell(billed(), paid("p", "authorised", 1, { captureBefore: at(1) + DAY + HOUR }));
    expect(order).toMatchObject({ currentStage: "fulfillment", nextActionAt: at(1) + HOUR });
    const decision = decideRecovery(order, SHOPPER, DEFAULT_POLICY, at(1) + HOUR);
    expect(decision).toMatchObject({ kind: "escalate", reason: "capture_due" });
    expect(decision.nextActionAt).toBeGreaterThan(at(1) + HOUR);
  });
});

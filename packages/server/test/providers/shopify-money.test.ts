import { describe, expect, test } from "vitest";
import {
  givingBack,
  paymentsIn,
  readShopify,
  refundWith,
  reportOfOrder,
  reportOfShopify,
  TRANSACTION,
  thingsAfter,
} from "../support/shopify-bodies.ts";

type Fields = Readonly<Record<string, unknown>>;

describe("a refund", () => {
  test.each([
    ["success", "succeeded", "in_progress", "provider"],
    ["pending", "pending", "in_progress", "provider"],
    ["awaiting_response", "pending", "in_progress", "provider"],
    ["failure", "failed", "in_progress", "operator"],
    ["error", "failed", "in_progress", "operator"],
  ])("whose transaction is %s has %s", (status, state, stands, waitingOn) => {
    const report = reportOfShopify(refundWith(givingBack(1, "25.00", { status })));
    expect(report.facts).toMatchObject([{ stage: "payment", status: stands, waitingOn }]);
    expect(paymentsIn(report)).toMatchObject([
      {
        reference: "order:7001",
        snapshot: null,
        refunds: [{ reference: "1", amount: 2500, currency: "EUR", state }],
      },
    ]);
  });

  test.each([
    ["no transactions: an item was removed", []],
    ["a void alone: nothing had been taken", [{ ...TRANSACTION, kind: "void" }]],
    ["a sum of 0", [givingBack(1, "0.00")]],
  ])("with %s moves no money", (_name, transactions) => {
    const refund = refundWith(...transactions);
    expect(readShopify(refund)).toMatchObject({ kind: "ignored", type: "refunds/create" });
    const { facts } = reportOfOrder({ refunds: [refund] });
    expect(facts).toHaveLength(1);
  });

  test("by two transactions is two, so that each can fail on its own", () => {
    const refund = refundWith(givingBack(1, "60.00"), givingBack(2, "40.00", { status: "error" }));
    const states = paymentsIn(reportOfShopify(refund)).flatMap(({ refunds }) => refunds);
    expect(states.map(({ reference, state }) => [reference, state])).toEqual([
      ["1", "succeeded"],
      ["2", "failed"],
    ]);
  });

  test("takes its currency from the rest of the body if its transactions have none", () => {
    const set = { presentment_money: { amount: "0", currency_code: "JPY" } };
    const refund = refundWith(givingBack(1, "4000", { currency: null }));
    const report = reportOfShopify({ ...refund, total_duties_set: set });
    expect(paymentsIn(report)[0]?.refunds).toMatchObject([{ amount: 4000, currency: "JPY" }]);
  });
});

describe("a transaction", () => {
  const EXPIRES = "2026-03-08T10:00:00Z";
  const authorization = { kind: "authorization", authorization_expires_at: EXPIRES };

  test.each<[string, Fields, string, string]>([
    ["an authorization", authorization, "transaction:9001 authorised", "operator"],
    ["a sale on its way", { status: "pending" }, "transaction:9001 processing", "provider"],
    ["a declined sale", { status: "failure" }, "transaction:9001 failed", "member"],
    ["a failed one", { ...authorization, status: "error" }, "transaction:9001 failed", "member"],
    [
      "one that fails by the shop's settings",
      { status: "error", error_code: "config_error" },
      "transaction:9001 failed",
      "operator",
    ],
    [
      "a capture that fails",
      { kind: "capture", parent_id: 8999, status: "failure" },
      "transaction:9001 failed",
      "operator",
    ],
    ["a capture", { kind: "capture", parent_id: 8999 }, "transaction:8999 captured", "provider"],
    ["a void", { kind: "void", parent_id: 8999 }, "transaction:8999 cancelled", "operator"],
  ])("that is %s says so of its attempt, and brings no money", (_name, changes, expected, who) => {
    const report = reportOfShopify({ ...TRANSACTION, ...changes });
    const [payment] = paymentsIn(report);
    expect(`${payment?.reference} ${payment?.snapshot?.state}`).toBe(expected);
    expect(payment?.snapshot).toMatchObject({ authorised: 0, captured: 0 });
    expect(report.facts).toMatchObject([{ stage: "payment", waitingOn: who, reopens: false }]);
    expect(report.facts[0]?.status).not.toBe("completed");
  });

  test("that is an authorization says until when it can be captured", () => {
    const [payment] = paymentsIn(reportOfShopify({ ...TRANSACTION, ...authorization }));
    expect(payment?.snapshot?.captureBefore).toBe(Date.parse(EXPIRES));
    const captured = { ...TRANSACTION, id: 9002, kind: "capture", parent_id: 9001 };
    const things = thingsAfter([
      reportOfShopify(captured),
      reportOfShopify({ ...TRANSACTION, ...authorization }),
    ]);
    expect(things["transaction:9001"]).toMatchObject({ state: "captured", captureBefore: null });
  });

  test("that fails says why", () => {
    const failed = { ...TRANSACTION, status: "failure", error_code: "card_declined" };
    expect(paymentsIn(reportOfShopify(failed))[0]?.snapshot?.reason).toBe("card_declined");
  });

  test.each<[string, Fields]>([
    ["sale", {}],
    ["capture of nothing we know", { kind: "capture" }],
    ["change", { kind: "change" }],
    ["suggested_refund", { kind: "suggested_refund" }],
    ["void that failed", { kind: "void", status: "failure" }],
    ["state that is unknown", { status: "sideways" }],
  ])("that is a %s is ignored: the order's body has the money", (_name, changes) => {
    const message = readShopify({ ...TRANSACTION, ...changes });
    expect(message).toMatchObject({ kind: "ignored", type: "order_transactions/create" });
  });
});

describe("a dispute", () => {
  const DISPUTE = {
    id: 5001,
    order_id: 7001,
    type: "chargeback",
    amount: "40.00",
    currency: "EUR",
    reason: "fraudulent",
    network_reason_code: "4837",
    status: "needs_response",
    evidence_due_by: "2026-03-20T10:00:00Z",
    evidence_sent_on: null,
    finalized_on: null,
    initiated_at: "2026-03-10T10:00:00Z",
  };
  const disputeBy = (changes: Fields) =>
    paymentsIn(reportOfShopify({ ...DISPUTE, ...changes }))[0]?.disputes[0];

  test.each([
    ["inquiry", "needs_response", "inquiry"],
    ["inquiry", "under_review", "inquiry"],
    ["inquiry", "won", "closed"],
    ["inquiry", "accepted", "closed"],
    ["inquiry", "charge_refunded", "closed"],
    ["inquiry", "prevented", "closed"],
    ["inquiry", "lost", "lost"],
    ["chargeback", "needs_response", "open"],
    ["chargeback", "under_review", "open"],
    ["chargeback", "charge_refunded", "closed"],
    ["chargeback", "prevented", "closed"],
    ["chargeback", "won", "won"],
    ["chargeback", "lost", "lost"],
    ["chargeback", "accepted", "lost"],
    [null, "needs_response", "open"],
  ])("of type %s that is %s is %s", (type, status, state) => {
    expect(disputeBy({ type, status })?.state).toBe(state);
  });

  test("has its part of the money, its reason, and its date while the shop can answer", () => {
    expect(disputeBy({})).toEqual({
      reference: "5001",
      amount: 4000,
      currency: "EUR",
      state: "open",
      createdAt: Date.parse(DISPUTE.initiated_at),
      dueBy: Date.parse(DISPUTE.evidence_due_by),
      reason: "fraudulent",
    });
    expect(disputeBy({ status: "under_review" })?.dueBy).toBeNull();
  });

  test("comes to the same, whichever of its messages arrives last", () => {
    const course = [
      { type: "inquiry" },
      { type: "inquiry", status: "under_review" },
      {},
      { status: "under_review" },
      { status: "won" },
    ].map((changes) => reportOfShopify({ ...DISPUTE, ...changes }));
    const things = thingsAfter(course);
    expect(things["order:7001/5001"]).toMatchObject({ state: "won" });
    expect(thingsAfter(course.toReversed())).toEqual(things);
  });

  test("without an order, or in a state that is not known, is ignored", () => {
    expect(readShopify({ ...DISPUTE, order_id: null })).toMatchObject({ kind: "ignored" });
    expect(readShopify({ ...DISPUTE, status: "sideways" })).toMatchObject({ kind: "ignored" });
  });
});

describe("another message", () => {
  test.each<[string, Fields, RegExp]>([
    [
      "orders/risk_assessment_changed",
      {
        order_id: "7001",
        admin_graphql_api_order_id: "gid://shopify/Order/7001",
        provider_id: null,
        provider_title: null,
        risk_level: "high",
        created_at: "2026-03-01T10:00:00Z",
      },
      /report the review/,
    ],
    ["orders/edited", { order_edit: { id: 1, order_id: 7001 } }, /orders\/updated/],
    [
      "customers/redact",
      { shop_id: 1, shop_domain: "s", customer: {}, orders_to_redact: [] },
      /erase the member in the console/,
    ],
    [
      "customers/data_request",
      { shop_id: 1, shop_domain: "s", customer: {}, orders_requested: [], data_request: { id: 1 } },
      /console shows/,
    ],
    ["shop/redact", { shop_id: 1, shop_domain: "s" }, /erase the shop's members/],
    [
      "customers/merge",
      { admin_graphql_api_customer_kept_id: "gid://shopify/Customer/1", status: "completed" },
      /member who was kept/,
    ],
  ])("%s is ignored, and says what to do", (type, body, reason) => {
    const message = readShopify(body);
    expect(message).toMatchObject({ kind: "ignored", type });
    expect("reason" in message && message.reason).toMatch(reason);
  });

  test("that an order was deleted cancels it, as its cancellation does", () => {
    const deleted = reportOfShopify('{"id": 820982911946154508}');
    expect(deleted.orderId).toBe("shopify:820982911946154508");
    const cancelled = reportOfOrder({ cancelled_at: "2026-03-02T10:00:00Z" });
    expect(deleted.cancels?.sourceEventId).toBe(cancelled.cancels?.sourceEventId);
  });
});

test("an order's messages come to the same in every order of arrival, with repeats", () => {
  const authorization = { kind: "authorization", authorization_expires_at: "2026-03-08T10:00:00Z" };
  const returned = {
    financial_status: "partially_refunded",
    current_total_price: "75.00",
    total_outstanding: "0.00",
    updated_at: "2026-03-05T10:00:05Z",
  };
  const refund = (status: string) => refundWith(givingBack(1, "25.00", { status }));
  const course = [
    reportOfOrder({ financial_status: "authorized" }),
    reportOfShopify({ ...TRANSACTION, ...authorization }),
    reportOfOrder({ financial_status: "paid", updated_at: "2026-03-02T10:00:05Z" }),
    reportOfShopify({ ...TRANSACTION, id: 9002, kind: "capture", parent_id: 9001 }),
    reportOfShopify(refund("pending")),
    reportOfOrder({ ...returned, refunds: [refund("success")] }),
    reportOfOrder({ ...returned, refunds: [refund("success")], tags: "vip" }),
  ];
  const expected = thingsAfter(course);
  expect(expected["order:7001"]).toMatchObject({ state: "captured", captured: 10_000 });
  expect(expected["order:7001/1"]).toMatchObject({ state: "succeeded", amount: 2500 });
  for (const arrival of permutations(course)) expect(thingsAfter(arrival)).toEqual(expected);
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, at) =>
    permutations(items.toSpliced(at, 1)).map((others) => [first, ...others]),
  );
}

import { describe, expect, test } from "vitest";
import {
  type Bill,
  DEFAULT_POLICY,
  decideRecovery,
  type PaymentSnapshot,
  type StageEvent,
} from "../../src/domain/index.ts";
import { at, fact, HOUR } from "../support/order.ts";
import {
  about,
  billed,
  dispute,
  paid,
  refund,
  report,
  SHOPPER,
  snapshot,
  tell,
} from "../support/payments.ts";

const DAY = 24 * HOUR;
const PATIENCE = DEFAULT_POLICY.stages.payment.patienceMs;
const INVOICE = { kind: "invoice", dueAt: at(60) + 30 * DAY } as const;

const VOUCHER: Partial<PaymentSnapshot> = {
  method: "voucher",
  nextStep: { kind: "voucher", url: "https://pay.example/v" },
  actBy: at(1) + 3 * DAY,
};

/** What happened, and what the order's first stage that is not completed is then. */
type Row = readonly [
  name: string,
  bill: Partial<Bill>,
  events: readonly StageEvent[],
  expected: Readonly<Record<string, unknown>>,
];

const ROWS: readonly Row[] = [
  ["nothing to pay", { total: 0 }, [], { currentStage: "fulfillment" }],
  [
    "paid, and all of it given back",
    {},
    [paid("p", "captured", 1), refund("p", 2)],
    { status: "failed", waitingOn: "operator" },
  ],
  [
    "paid, and disputed",
    {},
    [paid("p", "captured", 1), dispute("p", 2)],
    { status: "failed", waitingOn: "operator" },
  ],
  ["paid", {}, [paid("p", "captured", 1)], { currentStage: "fulfillment" }],
  [
    "paid, and a part given back",
    {},
    [paid("p", "captured", 1), refund("p", 2, { amount: 900 })],
    { currentStage: "fulfillment" },
  ],
  [
    "paid, and a part of it in dispute",
    {},
    [paid("p", "captured", 1), dispute("p", 2, { amount: 900 })],
    { status: "waiting", waitingOn: "operator" },
  ],
  ["authorized", {}, [paid("p", "authorised", 1)], { currentStage: "fulfillment" }],
  [
    "authorized where only a capture settles",
    { settledBy: "capture" },
    [paid("p", "authorised", 1, { captureBefore: at(1) + 7 * DAY })],
    { status: "in_progress", waitingOn: "operator", nextActionAt: at(1) + 6 * DAY },
  ],
  [
    "a part captured, the rest authorized",
    {},
    [paid("p", "captured", 1, { captured: 900, authorised: 12_000 })],
    { currentStage: "fulfillment" },
  ],
  ["by invoice after delivery", { terms: INVOICE }, [], { currentStage: "fulfillment" }],
  [
    "on delivery",
    { terms: { kind: "on_delivery", dueAt: null } },
    [paid("p", "failed", 1)],
    { currentStage: "fulfillment" },
  ],
  [
    "by transfer that is under way",
    { terms: { kind: "bank_transfer", dueAt: at(60) + 5 * DAY } },
    [paid("p", "processing", 1)],
    { status: "in_progress", waitingOn: "provider" },
  ],
  [
    "by transfer until a date",
    { terms: { kind: "bank_transfer", dueAt: at(60) + 5 * DAY } },
    [],
    { status: "waiting", waitingOn: "member", nextActionAt: at(60) + 5 * DAY },
  ],
  [
    "by transfer without a date",
    { terms: { kind: "prepaid_invoice", dueAt: null } },
    [],
    { status: "waiting", waitingOn: "operator", nextActionAt: at(0) + 14 * DAY },
  ],
  [
    "a card is processing",
    {},
    [paid("p", "processing", 1)],
    { status: "in_progress", waitingOn: "provider", nextActionAt: at(1) + PATIENCE },
  ],
  [
    "a bank debit is processing while another attempt expires",
    {},
    [paid("a", "processing", 1, { method: "bank_debit" }), paid("b", "expired", 2)],
    { status: "in_progress", waitingOn: "provider", nextActionAt: at(1) + 14 * DAY },
  ],
  [
    "the shopper has a step to take",
    {},
    [paid("p", "requires_action", 1)],
    { status: "waiting", waitingOn: "member", nextActionAt: at(1) + PATIENCE },
  ],
  [
    "a voucher is valid for three days",
    {},
    [paid("p", "requires_action", 1, VOUCHER)],
    { status: "waiting", waitingOn: "member", nextActionAt: at(1) + 2 * DAY },
  ],
  [
    "a voucher is valid for three days, and a card was left at its authentication",
    {},
    [
      paid("p", "requires_action", 1, VOUCHER),
      paid("q", "requires_action", 9, { nextStep: { kind: "authenticate", url: null } }),
    ],
    { status: "waiting", waitingOn: "member", nextActionAt: at(1) + 2 * DAY },
  ],
  [
    "a voucher is valid for four hours",
    {},
    [paid("p", "requires_action", 1, { ...VOUCHER, actBy: at(1) + 4 * HOUR })],
    { status: "waiting", waitingOn: "member", nextActionAt: at(1) + 2 * HOUR },
  ],
  [
    "a transfer without a date",
    {},
    [
      paid("p", "requires_action", 1, {
        method: "bank_transfer",
        nextStep: { kind: "bank_transfer", url: null },
      }),
    ],
    { status: "waiting", waitingOn: "member", nextActionAt: at(1) + 14 * DAY },
  ],
  [
    "a part is paid",
    {},
    [paid("p", "captured", 1, { captured: 100 })],
    { status: "waiting", waitingOn: "operator" },
  ],
  [
    "a part is paid where parts are usual",
    { partialBy: "member" },
    [paid("p", "captured", 1, { captured: 100 })],
    { status: "waiting", waitingOn: "member" },
  ],
  ["declined", {}, [paid("p", "failed", 1)], { status: "failed", waitingOn: "member" }],
  [
    "called off by the shop, and an old session expires",
    {},
    [paid("a", "cancelled", 1, { waitingOn: "operator" }), paid("b", "expired", 2)],
    { status: "failed", waitingOn: "operator" },
  ],
  [
    "a part is in dispute where parts are usual",
    { partialBy: "member" },
    [paid("p", "captured", 1), dispute("p", 2, { amount: 900 })],
    { status: "waiting", waitingOn: "operator" },
  ],
  [
    "a duplicate called off",
    {},
    [paid("p", "cancelled", 1, { waitingOn: null })],
    { status: "not_started", waitingOn: "member" },
  ],
  [
    "paid in another currency",
    {},
    [paid("p", "captured", 1, { currency: "JPY" })],
    { status: "waiting", waitingOn: "operator" },
  ],
  [
    "given back, of a payment that is not known",
    {},
    [refund("p", 1)],
    { status: "waiting", waitingOn: "operator" },
  ],
  [
    "paid, without a sum",
    {},
    [paid("p", "captured", 1, { captured: 0 }), paid("q", "requires_action", 2)],
    { status: "waiting", waitingOn: "operator" },
  ],
  [
    "paid in test mode",
    {},
    [paid("p", "captured", 1, { isTest: true })],
    { status: "not_started", waitingOn: "member" },
  ],
  [
    "paid in test mode where it counts",
    { countsTest: true },
    [paid("p", "captured", 1, { isTest: true })],
    { currentStage: "fulfillment" },
  ],
  [
    "two payments, the second one given back",
    {},
    [paid("a", "captured", 1), paid("b", "captured", 2), refund("b", 3)],
    { currentStage: "fulfillment" },
  ],
  [
    "two payments, the first one only authorized and released",
    {},
    [paid("a", "authorised", 1), paid("b", "captured", 2), paid("a", "cancelled", 3)],
    { currentStage: "fulfillment" },
  ],
  [
    "paid and given back, and an old session expires",
    {},
    [paid("p", "captured", 1), refund("p", 2), paid("old", "expired", 3)],
    { status: "failed", waitingOn: "operator" },
  ],
  [
    "a refund that failed",
    {},
    [
      paid("p", "captured", 1),
      refund("p", 2),
      refund("p", 3, { state: "failed", createdAt: at(2) }),
    ],
    { currentStage: "fulfillment" },
  ],
  [
    "a dispute that was won",
    {},
    [
      paid("p", "captured", 1),
      dispute("p", 2),
      dispute("p", 3, { state: "won", createdAt: at(2) }),
    ],
    { currentStage: "fulfillment" },
  ],
  ["stated as paid", {}, [fact("payment", "completed", 1)], { currentStage: "fulfillment" }],
  [
    "stated as declined after a payment has begun",
    {},
    [paid("p", "processing", 1), fact("payment", "failed", 2)],
    { status: "failed", waitingOn: "member" },
  ],
  [
    "stated as declined before a payment has begun",
    {},
    [fact("payment", "failed", 1), paid("p", "processing", 2)],
    { status: "in_progress", waitingOn: "provider" },
  ],
];

describe("the payment stage of an order is derived:", () => {
  test.each(ROWS)("%s", (_name, bill, events, expected) => {
    const order = tell(billed(bill), ...events);
    expect(order).toMatchObject({ currentStage: "payment", ...expected });
  });
});

test("the prompt with a voucher is the only one before the voucher lapses", () => {
  const order = tell(billed(), paid("p", "requires_action", 1, VOUCHER));
  const due = at(1) + 2 * DAY;
  const decision = decideRecovery(order, SHOPPER, { ...DEFAULT_POLICY, quietHours: null }, due);
  expect(decision).toMatchObject({ kind: "prompt", nextActionAt: at(1) + 4 * DAY });
});

test("reports in one message are about payments of their own", () => {
  const session = report("cs", 2, { snapshot: snapshot("cancelled", 2, { waitingOn: null }) });
  const intent = report("pi", 2, { snapshot: snapshot("captured", 2) });
  const order = tell(billed(), paid("cs", "requires_action", 1), about(2, session, intent));
  expect(order.currentStage).toBe("fulfillment");
  expect(Object.keys(order.money.payments)).toEqual(["bank//cs", "bank//pi"]);
});

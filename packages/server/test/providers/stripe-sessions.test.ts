import { describe, expect, test } from "vitest";
import {
  AT,
  CREATED,
  type Fields,
  intent,
  paymentOf,
  paymentsOf,
  readStripe,
  session,
} from "../support/stripe-messages.ts";

const REPLACED = {
  reference: "cs_1",
  asOf: AT,
  snapshot: { state: "cancelled", reason: "replaced", waitingOn: null, captured: 0 },
};

describe("a message about a checkout session", () => {
  test.each([
    ["completed", {}, { state: "captured", captured: 12_900, currency: "EUR" }],
    ["async_payment_succeeded", {}, { state: "captured", captured: 12_900 }],
    ["expired", { status: "expired" }, { state: "expired", waitingOn: "member" }],
  ])("that %s is about its payment intent, and takes its own place", (name, changes, expected) => {
    expect(paymentsOf(`checkout.session.${name}`, session(changes))).toMatchObject([
      { reference: "pi_1", asOf: AT, snapshot: expected },
      REPLACED,
    ]);
  });

  test("whose payment failed later leaves the reason to the intent's own message", () => {
    const [failed, own] = paymentsOf("checkout.session.async_payment_failed", session());
    expect(failed).toMatchObject({ reference: "pi_1", snapshot: { state: "failed" } });
    expect(own).toMatchObject(REPLACED);
    const error = { last_payment_error: { code: "debit_not_authorized" } };
    const said = paymentOf("payment_intent.payment_failed", intent(error), {
      created: CREATED - 2,
    });
    expect(failed?.asOf).toBeLessThan(said.asOf);
  });

  test("without a payment intent is about itself", () => {
    const own = session({ payment_intent: null });
    expect(paymentsOf("checkout.session.completed", own)).toMatchObject([
      { reference: "cs_1", snapshot: { state: "captured", captured: 12_900 } },
    ]);
    const expired = { ...own, status: "expired" };
    expect(paymentsOf("checkout.session.expired", expired)).toMatchObject([
      { reference: "cs_1", snapshot: { state: "expired", nextStep: null } },
    ]);
  });

  test("with nothing to pay reports nothing but that", () => {
    const free = { payment_status: "no_payment_required", amount_total: 0, payment_intent: null };
    expect(paymentOf("checkout.session.completed", session(free)).snapshot).toMatchObject({
      state: "captured",
      captured: 0,
    });
  });

  test("that takes time is outweighed by what its intent says at the same moment", () => {
    const unpaid = session({ payment_status: "unpaid" });
    const voucher = intent({ next_action: { type: "boleto_display_details" } });
    const done = paymentOf("checkout.session.completed", unpaid);
    const shown = paymentOf("payment_intent.requires_action", voucher, { created: CREATED - 2 });
    expect(done).toMatchObject({ reference: "pi_1", snapshot: { state: "processing" } });
    expect(done.asOf).toBeLessThan(shown.asOf);
    expect(paymentsOf("checkout.session.completed", unpaid)[1]).toMatchObject(REPLACED);
  });

  test.each([
    ["boleto", "voucher", "voucher"],
    ["customer_balance", "bank_transfer", "bank_transfer"],
  ])("that can only be paid by %s waits for the member", (type, method, kind) => {
    const unpaid = session({ payment_status: "unpaid", payment_method_types: [type] });
    expect(paymentOf("checkout.session.completed", unpaid).snapshot).toMatchObject({
      state: "requires_action",
      method,
      nextStep: { kind, url: null },
    });
  });

  test("that is paid and doesn't say how much leaves the intent's own sums standing", () => {
    const [report] = paymentsOf("checkout.session.completed", session({ amount_total: null }));
    expect(report).toMatchObject({ reference: "pi_1", snapshot: null });
  });

  test("that expired names the page on which the member can go on", () => {
    const recovery = { url: "https://buy.stripe.example/r/1", expires_at: CREATED + 86_400 };
    const expired = session({ status: "expired", after_expiration: { recovery } });
    expect(paymentOf("checkout.session.expired", expired).snapshot).toMatchObject({
      nextStep: { kind: "pay", url: "https://buy.stripe.example/r/1" },
      actBy: AT + 86_400_000,
    });
  });

  test("of a subscription is about its first invoice, whose own messages outweigh it", () => {
    const subscription = { mode: "subscription", payment_intent: null, invoice: "in_1" };
    const reports = paymentsOf("checkout.session.completed", session(subscription));
    expect(reports).toMatchObject([
      { reference: "in_1", snapshot: { state: "captured", captured: 12_900 } },
      REPLACED,
    ]);
    const invoice = { id: "in_1", object: "invoice", amount_paid: 12_900, currency: "eur" };
    const named = { ...invoice, metadata: { order_id: "ord_1" } };
    const earlier = { created: CREATED - 5 };
    const paid = paymentOf("invoice.paid", named, earlier);
    expect(reports[0]?.asOf).toBeLessThan(paid.asOf);
  });
});

describe("the order", () => {
  const orderOf = (type: string, object: Fields) => {
    const message = readStripe(type, object);
    return message.kind === "report" ? message.orderId : "reason" in message && message.reason;
  };
  const paid = "checkout.session.completed";

  test.each([
    [{ metadata: { order_id: "ord_2" } }, "ord_2"],
    [{ metadata: { order_id: "not an id" } }, "ord_1"],
    [{ metadata: { order_id: 7 } }, "ord_1"],
    [{ metadata: [] }, "ord_1"],
    [{ client_reference_id: "not an id" }, null],
    // Anybody who opens a payment link can put any order into its URL.
    [{ payment_link: "plink_1" }, null],
    [{ payment_link: 7 }, null],
    [{ payment_link: "plink_1", metadata: { order_id: "ord_2" } }, "ord_2"],
  ])("of a session with %j is %s", (changes, orderId) => {
    expect(orderOf(paid, session(changes))).toBe(orderId);
  });

  test("of a payment intent is never a client_reference_id", () => {
    const other = intent({ metadata: {}, client_reference_id: "ord_1" });
    expect(orderOf("payment_intent.succeeded", other)).toBeNull();
  });

  const named = { metadata: { order_id: "ord_3" } };
  test.each([
    [{ subscription_details: named }, "ord_3"],
    [{ parent: { subscription_details: named } }, "ord_3"],
    [{ metadata: { order_id: "ord_4" }, parent: { subscription_details: named } }, "ord_4"],
    [{}, "The invoice names no order"],
    // A renewal repeats the subscription's metadata, and does not pay for its first order again.
    [
      { billing_reason: "subscription_cycle", parent: { subscription_details: named } },
      "The invoice names no order",
    ],
  ])("of an invoice with %j is %s", (changes, orderId) => {
    expect(orderOf("invoice.paid", { id: "in_1", object: "invoice", ...changes })).toBe(orderId);
  });
});

describe("the account", () => {
  const accountOf = (envelope: Fields, accounts: readonly string[]) => {
    const message = readStripe("payment_intent.succeeded", intent(), envelope, accounts);
    if (message.kind !== "report") return message.kind;
    return message.facts[0]?.payments?.[0]?.account;
  };

  test.each([
    [{}, [], ""],
    [{ account: null }, [], ""],
    [{ account: "acct_1" }, [], "ignored"],
    [{ account: "acct_1" }, ["acct_2", "acct_1"], "acct_1"],
    [{ account: "acct_3" }, ["acct_2", "acct_1"], "ignored"],
    [{}, ["acct_1"], ""],
    // An organization's endpoint.
    [{ context: "acct_1" }, [], ""],
    [{ context: "org_1/acct_1" }, ["acct_1"], ""],
    [{ context: "org_1/acct_2" }, ["acct_1"], "ignored"],
  ])("of an event with %j, with %j listed, counts as %j", (envelope, accounts, expected) => {
    expect(accountOf(envelope, accounts)).toBe(expected);
  });

  test("of another's message is said in the reason", () => {
    const message = readStripe("review.opened", intent(), { account: "acct_1" });
    expect(message).toMatchObject({
      kind: "ignored",
      reason: "It is of an account that STRIPE_ACCOUNTS doesn't name",
    });
  });
});

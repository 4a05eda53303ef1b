import { describe, expect, test } from "vitest";
import {
  AT,
  CREATED,
  charge,
  type Fields,
  intent,
  paymentOf,
  paymentsOf,
} from "../support/stripe-messages.ts";

const snapshot = (type: string, object: Fields, envelope: Fields = {}) =>
  paymentOf(type, object, envelope).snapshot;

describe("a message about a payment intent", () => {
  test("reports the intent, with Stripe's sums and Stripe's time", () => {
    const paid = intent({ status: "succeeded", amount_received: 12_900, latest_charge: "ch_1" });
    expect(paymentsOf("payment_intent.succeeded", paid)).toEqual([
      {
        account: "",
        reference: "pi_1",
        asOf: AT,
        refundedTotal: null,
        refunds: [],
        disputes: [],
        snapshot: {
          state: "captured",
          method: "card",
          methodName: "card",
          currency: "EUR",
          authorised: 0,
          captured: 12_900,
          since: AT,
          actBy: null,
          captureBefore: null,
          nextStep: null,
          reason: null,
          waitingOn: null,
          isTest: false,
        },
      },
    ]);
  });

  test("counts what was received, not what was asked for", () => {
    const part = intent({ amount_received: 100 });
    expect(snapshot("payment_intent.succeeded", part)).toMatchObject({ captured: 100 });
    expect(snapshot("payment_intent.succeeded", intent())).toMatchObject({ captured: 0 });
  });

  test.each([
    [true, false],
    [false, true],
    ["other", false],
  ])("with livemode %j is a test: %j", (livemode, isTest) => {
    expect(snapshot("payment_intent.processing", intent(), { livemode })).toMatchObject({
      state: "processing",
      isTest,
    });
  });

  test("that is to be captured is authorized", () => {
    const reserved = intent({ status: "requires_capture", amount_capturable: 12_900 });
    expect(snapshot("payment_intent.amount_capturable_updated", reserved)).toMatchObject({
      state: "authorised",
      authorised: 12_900,
      captured: 0,
      waitingOn: null,
    });
  });

  test("keeps the rest authorized when a part is captured", () => {
    const part = { amount_received: 5_000, amount_capturable: 7_900 };
    const expected = { state: "captured", captured: 5_000, authorised: 7_900 };
    const updated = snapshot("payment_intent.amount_capturable_updated", intent(part));
    expect(updated).toMatchObject(expected);
    expect(snapshot("payment_intent.succeeded", intent(part))).toMatchObject(expected);
  });

  test("that failed says why, the bank's own code first, and with which method", () => {
    const error = { code: "card_declined", decline_code: "insufficient_funds" };
    const types = { payment_method_types: ["card", "sepa_debit"] };
    const failed = intent({ ...types, last_payment_error: error });
    expect(snapshot("payment_intent.payment_failed", failed)).toMatchObject({
      state: "failed",
      reason: "insufficient_funds",
      waitingOn: "member",
      method: null,
    });
    const payment_method = { id: "pm_1", type: "sepa_debit" };
    const debit = intent({ ...types, last_payment_error: { code: "debit", payment_method } });
    expect(snapshot("payment_intent.payment_failed", debit)).toMatchObject({
      reason: "debit",
      method: "bank_debit",
      methodName: "sepa_debit",
    });
  });

  test("whose voucher was not paid in time has expired", () => {
    const code = "payment_intent_payment_attempt_expired";
    const lapsed = intent({ payment_method_types: ["oxxo"], last_payment_error: { code } });
    expect(snapshot("payment_intent.payment_failed", lapsed)).toMatchObject({
      state: "expired",
      method: "voucher",
      reason: code,
      waitingOn: "member",
    });
  });

  const AUTHORIZED = { latest_charge: "ch_1" };
  test.each([
    ["duplicate", {}, "cancelled", null],
    ["fraudulent", {}, "cancelled", "operator"],
    ["requested_by_customer", {}, "cancelled", "operator"],
    ["void_invoice", {}, "cancelled", "operator"],
    ["failed_invoice", {}, "cancelled", "operator"],
    ["abandoned", {}, "cancelled", "member"],
    ["automatic", {}, "expired", "member"],
    ["expired", {}, "expired", "member"],
    [null, {}, "cancelled", "member"],
    ["automatic", AUTHORIZED, "expired", "operator"],
    ["expired", AUTHORIZED, "expired", "operator"],
    ["abandoned", AUTHORIZED, "cancelled", "operator"],
    ["duplicate", AUTHORIZED, "cancelled", null],
  ])("that was canceled as %s with %j is %s and waits on %s", (reason, more, state, waitingOn) => {
    const canceled = intent({ status: "canceled", cancellation_reason: reason, ...more });
    expect(snapshot("payment_intent.canceled", canceled)).toMatchObject({
      state,
      waitingOn,
      reason,
    });
  });
});

describe("amounts", () => {
  test.each([
    ["usd", 12_900, "USD", 12_900],
    ["jpy", 12_900, "JPY", 12_900],
    ["kwd", 12_900, "KWD", 12_900],
    ["huf", 12_900, "HUF", 12_900],
    ["twd", 12_900, "TWD", 12_900],
    // Stripe counts these with two decimals, ISO 4217 with none.
    ["isk", 500, "ISK", 5],
    ["ugx", 550, "UGX", 5],
    // And this one the other way round.
    ["mga", 500, "MGA", 50_000],
    // No currency of ISO 4217: nothing can be added to it.
    ["usdc", 500, null, 0],
    ["eur", -1, "EUR", 0],
    ["eur", 1.5, "EUR", 0],
    ["eur", 1e300, "EUR", 0],
  ])("of %s %j count as %s %j", (currency, amount_received, code, captured) => {
    const paid = intent({ currency, amount_received });
    expect(snapshot("payment_intent.succeeded", paid)).toMatchObject({ currency: code, captured });
  });
});

describe("the payment method", () => {
  test.each([
    ["card", "card"],
    ["link", "wallet"],
    ["paypal", "wallet"],
    ["ideal", "bank_redirect"],
    ["sepa_debit", "bank_debit"],
    ["us_bank_account", "bank_debit"],
    ["customer_balance", "bank_transfer"],
    ["boleto", "voucher"],
    ["multibanco", "voucher"],
    ["klarna", "pay_later"],
    ["afterpay_clearpay", "pay_later"],
    ["crypto", "crypto"],
    ["one_of_tomorrow", "other"],
  ])("%s is a %s", (type, method) => {
    const known = intent({ payment_method_types: [type] });
    expect(snapshot("payment_intent.processing", known)).toMatchObject({
      method,
      methodName: type,
    });
  });

  test("is unknown if several are possible, unless the next step or the charge names it", () => {
    const several = intent({ payment_method_types: ["card", "boleto"] });
    expect(snapshot("payment_intent.processing", several)).toMatchObject({
      method: null,
      methodName: null,
    });
    const next_action = { type: "boleto_display_details" };
    const next = { ...several, next_action };
    expect(snapshot("payment_intent.requires_action", next)).toMatchObject({ method: "voucher" });
    const debited = charge({ payment_method_details: { type: "sepa_debit" } });
    expect(snapshot("charge.succeeded", debited)).toMatchObject({ methodName: "sepa_debit" });
  });
});

describe("the next step", () => {
  const LATER = CREATED + 86_400;
  const url = "https://payments.stripe.example/page";
  test.each([
    ["boleto_display_details", { hosted_voucher_url: url, expires_at: LATER }, "voucher", true],
    ["konbini_display_details", { hosted_voucher_url: url, expires_at: LATER }, "voucher", true],
    ["multibanco_display_details", { hosted_voucher_url: url, expires_at: LATER }, "voucher", true],
    ["oxxo_display_details", { hosted_voucher_url: url, expires_after: LATER }, "voucher", true],
    [
      "display_bank_transfer_instructions",
      { hosted_instructions_url: url },
      "bank_transfer",
      false,
    ],
    ["pix_display_qr_code", { hosted_instructions_url: url, expires_at: LATER }, "pay", true],
    ["promptpay_display_qr_code", { hosted_instructions_url: url }, "pay", false],
    ["paynow_display_qr_code", { hosted_instructions_url: url }, "pay", false],
    ["wechat_pay_display_qr_code", { hosted_instructions_url: url }, "pay", false],
    [
      "cashapp_handle_redirect_or_display_qr_code",
      { hosted_instructions_url: url, qr_code: { expires_at: LATER } },
      "pay",
      false,
    ],
    ["swish_handle_redirect_or_display_qr_code", { hosted_instructions_url: url }, "pay", false],
    ["upi_handle_redirect_or_display_qr_code", { hosted_instructions_url: url }, "pay", false],
    ["redirect_to_url", { url }, "authenticate", false],
    ["alipay_handle_redirect", { url }, "authenticate", false],
    ["verify_with_microdeposits", { hosted_verification_url: url }, "authenticate", false],
    ["card_await_notification", { charge_attempt_at: LATER }, "authenticate", true],
    ["one_of_tomorrow", { url, expires_at: LATER }, "authenticate", true],
  ])("%s with %j is to %s, with its deadline: %j", (type, details, kind, hasDeadline) => {
    const named = JSON.stringify(details).includes("https") ? url : null;
    const next_action = { type, [type]: details };
    expect(snapshot("payment_intent.requires_action", intent({ next_action }))).toMatchObject({
      state: "requires_action",
      nextStep: { kind, url: named },
      actBy: hasDeadline ? LATER * 1000 : null,
    });
  });

  test.each([
    [{ type: "use_stripe_sdk", use_stripe_sdk: { type: "three_d_secure_redirect" } }],
    [{ type: "blik_authorize", blik_authorize: {} }],
    [{ type: "redirect_to_url", redirect_to_url: { url: "javascript:alert(1)" } }],
    [{ type: "redirect_to_url", redirect_to_url: "https://a.example" }],
    [{ type: 7 }],
  ])("%j has no page", (next_action) => {
    expect(snapshot("payment_intent.requires_action", intent({ next_action }))).toMatchObject({
      nextStep: { kind: "authenticate", url: null },
      actBy: null,
    });
  });
});

describe("a message about a charge", () => {
  test("speaks of its payment intent, or of itself if it has none", () => {
    expect(paymentOf("charge.succeeded", charge())).toMatchObject({
      reference: "pi_1",
      refundedTotal: 0,
      snapshot: { state: "captured", captured: 12_900 },
    });
    const own = charge({ payment_intent: null });
    expect(paymentOf("charge.succeeded", own).reference).toBe("ch_1");
    expect(paymentOf("charge.failed", { ...own, failure_code: "expired_card" })).toMatchObject({
      reference: "ch_1",
      snapshot: { state: "failed", reason: "expired_card", waitingOn: "member" },
    });
  });

  test("says until when it can be captured, and when that time is over", () => {
    const card = { capture_before: CREATED + 600 };
    const details = { payment_method_details: { type: "card", card } };
    const reserved = charge({ captured: false, amount_captured: 0, ...details });
    expect(snapshot("charge.succeeded", reserved)).toMatchObject({
      state: "authorised",
      authorised: 12_900,
      captured: 0,
      captureBefore: AT + 600_000,
    });
    expect(snapshot("charge.expired", reserved)).toMatchObject({
      state: "expired",
      authorised: 0,
      waitingOn: "operator",
      reason: "expired",
    });
  });

  test("counts what was captured", () => {
    const part = charge({ amount_captured: 7_000 });
    expect(snapshot("charge.captured", part)).toMatchObject({
      state: "captured",
      captured: 7_000,
      authorised: 0,
    });
  });

  test("that may be captured in several parts leaves to the payment intent what can still be", () => {
    const card = { multicapture: { status: "available" } };
    const several = { payment_method_details: { type: "card", card } };
    const part = charge({ ...several, amount_captured: 7_000 });
    expect(paymentOf("charge.captured", part)).toMatchObject({ reference: "pi_1", snapshot: null });
    expect(snapshot("charge.captured", charge(several))).toMatchObject({ captured: 12_900 });
    expect(snapshot("charge.captured", { ...part, payment_intent: null })).toMatchObject({
      captured: 7_000,
    });
  });

  test("without readable amounts leaves the payment intent's own words standing", () => {
    const report = paymentOf("charge.succeeded", charge({ amount: "?", amount_captured: "?" }));
    expect(report).toMatchObject({ reference: "pi_1", snapshot: null });
  });
});

describe("a message about an invoice", () => {
  const invoice = (changes: Fields = {}) => ({
    id: "in_1",
    object: "invoice",
    amount_paid: 12_900,
    currency: "eur",
    hosted_invoice_url: "https://invoice.stripe.example/i",
    metadata: { order_id: "ord_1" },
    ...changes,
  });

  test("is about the invoice", () => {
    expect(paymentsOf("invoice.paid", invoice())).toMatchObject([
      { reference: "in_1", snapshot: { state: "captured", captured: 12_900 } },
    ]);
    expect(snapshot("invoice.payment_failed", invoice())).toMatchObject({
      state: "failed",
      captured: 0,
      waitingOn: "member",
      nextStep: { kind: "pay", url: "https://invoice.stripe.example/i" },
    });
  });

  test.each([
    [{ payment_intent: "pi_7" }],
    [{ payments: { data: [{ payment: { payment_intent: "pi_7" } }] } }],
  ])("that names its payment intent by %j is about that", (changes) => {
    expect(paymentsOf("invoice.paid", invoice(changes))).toMatchObject([
      { reference: "pi_7", snapshot: { state: "captured", captured: 12_900 } },
      { reference: "in_1", snapshot: { state: "cancelled", reason: "replaced", waitingOn: null } },
    ]);
  });
});

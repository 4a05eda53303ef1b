import { errorOf, wasAuthorized } from "./intents.ts";
import { methodOf } from "./methods.ts";
import type { StripeObject } from "./objects.ts";
import { type Condition, payment, row, type StripeRow } from "./row.ts";

const DONE = ["completed", null] as const;
const WORKING = ["in_progress", "provider"] as const;
const TO_CAPTURE = ["in_progress", "operator"] as const;
const TO_PAY = ["waiting", "member"] as const;
const TO_TRY_AGAIN = ["failed", "member"] as const;
const TO_LOOK_AT = ["failed", "operator"] as const;
const NO_NEWS = ["failed", null] as const;

const when = (words: string, holds: StripeRow["holds"]): Condition => ({ when: words, holds });

const isSetup = ({ mode }: StripeObject) => mode === "setup";
const isPaid = ({ payment_status }: StripeObject) =>
  payment_status === "paid" || payment_status === "no_payment_required";

const waitsForShopper = (session: StripeObject) => {
  const { method } = methodOf(session);
  return method === "voucher" || method === "bank_transfer";
};

const isCanceledAs = (...reasons: readonly string[]) => {
  return ({ cancellation_reason: reason }: StripeObject) => reasons.includes(reason ?? "");
};
const isOver = isCanceledAs("automatic", "expired");

const hasLapsed = ({ last_payment_error: error }: StripeObject) =>
  error?.code === "payment_intent_payment_attempt_expired";

const declined = (intent: StripeObject) =>
  `The payment failed: ${errorOf(intent) ?? "no reason given"}`;
const charged = ({ outcome, failure_code: code }: StripeObject) =>
  `The payment failed: ${outcome?.reason ?? code ?? "no reason given"}`;
const calledOff = ({ cancellation_reason: reason }: StripeObject) =>
  `The payment was called off: ${reason ?? "no reason"}`;

const SESSIONS: readonly StripeRow[] = [
  row(
    "checkout.session.*",
    { ignored: "A checkout that only saves a payment method is no payment" },
    "",
    when("`mode` is `setup`", isSetup),
  ),
  payment(
    "checkout.session.completed",
    "captured",
    DONE,
    "Paid in Stripe's checkout",
    when("`payment_status` is `paid` or `no_payment_required`", isPaid),
  ),
  payment(
    "checkout.session.completed",
    "requires_action",
    TO_PAY,
    "Stripe's checkout is done; the member pays by voucher or transfer",
    when("not paid, and only a voucher or a bank transfer is possible", waitsForShopper),
  ),
  payment(
    "checkout.session.completed",
    "processing",
    WORKING,
    "Stripe's checkout is done; the payment takes time",
    { when: "any other: what became of it, the payment intent says" },
  ),
  payment("checkout.session.expired", "expired", TO_TRY_AGAIN, "Stripe's checkout expired"),
  payment(
    "checkout.session.async_payment_succeeded",
    "captured",
    DONE,
    "The payment that took time came in",
  ),
  payment(
    "checkout.session.async_payment_failed",
    "failed",
    TO_TRY_AGAIN,
    "The payment that took time failed",
  ),
];

const INTENTS: readonly StripeRow[] = [
  payment("payment_intent.processing", "processing", WORKING, "The provider works on the payment"),
  payment(
    "payment_intent.requires_action",
    "requires_action",
    TO_PAY,
    ({ next_action }) => `The member has a step to take: ${next_action?.type ?? "not named"}`,
  ),
  payment(
    "payment_intent.partially_funded",
    "requires_action",
    TO_PAY,
    "A part of the bank transfer came in",
  ),
  row(
    "payment_intent.amount_capturable_updated",
    { ignored: "Nothing is reserved any more; what became of it, another message says" },
    "",
    when("`amount_capturable` is 0", ({ amount_capturable: left }) => left === 0),
  ),
  payment(
    "payment_intent.amount_capturable_updated",
    "authorised",
    TO_CAPTURE,
    "The payment is authorized, and to be captured",
    { when: "any other" },
  ),
  payment(
    "payment_intent.payment_failed",
    "expired",
    TO_TRY_AGAIN,
    "The time to pay is over",
    when("the error is `payment_intent_payment_attempt_expired`: a voucher lapsed", hasLapsed),
  ),
  payment("payment_intent.payment_failed", "failed", TO_TRY_AGAIN, declined, {
    when: "any other",
  }),
  payment("payment_intent.succeeded", "captured", DONE, "The payment succeeded"),
  payment(
    "payment_intent.canceled",
    "expired",
    TO_LOOK_AT,
    "The authorization lapsed before it was captured",
    when("`automatic` or `expired`, and it was authorized", (intent) => {
      return isOver(intent) && wasAuthorized(intent);
    }),
  ),
  payment(
    "payment_intent.canceled",
    "expired",
    TO_TRY_AGAIN,
    "The time to pay is over",
    when("`automatic` or `expired`", isOver),
  ),
  payment(
    "payment_intent.canceled",
    "cancelled",
    NO_NEWS,
    calledOff,
    when("`duplicate`", isCanceledAs("duplicate")),
  ),
  payment(
    "payment_intent.canceled",
    "cancelled",
    TO_LOOK_AT,
    calledOff,
    when(
      "`fraudulent`, `requested_by_customer`, `void_invoice` or `failed_invoice`",
      isCanceledAs("fraudulent", "requested_by_customer", "void_invoice", "failed_invoice"),
    ),
  ),
  payment(
    "payment_intent.canceled",
    "cancelled",
    TO_LOOK_AT,
    calledOff,
    when("any other reason, and it was authorized", wasAuthorized),
  ),
  payment("payment_intent.canceled", "cancelled", TO_TRY_AGAIN, calledOff, {
    when: "any other reason, such as `abandoned`",
  }),
];

const isUncaptured = ({ captured }: StripeObject) => captured === false;

const CHARGES: readonly StripeRow[] = [
  payment("charge.pending", "processing", WORKING, "The provider works on the payment"),
  payment(
    "charge.succeeded",
    "authorised",
    TO_CAPTURE,
    "The payment is authorized, and to be captured",
    when("`captured` is false", isUncaptured),
  ),
  payment("charge.succeeded", "captured", DONE, "The payment succeeded", { when: "any other" }),
  payment("charge.captured", "captured", DONE, "The authorized payment was captured"),
  payment("charge.failed", "failed", TO_TRY_AGAIN, charged),
  payment(
    "charge.expired",
    "expired",
    TO_LOOK_AT,
    "The authorization lapsed before it was captured",
  ),
  row(
    "charge.refunded",
    { ignored: "An authorization was released; no money was given back" },
    "",
    when("`captured` is false, and it has a payment intent", (charge) => {
      return isUncaptured(charge) && charge.payment_intent !== null;
    }),
  ),
  payment(
    "charge.refunded",
    "cancelled",
    TO_LOOK_AT,
    "The authorization was released",
    when("`captured` is false", isUncaptured),
  ),
];

const INVOICES: readonly StripeRow[] = [
  payment("invoice.paid", "captured", DONE, "The invoice is paid"),
  payment("invoice.payment_failed", "failed", TO_TRY_AGAIN, "The payment of the invoice failed"),
];

/** What Stripe's events say of payments. */
export const PAYMENT_ROWS: readonly StripeRow[] = [
  ...SESSIONS,
  ...INTENTS,
  ...CHARGES,
  ...INVOICES,
];

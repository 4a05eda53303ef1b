import { z } from "zod";
import {
  DISPUTE_STATES,
  NEXT_STEPS,
  PAYMENT_METHODS,
  PAYMENT_STATES,
  type PaymentReport,
  type PaymentSnapshot,
  type PaymentState,
  type PaymentTerms,
  REFUND_STATES,
  TERMS_KINDS,
  WAITING_ON,
  type WaitingOn,
} from "../domain/index.ts";
import { Instant, Money, text } from "./primitives.ts";
import { WebPage } from "./web-page.ts";

const { amount: Amount, currency: Currency } = Money.shape;
const Reference = text(255);
const ofItsCurrency = "; the order's currency when absent";

const Refund = z
  .strictObject({
    reference: Reference.describe("The refund's own id; the same in every report of it"),
    amount: Amount,
    currency: Currency.optional().describe(`ISO 4217${ofItsCurrency}`),
    state: z.enum(REFUND_STATES).describe("A pending one counts as given back, until it fails"),
    createdAt: Instant.describe("The same in every report of this refund"),
    reason: text(200).optional(),
  })
  .meta({ id: "PaymentRefund" });

const Dispute = z
  .strictObject({
    reference: Reference.describe("The dispute's own id; the same in every report of it"),
    amount: Amount.describe("How much is disputed, which may be a part"),
    currency: Currency.optional().describe(`ISO 4217${ofItsCurrency}`),
    state: z
      .enum(DISPUTE_STATES)
      .describe(
        "The money of an open or lost one is gone. An inquiry has taken no money yet; a closed one never did",
      ),
    createdAt: Instant.describe("The same in every report of this dispute"),
    dueBy: Instant.optional().describe("Until when the shop can answer it"),
    reason: text(200).optional(),
  })
  .meta({ id: "PaymentDispute" });

/** What only a payment with a state has. */
const OF_A_STATE = [
  "method",
  "methodName",
  "authorised",
  "captured",
  "since",
  "actBy",
  "captureBefore",
  "nextStep",
  "reason",
  "waitingOn",
  "test",
] as const;

const Fields = z.strictObject({
  reference: Reference.describe(
    "The payment's own id, the one that lives longest. Reports with the same id are about the same payment",
  ),
  account: text(255)
    .optional()
    .describe("The provider's account that has the payment, if the shop has several"),
  method: z
    .enum(PAYMENT_METHODS)
    .optional()
    .describe("How the shopper pays; it decides how long we wait for the provider"),
  methodName: text(100)
    .optional()
    .describe("The provider's own name for the method, such as boleto"),
  state: z
    .enum(PAYMENT_STATES)
    .optional()
    .describe("Absent if the report is only about refunds or disputes of this payment"),
  authorised: Amount.optional().describe(
    "How much is reserved and not yet captured. Required when authorised; else 0 when absent",
  ),
  captured: Amount.optional().describe(
    "How much was captured in all, before refunds and disputes. Required when captured",
  ),
  currency: Currency.optional().describe(
    `ISO 4217${ofItsCurrency}. A payment in another currency than the order's never counts`,
  ),
  since: Instant.optional().describe(
    "When the payment got into this state; the event's time when absent. Repeat it when you report the same state again",
  ),
  actBy: Instant.optional().describe("Until when the shopper can act: a voucher's expiry"),
  captureBefore: Instant.optional().describe("Until when a reserved amount can be captured"),
  nextStep: z
    .strictObject({
      kind: z.enum(NEXT_STEPS),
      url: WebPage.optional().describe("Where the shopper takes it, such as the voucher's page"),
    })
    .optional()
    .describe("What the shopper does next to pay"),
  reason: text(200)
    .optional()
    .describe("The provider's code for a payment that failed or was called off"),
  waitingOn: z
    .enum(WAITING_ON)
    .nullable()
    .optional()
    .describe(
      "Who must act about a payment that failed, expired or was cancelled; null for nobody, such as for a " +
        "duplicate. When absent: the operator for a cancelled one, the member for the others",
    ),
  test: z.boolean().optional().describe("The provider's test mode: no real money"),
  refundedTotal: Amount.optional().describe(
    "The sum of all refunds as of then, without those that failed",
  ),
  refunds: z.array(Refund).max(50).optional().describe("Refunds that are new or have changed"),
  disputes: z.array(Dispute).max(20).optional().describe("Disputes that are new or have changed"),
});
type Fields = z.infer<typeof Fields>;

/** What a report says of one payment. Amounts are integers in the currency's minor unit. */
export const PaymentBody = Fields.superRefine((body, context) => {
  for (const [field, message] of problemsOf(body)) {
    context.addIssue({ code: "custom", path: [field], message });
  }
})
  .describe(
    "With the stage payment: what is known of one payment. The sums of all payments then decide the stage, not `status`",
  )
  .meta({ id: "Payment" });

/** What a report says of one payment. */
export type PaymentBody = z.infer<typeof PaymentBody>;

/** Fields that contradict each other, and why. */
function problemsOf(body: Fields): [keyof Fields, string][] {
  const { state, refunds = [], disputes = [], refundedTotal } = body;
  const problems: [keyof Fields, string][] = [];
  if (state === undefined) {
    const stray = OF_A_STATE.filter((field) => body[field] !== undefined);
    problems.push(...stray.map((field): [keyof Fields, string] => [field, "needs a state"]));
    const isEmpty = refunds.length === 0 && disputes.length === 0 && refundedTotal === undefined;
    if (isEmpty) problems.push(["state", "is missing, and there is no refund or dispute either"]);
  } else problems.push(...problemsOfState(state, body));
  if (!areDistinct(refunds)) problems.push(["refunds", "must name each refund once"]);
  if (!areDistinct(disputes)) problems.push(["disputes", "must name each dispute once"]);
  const counted = refunds.filter(({ state: now }) => now === "pending" || now === "succeeded");
  const sum = counted.reduce((total, { amount }) => total + amount, 0);
  if (refundedTotal !== undefined && refundedTotal < sum) {
    problems.push(["refundedTotal", "is less than the refunds that are listed come to"]);
  }
  return problems;
}

function problemsOfState(state: PaymentState, body: Fields): [keyof Fields, string][] {
  const { authorised, captured, captureBefore, waitingOn } = body;
  const problems: [keyof Fields, string][] = [];
  if (state === "captured" && captured === undefined) {
    problems.push(["captured", "is required: how much was captured"]);
  }
  if (state === "authorised" && authorised === undefined) {
    problems.push(["authorised", "is required: how much is authorised"]);
  }
  if (state !== "captured" && (captured ?? 0) > 0) {
    problems.push(["captured", "must be 0 unless the state is captured"]);
  }
  const holdsMoney = state === "authorised" || state === "captured";
  if (!holdsMoney && (authorised ?? 0) > 0) {
    problems.push(["authorised", "must be 0 unless the state is authorised or captured"]);
  }
  if (!holdsMoney && captureBefore !== undefined) {
    problems.push(["captureBefore", "needs the state authorised or captured"]);
  }
  if (!hasEnded(state) && waitingOn !== undefined) {
    problems.push(["waitingOn", "needs the state failed, cancelled or expired"]);
  }
  return problems;
}

function hasEnded(state: PaymentState): boolean {
  return state === "failed" || state === "cancelled" || state === "expired";
}

function areDistinct(all: readonly { readonly reference: string }[]): boolean {
  return new Set(all.map(({ reference }) => reference)).size === all.length;
}

/** What a valid body says. @param occurredAt when it was true, as epoch milliseconds */
export function readPayment(body: PaymentBody, occurredAt: number): PaymentReport {
  const { reference, account, state, refundedTotal, refunds = [], disputes = [] } = body;
  return {
    account: account ?? "",
    reference,
    asOf: occurredAt,
    snapshot: state === undefined ? null : snapshotOf(body, state, occurredAt),
    refundedTotal: refundedTotal ?? null,
    refunds: refunds.map(({ createdAt, currency, reason, ...refund }) => ({
      ...refund,
      currency: currency ?? null,
      createdAt: Date.parse(createdAt),
      reason: reason ?? null,
    })),
    disputes: disputes.map(({ createdAt, currency, dueBy, reason, ...dispute }) => ({
      ...dispute,
      currency: currency ?? null,
      createdAt: Date.parse(createdAt),
      dueBy: timeOf(dueBy),
      reason: reason ?? null,
    })),
  };
}

function snapshotOf(body: PaymentBody, state: PaymentState, since: number): PaymentSnapshot {
  const { nextStep, waitingOn } = body;
  return {
    state,
    method: body.method ?? null,
    methodName: body.methodName ?? null,
    currency: body.currency ?? null,
    authorised: body.authorised ?? 0,
    captured: body.captured ?? 0,
    since: timeOf(body.since) ?? since,
    actBy: timeOf(body.actBy),
    captureBefore: timeOf(body.captureBefore),
    nextStep: nextStep === undefined ? null : { kind: nextStep.kind, url: nextStep.url ?? null },
    reason: body.reason ?? null,
    waitingOn: waitingOn === undefined ? usuallyWaitsOn(state) : waitingOn,
    isTest: body.test ?? false,
  };
}

function usuallyWaitsOn(state: PaymentState): WaitingOn | null {
  if (!hasEnded(state)) return null;
  return state === "cancelled" ? "operator" : "member";
}

function timeOf(instant: string | undefined): number | null {
  return instant === undefined ? null : Date.parse(instant);
}

/** When an order is to be paid, if not before anything else happens. */
export const Terms = z
  .strictObject({
    kind: z
      .enum(TERMS_KINDS)
      .describe(
        "on_delivery: to the carrier; invoice: after delivery; prepaid_invoice and bank_transfer: before delivery",
      ),
    dueAt: Instant.optional().describe(
      "Nobody is asked to pay before; when absent, nobody is asked",
    ),
  })
  .meta({ id: "PaymentTerms" });

/** When an order is to be paid, if not before anything else happens. */
export type Terms = z.infer<typeof Terms>;

/** The terms in the form of the domain; `null` if there are none. */
export function readTerms(terms: Terms | undefined): PaymentTerms | null {
  return terms === undefined ? null : { kind: terms.kind, dueAt: timeOf(terms.dueAt) };
}

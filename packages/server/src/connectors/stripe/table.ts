import {
  asksMember,
  asksOperator,
  asksProvider,
  completes,
  type MappingRow,
  takesBack,
} from "../mapping-row.ts";
import type { StripeObject } from "./objects.ts";

/** A line of Stripe's table. Of one kind of message the first line that holds counts. */
export interface StripeRow extends MappingRow {
  readonly holds: (object: StripeObject) => boolean;
  /** What happened, for the timeline. */
  readonly note: (object: StripeObject) => string;
}

type Options = Partial<Pick<StripeRow, "when" | "holds">>;

function row(
  message: string,
  means: MappingRow["means"],
  note: string | StripeRow["note"],
  { when = null, holds = () => true }: Options = {},
): StripeRow {
  return { message, when, means, holds, note: typeof note === "string" ? () => note : note };
}

const isPaid = ({ payment_status }: StripeObject) => payment_status !== "unpaid";
const isInquiry = ({ status }: StripeObject) => status?.startsWith("warning_") === true;
const closedAs = (...reasons: readonly string[]) => {
  return ({ closed_reason }: StripeObject) => reasons.includes(closed_reason ?? "");
};

const declined = ({ last_payment_error: error }: StripeObject) =>
  `The payment failed: ${error?.decline_code ?? error?.code ?? "no reason given"}`;
const unverified = ({ last_error: error }: StripeObject) =>
  `The identity check failed: ${error?.code ?? "no reason given"}`;

/** What Stripe's events mean. The only place that says so; `docs/providers.md` is made of it. */
export const STRIPE_TABLE: readonly StripeRow[] = [
  row("checkout.session.completed", completes("payment"), "Paid in Stripe's checkout", {
    when: "`payment_status` is `paid` or `no_payment_required`",
    holds: isPaid,
  }),
  row("checkout.session.completed", asksProvider("payment"), "The bank works on the debit", {
    when: "`payment_status` is `unpaid`: a bank debit takes days",
  }),
  row("checkout.session.expired", asksMember("payment", "failed"), "Stripe's checkout expired"),
  row("checkout.session.async_payment_succeeded", completes("payment"), "The bank debit came in"),
  row(
    "checkout.session.async_payment_failed",
    asksMember("payment", "failed"),
    "The bank debit failed",
  ),
  row("payment_intent.processing", asksProvider("payment"), "The provider works on the payment"),
  row(
    "payment_intent.requires_action",
    asksMember("payment", "waiting"),
    ({ next_action }) => `The member has a step to take: ${next_action?.type ?? "not named"}`,
  ),
  row("payment_intent.payment_failed", asksMember("payment", "failed"), declined),
  row("payment_intent.succeeded", completes("payment"), "The payment succeeded"),
  row(
    "payment_intent.canceled",
    asksMember("payment", "failed"),
    ({ cancellation_reason: reason }) => `The payment was called off: ${reason ?? "no reason"}`,
  ),
  row("charge.refunded", takesBack("payment"), "The payment was refunded", {
    when: "`refunded` is true: all of it",
    holds: ({ refunded }) => refunded === true,
  }),
  row("charge.refunded", { ignored: "A part was refunded; the payment stands" }, "", {
    when: "`refunded` is false: a part of it",
  }),
  row(
    "charge.dispute.created",
    { ignored: "An inquiry; no money was taken back" },
    "The payment is inquired about",
    { when: "`status` begins with `warning_`: an inquiry", holds: isInquiry },
  ),
  row(
    "charge.dispute.created",
    takesBack("payment"),
    ({ reason }) => `The payment is disputed: ${reason ?? "no reason given"}`,
    { when: "any other `status`" },
  ),
  row("charge.dispute.closed", completes("payment"), "The dispute was won", {
    when: "`status` is `won`",
    holds: ({ status }) => status === "won",
  }),
  row("charge.dispute.closed", takesBack("payment"), "The dispute was lost", {
    when: "`status` is `lost`",
    holds: ({ status }) => status === "lost",
  }),
  row("charge.dispute.closed", { ignored: "It was closed without a change of money" }, "", {
    when: "any other `status`, such as `warning_closed`",
  }),
  row(
    "identity.verification_session.processing",
    asksProvider("verification"),
    "The identity check is under way",
  ),
  row(
    "identity.verification_session.requires_input",
    asksMember("verification", "failed"),
    unverified,
    {
      when: "with a `last_error`: the check failed",
      holds: ({ last_error }) => last_error?.code != null,
    },
  ),
  row(
    "identity.verification_session.requires_input",
    asksMember("verification", "waiting"),
    "The member has a step to take: identity document",
    { when: "without one: it has not begun" },
  ),
  row(
    "identity.verification_session.verified",
    completes("verification"),
    "The identity is verified",
  ),
  row(
    "identity.verification_session.canceled",
    asksOperator("verification", "failed"),
    "The identity check was called off",
  ),
  row(
    "review.opened",
    asksOperator("verification", "waiting"),
    ({ reason }) => `The payment is under review: ${reason ?? "no reason given"}`,
  ),
  row("review.closed", completes("verification"), "The review approved the payment", {
    when: "`closed_reason` is `approved` or `acknowledged`",
    holds: closedAs("approved", "acknowledged"),
  }),
  row(
    "review.closed",
    asksOperator("verification", "failed"),
    ({ closed_reason }) => `The review ended: ${closed_reason ?? "no reason given"}`,
    {
      when: "it is `refunded`, `refunded_as_fraud`, `disputed` or `canceled`",
      holds: closedAs("refunded", "refunded_as_fraud", "disputed", "canceled"),
    },
  ),
  row("review.closed", { ignored: "It says nothing of the payment" }, "", {
    when: "any other `closed_reason`, such as `redacted`",
  }),
];

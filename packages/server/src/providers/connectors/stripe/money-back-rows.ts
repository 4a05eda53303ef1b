import { asksOperator, asksProvider, completes, takesBack } from "../mapping-row.ts";
import { disputeStateOf, isMoneyBack, refundStateOf } from "./money-back.ts";
import type { StripeObject } from "./objects.ts";
import { type Condition, dispute, refund, row, type StripeRow } from "./row.ts";

const ON_ITS_WAY = ["in_progress", "provider"] as const;
const TO_LOOK_AT = ["in_progress", "operator"] as const;

const REFUNDED: readonly StripeRow[] = [
  row(
    "charge.refunded",
    takesBack("payment"),
    "The payment was refunded",
    { when: "`refunded` is true: all of it", holds: ({ refunded }) => refunded === true },
    { of: "refunds" },
  ),
  row(
    "charge.refunded",
    completes("payment"),
    "A part was refunded; the payment stands",
    { when: "any other: a part of it" },
    { of: "refunds" },
  ),
];

const failed = ({ failure_reason: reason }: StripeObject) =>
  `A refund failed: ${reason ?? "no reason given"}`;

const isRefund = (state: string): StripeRow["holds"] => {
  return (object) => refundStateOf(object) === state;
};

/** A refund's own messages say nothing of the whole payment, so none of them completes it or takes it back. */
function refundRows(message: string): StripeRow[] {
  const lapsed: Condition = {
    when: "`reason` is `expired_uncaptured_charge`",
    holds: (object) => !isMoneyBack(object),
  };
  return [
    row(message, { ignored: "An authorization lapsed; no money was given back" }, "", lapsed),
    refund(message, "succeeded", ON_ITS_WAY, "Money was given back", {
      when: "`status` is `succeeded`",
      holds: isRefund("succeeded"),
    }),
    refund(message, "failed", TO_LOOK_AT, failed, {
      when: "`status` is `failed`",
      holds: isRefund("failed"),
    }),
    refund(message, "cancelled", TO_LOOK_AT, "A refund was called off", {
      when: "`status` is `canceled`",
      holds: isRefund("cancelled"),
    }),
    refund(message, "pending", ON_ITS_WAY, "Money is on its way back", {
      when: "any other, such as `pending` and `requires_action`",
    }),
  ];
}

const is = (state: string, when: string): Condition => ({
  when,
  holds: (object) => disputeStateOf(object) === state,
});

const DISPUTES: readonly StripeRow[] = [
  dispute(
    "inquiry",
    asksOperator("payment", "in_progress"),
    "The payment is inquired about",
    is("inquiry", "`status` is `warning_needs_response` or `warning_under_review`"),
  ),
  dispute(
    "open",
    takesBack("payment"),
    ({ reason }) => `The payment is disputed: ${reason ?? "no reason given"}`,
    is("open", "it is `needs_response`, `under_review`, or in appeal"),
  ),
  dispute("won", completes("payment"), "The dispute was won", is("won", "it is `won`")),
  dispute(
    "lost",
    takesBack("payment"),
    "The dispute was lost",
    is("lost", "it is `lost`, or `prevented` and money was withdrawn"),
  ),
  dispute(
    "closed",
    asksProvider("payment"),
    "It was closed without a change of money",
    is("closed", "it is `warning_closed`, `charge_refunded`, or `prevented` at no cost"),
  ),
];

/** What Stripe's events say of refunds and disputes. */
export const MONEY_BACK_ROWS: readonly StripeRow[] = [
  ...REFUNDED,
  refund("refund.failed", "failed", TO_LOOK_AT, failed),
  ...refundRows("refund.*"),
  ...refundRows("charge.refund.updated"),
  ...DISPUTES,
];

import { OPERATORS_CODES } from "./identity-codes.ts";
import type { StripeObject } from "./objects.ts";
import { check, row, type StripeRow } from "./row.ts";

const SESSION = "identity.verification_session";

const closedAs = (...reasons: readonly string[]) => {
  return ({ closed_reason }: StripeObject) => reasons.includes(closed_reason ?? "");
};

const ended = ({ closed_reason }: StripeObject) => `The review ended: ${closed_reason}`;

const unverified = ({ last_error: error }: StripeObject) =>
  `The identity check failed: ${error?.code ?? "no reason given"}`;

/** What Stripe's events say of identity checks and reviews. */
export const CHECK_ROWS: readonly StripeRow[] = [
  check(
    `${SESSION}.created`,
    "requires_input",
    ["waiting", "member"],
    "The member has a step to take: identity document",
  ),
  check(
    `${SESSION}.processing`,
    "processing",
    ["in_progress", "provider"],
    "The identity check is under way",
  ),
  check(`${SESSION}.requires_input`, "requires_input", ["failed", "operator"], unverified, {
    when: `\`last_error\` is ${OPERATORS_CODES.map((code) => `\`${code}\``).join(", ")}`,
    holds: ({ last_error }) => OPERATORS_CODES.includes(last_error?.code ?? ""),
  }),
  check(`${SESSION}.requires_input`, "requires_input", ["failed", "member"], unverified, {
    when: "any other `last_error`: the check failed",
    holds: ({ last_error }) => last_error?.code != null,
  }),
  check(
    `${SESSION}.requires_input`,
    "requires_input",
    ["waiting", "member"],
    "The member has a step to take: identity document",
    { when: "without one: it has not begun" },
  ),
  check(`${SESSION}.verified`, "verified", ["completed", null], "The identity is verified"),
  check(
    `${SESSION}.canceled`,
    "cancelled",
    ["failed", "operator"],
    "The identity check was called off",
  ),
  check(
    `${SESSION}.redacted`,
    "verified",
    ["completed", null],
    "The identity was verified, and Stripe has deleted what it knew",
    { when: "`status` is `verified`", holds: ({ status }) => status === "verified" },
  ),
  check(
    `${SESSION}.redacted`,
    "cancelled",
    ["failed", "operator"],
    "The identity check was called off, and Stripe has deleted what it knew",
    { when: "any other `status`: this called it off, unless it was verified before" },
  ),
  check(
    "review.opened",
    "open",
    ["waiting", "operator"],
    ({ opened_reason, reason }) =>
      `The payment is under review: ${opened_reason ?? reason ?? "no reason given"}`,
  ),
  check("review.closed", "approved", ["completed", null], "The review approved the payment", {
    when: "`closed_reason` is `approved` or `acknowledged`",
    holds: closedAs("approved", "acknowledged"),
  }),
  check("review.closed", "rejected", ["failed", "operator"], ended, {
    when: "it is `refunded_as_fraud`",
    holds: closedAs("refunded_as_fraud"),
  }),
  check("review.closed", "closed", ["completed", null], ended, {
    when:
      "it is `refunded`, `disputed`, `canceled`, `payment_never_settled` or `redacted`: nobody judged the payment, " +
      "whose own events say what became of its money",
    holds: closedAs("refunded", "disputed", "canceled", "payment_never_settled", "redacted"),
  }),
  row(
    "review.closed",
    { ignored: "An unknown reason is no judgment, so the review stays open" },
    "",
    {
      when: "any other `closed_reason`",
    },
  ),
];

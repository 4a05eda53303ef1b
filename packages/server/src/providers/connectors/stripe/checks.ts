import type { CheckReport, CheckState } from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import { isUntried } from "./identity-codes.ts";
import type { StripeObject } from "./objects.ts";
import type { Told } from "./payments.ts";

/**
 * What an object says of an identity check or a review. Stripe's page for the shopper is not part of it: its URL works
 * once and must not be stored or sent by mail.
 *
 * @param eventId names the failed attempt if Stripe made no report of it; `null` in an answer to a question
 */
export function checkReport(
  state: CheckState,
  object: StripeObject,
  { account, asOf, since, waitingOn }: Pick<Told, "account" | "asOf" | "since" | "waitingOn">,
  eventId: string | null,
): CheckReport {
  const isReview = object.object === "review";
  const code = state === "requires_input" ? (object.last_error?.code ?? null) : null;
  const isCounted = code !== null && !isUntried(code);
  return {
    kind: isReview ? "review" : "identity",
    account,
    reference: object.id,
    asOf,
    state,
    since,
    reason: cleanText(isReview ? reasonOf(object) : code, 200),
    failure: isCounted ? (object.last_verification_report ?? eventId) : null,
    waitingOn: code === null ? null : waitingOn,
    url: null,
  };
}

function reasonOf({ closed_reason, opened_reason, reason }: StripeObject): string | null {
  return closed_reason ?? opened_reason ?? reason;
}

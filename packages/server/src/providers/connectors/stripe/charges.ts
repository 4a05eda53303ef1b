import type { PaymentReport, PaymentState, RefundReport } from "@followthrough/core/domain";
import { amountOf } from "./amounts.ts";
import { methodOf } from "./methods.ts";
import { isMoneyBack, readRefund } from "./money-back.ts";
import type { StripeCharge, StripeObject } from "./objects.ts";
import { blankReport, type Seen, snapshotOf, type Told } from "./payments.ts";

/** What a charge says: of its payment intent, or of itself if it has none. */
export function chargeReport(state: PaymentState, charge: StripeObject, told: Told): PaymentReport {
  const seen = seenIn(state, charge);
  const report = {
    ...blankReport(charge.payment_intent ?? charge.id, told),
    ...refundsOf(charge, told),
  };
  // The intent's own messages say more than a charge whose amounts can't be read.
  return seen === null && charge.payment_intent !== null
    ? report
    : { ...report, snapshot: snapshotOf(seen ?? { ...blank(charge), state }, told) };
}

/** What a charge says of its refunds alone. */
export function refundedReport(charge: StripeObject, told: Told): PaymentReport {
  return { ...blankReport(charge.payment_intent ?? charge.id, told), ...refundsOf(charge, told) };
}

/** @returns `null` if it has money and doesn't say how much of it is captured or reserved */
function seenIn(state: PaymentState, charge: StripeObject): Seen | null {
  const seen = { ...blank(charge), state };
  const whole = amountOf(charge.amount, charge.currency);
  switch (state) {
    case "authorised":
      if (whole === null) return null;
      return { ...seen, authorised: whole, captureBefore: captureBeforeOf(charge) };
    case "captured": {
      const captured = amountOf(charge.amount_captured, charge.currency) ?? whole;
      // Only the intent knows whether the rest can still be captured.
      const isOneOfSeveral = charge.payment_intent !== null && allowsSeveralCaptures(charge);
      if (captured === null || (isOneOfSeveral && captured !== whole)) return null;
      return { ...seen, captured };
    }
    case "failed":
      return { ...seen, reason: charge.outcome?.reason ?? charge.failure_code };
    case "expired":
      return { ...seen, reason: "expired" };
    default:
      return seen;
  }
}

function blank(charge: StripeObject) {
  return { currency: charge.currency, ...methodOf(charge) };
}

function allowsSeveralCaptures({ payment_method_details: details }: StripeObject): boolean {
  return details?.card?.multicapture?.status === "available";
}

/** Until when a reserved amount can be captured. */
export function captureBeforeOf(charge: StripeCharge | null): number | null {
  const { card, card_present: present } = charge?.payment_method_details ?? {};
  return card?.capture_before ?? present?.capture_before ?? null;
}

/** The refunds that a charge contains, and their sum. */
export function refundsOf(
  charge: StripeCharge,
  told: Told,
): Pick<PaymentReport, "refundedTotal" | "refunds"> {
  const released = releasedAsRefund(charge, told);
  if (released === null) return { refundedTotal: 0, refunds: [] };
  const listed = (charge.refunds?.data ?? []).flatMap((refund) => refund ?? []);
  // The first one is the release, because a charge can be refunded only after its capture.
  const first = Math.min(...listed.map(({ created }) => created ?? Infinity));
  const given = listed.filter(
    ({ amount, created }) => released === 0 || amount !== released || created !== first,
  );
  const refunded = charge.amount_refunded;
  return {
    refundedTotal: refunded === null ? null : amountOf(refunded - released, charge.currency),
    refunds: given
      .filter(isMoneyBack)
      .flatMap((refund): RefundReport[] => readRefund(refund, charge.currency, told)),
  };
}

/**
 * How much of `amount_refunded` was reserved, never captured and released. Before its API of March 2025, Stripe
 * counted that as refunded: https://docs.stripe.com/changelog/basil.
 *
 * @returns `null` if nothing was captured, so that nothing can have been refunded
 */
function releasedAsRefund(charge: StripeCharge, { releasesAreRefunds }: Told): number | null {
  const { amount, amount_captured: captured, amount_refunded: refunded } = charge;
  if (charge.captured === false) return null;
  if (!releasesAreRefunds || amount === null || captured === null) return 0;
  const released = Math.max(0, amount - captured);
  return refunded !== null && refunded < released ? 0 : released;
}

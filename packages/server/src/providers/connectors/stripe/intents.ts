import type { PaymentReport, PaymentState } from "@followthrough/core/domain";
import { amountOf } from "./amounts.ts";
import { captureBeforeOf, refundsOf } from "./charges.ts";
import { methodOf } from "./methods.ts";
import { nextStepOf } from "./next-action.ts";
import type { StripeCharge, StripeObject } from "./objects.ts";
import { blankReport, type Seen, snapshotOf, type Told } from "./payments.ts";

/**
 * What a payment intent says of itself.
 *
 * @param charge its latest charge, if the object contains it
 */
export function intentReport(
  state: PaymentState,
  intent: StripeObject,
  told: Told,
  charge: StripeCharge | null = null,
): PaymentReport {
  const seen = seenIn(state, intent, charge);
  const paid = charge === null ? {} : refundsOf(charge, told);
  return { ...blankReport(intent.id, told), snapshot: snapshotOf(seen, told), ...paid };
}

function seenIn(state: PaymentState, intent: StripeObject, charge: StripeCharge | null): Seen {
  const { currency } = intent;
  const captured = amountOf(intent.amount_received, currency) ?? 0;
  const seen = { currency, captured, ...methodOf(intent, charge) };
  switch (state) {
    case "authorised":
    case "captured": {
      const capturable = amountOf(intent.amount_capturable, currency);
      const authorised = capturable ?? (state === "captured" ? 0 : wholeOf(intent));
      // With several captures allowed, an intent whose first part is captured is still to be captured.
      const reached = captured > 0 ? "captured" : state;
      const captureBefore = authorised > 0 ? captureBeforeOf(charge) : null;
      return { ...seen, state: reached, authorised, captureBefore };
    }
    case "requires_action":
      return { ...seen, state, ...nextStepOf(intent) };
    case "failed":
      return { ...seen, state, reason: errorOf(intent) };
    default:
      return { ...seen, state, reason: intent.cancellation_reason ?? errorOf(intent) };
  }
}

function wholeOf({ amount, currency }: StripeObject): number {
  return amountOf(amount, currency) ?? 0;
}

/** Stripe's code for the last attempt that failed; the bank's own is preferred. */
export function errorOf({ last_payment_error: error }: StripeObject): string | null {
  return error?.decline_code ?? error?.code ?? null;
}

/** Whether a canceled intent had reserved money: its last attempt left a charge and no error. */
export function wasAuthorized(intent: StripeObject): boolean {
  return intent.latest_charge !== null && intent.last_payment_error === null;
}

import type { NextStepKind, PaymentSnapshot } from "@followthrough/core/domain";
import { z } from "zod";
import { Moment, maybe, type StripeObject } from "./objects.ts";

const HttpUrl = maybe(z.url({ protocol: /^https?$/ }).max(2_000));

const Details = z.looseObject({
  hosted_voucher_url: HttpUrl,
  hosted_instructions_url: HttpUrl,
  hosted_verification_url: HttpUrl,
  url: HttpUrl,
  mobile_auth_url: HttpUrl,
  // Epoch seconds in every type that has them; only OXXO's name differs.
  expires_at: Moment,
  expires_after: Moment,
  charge_attempt_at: Moment,
});

/** What the shopper does next, by Stripe's type. Every other type is a step in the shop or at the bank. */
const KINDS: Readonly<Record<string, NextStepKind>> = {
  boleto_display_details: "voucher",
  konbini_display_details: "voucher",
  multibanco_display_details: "voucher",
  oxxo_display_details: "voucher",
  display_bank_transfer_instructions: "bank_transfer",
  // A code that the shopper scans to pay. The end of a `qr_code` is no deadline: Stripe's hosted page renews it.
  cashapp_handle_redirect_or_display_qr_code: "pay",
  klarna_display_qr_code: "pay",
  paynow_display_qr_code: "pay",
  pix_display_qr_code: "pay",
  promptpay_display_qr_code: "pay",
  swish_handle_redirect_or_display_qr_code: "pay",
  upi_handle_redirect_or_display_qr_code: "pay",
  wechat_pay_display_qr_code: "pay",
  wechat_pay_redirect_to_android_app: "pay",
  wechat_pay_redirect_to_ios_app: "pay",
};

/** What the shopper does next, and until when. */
export type NextStep = Pick<PaymentSnapshot, "nextStep" | "actBy">;

/** The next step of a payment intent that requires an action. */
export function nextStepOf({ next_action: action }: StripeObject): NextStep {
  if (action === null) return payAt(null, null);
  const type = action.type ?? "";
  const details = Details.safeParse(action[type]).data;
  const kind = KINDS[type] ?? "authenticate";
  if (details === undefined) return { nextStep: { kind, url: null }, actBy: null };
  const url =
    details.hosted_voucher_url ??
    details.hosted_instructions_url ??
    details.hosted_verification_url ??
    details.url ??
    details.mobile_auth_url;
  const actBy = details.expires_at ?? details.expires_after ?? details.charge_attempt_at;
  return { nextStep: { kind, url }, actBy };
}

/** A step to pay on this page. @param url a page of Stripe, as its object names it */
export function payAt(url: string | null, actBy: number | null): NextStep {
  return { nextStep: { kind: "pay", url: HttpUrl.parse(url) }, actBy };
}

import type { PaymentMethod } from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import type { StripeCharge, StripeObject } from "./objects.ts";

/** Stripe's payment method types, by how long a payment with them may take: https://docs.stripe.com/payments/payment-methods. */
const TYPES = {
  card: ["card", "card_present", "interac_present", "kr_card"],
  wallet: [
    "alipay",
    "amazon_pay",
    "cashapp",
    "gopay",
    "grabpay",
    "kakao_pay",
    "link",
    "mb_way",
    "mobilepay",
    "naver_pay",
    "payco",
    "paypal",
    "paypay",
    "revolut_pay",
    "samsung_pay",
    "satispay",
    "shopeepay",
    "swish",
    "twint",
    "vipps",
    "wechat",
    "wechat_pay",
  ],
  bank_redirect: [
    "bancontact",
    "bizum",
    "blik",
    "eps",
    "fpx",
    "giropay",
    "ideal",
    "p24",
    "pay_by_bank",
    "paynow",
    "pix",
    "promptpay",
    "qris",
    "sofort",
    "upi",
  ],
  bank_debit: [
    "ach_debit",
    "acss_debit",
    "au_becs_debit",
    "bacs_debit",
    "nz_bank_account",
    "payto",
    "sepa_debit",
    "us_bank_account",
  ],
  bank_transfer: [
    "ach_credit_transfer",
    "customer_balance",
    "id_bank_transfer",
    "sepa_credit_transfer",
  ],
  voucher: ["boleto", "konbini", "multibanco", "oxxo"],
  pay_later: [
    "affirm",
    "afterpay_clearpay",
    "alma",
    "billie",
    "klarna",
    "mondu",
    "rechnung",
    "scalapay",
    "sequra",
    "sunbit",
    "zip",
  ],
  crypto: ["crypto"],
} as const satisfies Partial<Record<PaymentMethod, readonly string[]>>;

const METHOD_OF: ReadonlyMap<string, PaymentMethod> = new Map(
  Object.entries(TYPES).flatMap(([method, types]) =>
    types.map((type) => [type, method as keyof typeof TYPES] as const),
  ),
);

/** Next actions that only one payment method has, and whose names don't begin with the method's. */
const ACTIONS: Readonly<Record<string, string>> = {
  display_bank_transfer_instructions: "customer_balance",
};

/** How the shopper pays: our word for it, and Stripe's type. */
export interface Method {
  readonly method: PaymentMethod | null;
  readonly methodName: string | null;
}

/** How the shopper pays, as far as the object or its charge says. Several possible types say nothing. */
export function methodOf(object: StripeObject, charge: StripeCharge | null = null): Method {
  const { payment_method_types: types } = object;
  const only = types?.length === 1 ? types[0] : null;
  const name =
    charge?.payment_method_details?.type ??
    object.payment_method_details?.type ??
    typeOfAction(object.next_action?.type) ??
    object.last_payment_error?.payment_method?.type ??
    object.payment_method?.type ??
    only ??
    null;
  const methodName = cleanText(name, 100);
  if (methodName === null) return { method: null, methodName: null };
  return { method: METHOD_OF.get(methodName) ?? "other", methodName };
}

/** `boleto_display_details` is about a `boleto`. */
function typeOfAction(action: string | null | undefined): string | null {
  if (action == null) return null;
  const named = [...METHOD_OF.keys()].find((type) => action.startsWith(`${type}_`));
  return ACTIONS[action] ?? named ?? null;
}

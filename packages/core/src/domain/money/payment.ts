import type { WaitingOn } from "../stage.ts";

/** The state of one payment at its provider. */
export const PAYMENT_STATES = [
  "requires_action",
  "processing",
  "authorised",
  "captured",
  "failed",
  "cancelled",
  "expired",
] as const;

/** The state of one payment at its provider. */
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** The state of one refund. A `pending` one is on its way and counts, until it fails. */
export const REFUND_STATES = ["pending", "succeeded", "failed", "cancelled"] as const;

/** The state of one refund. */
export type RefundState = (typeof REFUND_STATES)[number];

/**
 * The state of one dispute. An `inquiry` has taken no money yet; `closed` is an inquiry that ended without a dispute.
 * The money of an `open` or `lost` dispute is gone.
 */
export const DISPUTE_STATES = ["inquiry", "open", "won", "lost", "closed"] as const;

/** The state of one dispute. */
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** How the shopper pays, as far as it decides how long to wait. */
export const PAYMENT_METHODS = [
  "card",
  "wallet",
  "bank_redirect",
  "bank_debit",
  "bank_transfer",
  "voucher",
  "pay_later",
  "crypto",
  "on_delivery",
  "manual",
  "other",
] as const;

/** How the shopper pays, as far as it decides how long to wait. */
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** What the shopper does next to pay. */
export const NEXT_STEPS = ["voucher", "bank_transfer", "authenticate", "pay"] as const;

/** What the shopper does next to pay. */
export type NextStepKind = (typeof NEXT_STEPS)[number];

/** Whether the shopper pays elsewhere by what the provider shows, for which there are days: a voucher or a transfer. */
export function isLastingStep(step: NextStepKind | null | undefined): boolean {
  return step === "voucher" || step === "bank_transfer";
}

/** What a source says of one payment. Amounts are integers in the currency's minor unit, times epoch milliseconds. */
export interface PaymentSnapshot {
  readonly state: PaymentState;
  /** `null` if the source does not say. */
  readonly method: PaymentMethod | null;
  /** The provider's own name for the method, such as `boleto`. */
  readonly methodName: string | null;
  /** ISO 4217, capitals. */
  readonly currency: string | null;
  /** How much is reserved and not yet captured; 0 in every state but `authorised` and a part-captured `captured`. */
  readonly authorised: number;
  /** How much was captured in all, before refunds and disputes. */
  readonly captured: number;
  /** When the payment got into this state by the provider's clock. Reading it again later doesn't change this. */
  readonly since: number;
  /** Until when the shopper can act: a voucher's expiry, a session's end. */
  readonly actBy: number | null;
  /** Until when a reserved amount can be captured. */
  readonly captureBefore: number | null;
  readonly nextStep: { readonly kind: NextStepKind; readonly url: string | null } | null;
  /** The provider's code for a payment that failed or was called off. */
  readonly reason: string | null;
  /**
   * Who must act about a payment that has ended without money: the member (declined), an operator (called off by the
   * shop, fraud), or nobody (`null`: a duplicate, an attempt that another one replaced).
   */
  readonly waitingOn: WaitingOn | null;
  /** The provider's test mode: no real money. */
  readonly isTest: boolean;
}

/** What a source says of one refund. */
export interface RefundReport {
  readonly reference: string;
  readonly amount: number;
  readonly currency: string | null;
  readonly state: RefundState;
  /** The same in every report of this refund. */
  readonly createdAt: number;
  readonly reason: string | null;
}

/** What a source says of one dispute. */
export interface DisputeReport {
  readonly reference: string;
  readonly amount: number;
  readonly currency: string | null;
  readonly state: DisputeState;
  /** The same in every report of this dispute. */
  readonly createdAt: number;
  /** Until when the shop can answer it. */
  readonly dueBy: number | null;
  readonly reason: string | null;
}

/** The reason of an attempt that another one replaced, such as a checkout that got its payment. */
export const REPLACED = "replaced";

/** The time of a report that has none of its own: it was true when its event happened. */
export const AS_OF_EVENT = 0;

/** What one message says of one payment. Messages about its refund or dispute alone have no snapshot. */
export interface PaymentReport {
  /** The provider's account that has the payment; empty for the shop's own. */
  readonly account: string;
  /** The provider's id of the payment, the one that lives longest. */
  readonly reference: string;
  /**
   * When this was true. Of two reports about the same thing the later one counts. For an answer that we asked for,
   * this is when it was read.
   */
  readonly asOf: number;
  readonly snapshot: PaymentSnapshot | null;
  /** The sum of the payment's refunds as of then, without those that failed; `null` if the source does not say. */
  readonly refundedTotal: number | null;
  readonly refunds: readonly RefundReport[];
  readonly disputes: readonly DisputeReport[];
}

/** When an order is to be paid, if not before anything else happens. */
export const TERMS_KINDS = ["on_delivery", "invoice", "prepaid_invoice", "bank_transfer"] as const;

/**
 * When an order is to be paid: `on_delivery` to the carrier, by `invoice` after delivery, or by a transfer before
 * delivery (`prepaid_invoice`, `bank_transfer`).
 */
export type TermsKind = (typeof TERMS_KINDS)[number];

/** The terms of payment that the shop and the shopper agreed on. */
export interface PaymentTerms {
  readonly kind: TermsKind;
  /** Epoch milliseconds; `null` if there is no date. */
  readonly dueAt: number | null;
}

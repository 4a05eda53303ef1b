import type {
  DisputeState,
  NextStepKind,
  PaymentMethod,
  PaymentState,
  RefundState,
  TermsKind,
} from "../../domain/index.ts";
import type { PaymentWords } from "../operator-words.ts";

const STATES: Readonly<Record<PaymentState, string>> = {
  requires_action: "Waits for the shopper",
  processing: "Processing",
  authorised: "Authorized",
  captured: "Captured",
  failed: "Failed",
  cancelled: "Called off",
  expired: "Expired",
};

const METHODS: Readonly<Record<PaymentMethod, string>> = {
  card: "Card",
  wallet: "Wallet",
  bank_redirect: "Online banking",
  bank_debit: "Direct debit",
  bank_transfer: "Bank transfer",
  voucher: "Voucher",
  pay_later: "Pay later",
  crypto: "Cryptocurrency",
  on_delivery: "On delivery",
  manual: "Manual payment",
  other: "Other method",
};

const REFUNDS: Readonly<Record<RefundState, string>> = {
  pending: "under way",
  succeeded: "given back",
  failed: "failed",
  cancelled: "called off",
};

const DISPUTES: Readonly<Record<DisputeState, string>> = {
  inquiry: "inquiry, no money taken yet",
  open: "open",
  won: "won",
  lost: "lost",
  closed: "closed without a dispute",
};

const NEXT_STEPS: Readonly<Record<NextStepKind, string>> = {
  voucher: "The shopper’s voucher",
  bank_transfer: "The shopper’s transfer details",
  authenticate: "The shopper’s confirmation",
  pay: "The shopper’s payment page",
};

const TERMS: Readonly<Record<TermsKind, string>> = {
  on_delivery: "on delivery",
  invoice: "by invoice",
  prepaid_invoice: "by invoice, before delivery",
  bank_transfer: "by bank transfer, before delivery",
};

/** An order's payments in English, for operators. */
export const EN_PAYMENTS: PaymentWords = {
  sums: {
    total: "Total",
    captured: "Captured",
    authorised: "Authorized",
    refunded: "Refunded",
    refundPending: "Refund under way",
    disputed: "Disputed",
    kept: "Kept",
    open: "Open",
  },
  states: STATES,
  methods: METHODS,
  refunds: REFUNDS,
  disputes: DISPUTES,
  nextSteps: NEXT_STEPS,
  terms: TERMS,
};

import type { PostEvent } from "@followthrough/core/client";
import type { MoneyNeed } from "@followthrough/core/domain";
import { HOUR, instant, type OrderDraft, report, reportPayment } from "./order-draft.ts";
import type { Step } from "./shop-plan.ts";
import type { Situation } from "./situation.ts";

type Payment = NonNullable<PostEvent["payment"]>;

/** The needs that the other reports bring about. */
type OtherNeed = "payment_after_cancellation" | "refund_after_completion";

/** Orders that need payment and delivery only. */
export const NO_CHECKS = { requires: { verification: false, loyaltyHold: false } } as const;

/** How an order's money comes to need an operator, by the reason. */
export const MONEY_BY_REASON: Readonly<
  Record<Exclude<MoneyNeed, OtherNeed>, Omit<Situation, "name">>
> = {
  paid_twice: {
    weight: 1,
    order: NO_CHECKS,
    steps: (draft) => ({
      0: [captured(draft, 0.2, "first"), captured(draft, 0.25, "second")],
    }),
  },
  refund_due: {
    weight: 2,
    order: NO_CHECKS,
    steps: (draft) => ({
      0: [captured(draft, 0.2, "card"), { kind: "cancel", reason: "Delivery would take too long" }],
    }),
  },
  refund_failed: {
    weight: 1,
    order: NO_CHECKS,
    steps: (draft) => ({
      0: [
        captured(draft, 0.2, "card"),
        { kind: "cancel", reason: "Ordered twice" },
        pays(draft, 0.7, {
          reference: referenceOf(draft, "card"),
          refunds: [refundOf(draft, { state: "failed", reason: "expired_or_canceled_card" })],
        }),
      ],
    }),
  },
  dispute_open: {
    weight: 1,
    shopper: "settled",
    order: NO_CHECKS,
    steps: (draft) => ({
      0: [
        captured(draft, 0.2, "card"),
        report(draft, 0.5, "fulfillment", "completed"),
        pays(draft, 0.8, {
          reference: referenceOf(draft, "card"),
          disputes: [
            {
              reference: `${draft.orderId}.dispute`,
              amount: draft.total.amount,
              state: "open",
              createdAt: timeAt(draft, 0.8),
              dueBy: instant(draft.now + 6 * 24 * HOUR),
              reason: "product_not_received",
            },
          ],
        }),
      ],
    }),
  },
  amount_differs: {
    weight: 1,
    order: NO_CHECKS,
    steps: (draft) => ({
      0: [
        pays(draft, 0.3, {
          ...capturedOf(draft, "card"),
          currency: draft.total.currency === "CHF" ? "EUR" : "CHF",
        }),
      ],
    }),
  },
  balance_open: {
    weight: 2,
    order: NO_CHECKS,
    steps: (draft) => ({
      0: [pays(draft, 0.3, { ...capturedOf(draft, "deposit"), captured: depositOf(draft) })],
    }),
  },
  capture_due: {
    weight: 1,
    order: NO_CHECKS,
    steps: (draft) => ({
      0: [
        pays(draft, 0.3, {
          reference: referenceOf(draft, "card"),
          method: "card",
          state: "authorised",
          authorised: draft.total.amount,
          captureBefore: instant(draft.now + 10 * HOUR),
        }),
      ],
    }),
  },
  authorisation_lapsed: {
    weight: 1,
    order: NO_CHECKS,
    steps: (draft) => ({
      0: [
        pays(draft, 0.1, {
          reference: referenceOf(draft, "card"),
          method: "card",
          state: "authorised",
          authorised: draft.total.amount,
        }),
        pays(draft, 0.9, {
          reference: referenceOf(draft, "card"),
          method: "card",
          state: "expired",
          waitingOn: "operator",
          reason: "not_captured_in_time",
        }),
      ],
    }),
  },
};

function captured(draft: OrderDraft, at: number, name: string): Step {
  return pays(draft, at, capturedOf(draft, name));
}

function capturedOf(draft: OrderDraft, name: string): Payment {
  return {
    reference: referenceOf(draft, name),
    method: "card",
    state: "captured",
    captured: draft.total.amount,
  };
}

function pays(draft: OrderDraft, at: number, payment: Payment): Step {
  return reportPayment(draft, at, payment);
}

function refundOf(
  draft: OrderDraft,
  said: Pick<NonNullable<Payment["refunds"]>[number], "state" | "reason">,
): NonNullable<Payment["refunds"]>[number] {
  return {
    reference: `${draft.orderId}.refund`,
    amount: draft.total.amount,
    createdAt: timeAt(draft, 0.6),
    ...said,
  };
}

function depositOf({ total }: OrderDraft): number {
  return Math.ceil(total.amount / 3);
}

function referenceOf({ orderId }: OrderDraft, name: string): string {
  return `${orderId}.${name}`;
}

function timeAt({ placedAt, now }: OrderDraft, at: number): string {
  return instant(placedAt + at * (now - placedAt));
}

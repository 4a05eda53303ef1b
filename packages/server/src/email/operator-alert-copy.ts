import type { CurrentStage, EscalationReason } from "@followthrough/core/domain";

/** What an escalation is called in a subject line, why it came, and what settles it. */
interface EscalationCopy {
  /** After the order's number and a colon. */
  readonly title: string;
  readonly why: string;
  readonly whatToDo: string;
}

/** The copy of every escalation. Operators are written to in English, whatever the member speaks. */
export const ESCALATION_COPY: Readonly<Record<EscalationReason, EscalationCopy>> = {
  missing_member: {
    title: "nobody to write to",
    why: "The order waits for its member, but it belongs to no member we know and has no address of its own.",
    whatToDo: "Add the member or an address to the order, or cancel it.",
  },
  missing_address: {
    title: "no address that takes mail",
    why: "The order waits for its member, and there is no address to reach them at: none was given, or mail to it was refused.",
    whatToDo: "Reach the member another way, or give them a working address.",
  },
  cadence_exhausted: {
    title: "the member has not come back",
    why: "Every reminder that the policy allows was sent, and the order has not moved.",
    whatToDo: "Get in touch with the member yourself, or cancel the order.",
  },
  waiting_on_operator: {
    title: "the next move is yours",
    why: "The order was left to an operator, and nothing has happened for longer than the policy allows.",
    whatToDo: "Open the order, do what it waits for, and report it.",
  },
  provider_silent: {
    title: "a provider is silent",
    why: "A provider should have reported by now, and has not. The order can’t move on until it does.",
    whatToDo:
      "Look the order up at the provider. Report its result here, or ask the provider to send it again.",
  },
  fulfillment_failed: {
    title: "fulfilment failed",
    why: "The order is paid and checked, and could not be sent. There is nothing that the member could do.",
    whatToDo: "See what went wrong at the warehouse or the carrier, then start fulfilment again.",
  },
  payment_after_cancellation: {
    title: "paid after it was cancelled",
    why: "A payment came in after the order had been cancelled, so somebody has paid for nothing so far.",
    whatToDo: "Refund the payment, or place the order anew. Then resolve the escalation.",
  },
  refund_after_completion: {
    title: "refunded after it was completed",
    why: "A refund or dispute came in after the order had been completed, so goods may be out unpaid.",
    whatToDo: "Check whether the goods are to come back. Then resolve the escalation.",
  },
  order_never_came: {
    title: "a provider knows it, the shop does not",
    why: "A provider has reported something about this order for three days, and nobody has reported the order itself.",
    whatToDo:
      "Look it up at the provider. Report the order, or resolve the escalation if it is none of yours.",
  },
  hold_expiring: {
    title: "its points are about to go back",
    why: "The points that the order redeems are held for a while only, and that ends soon. The next move is not the member’s.",
    whatToDo: "See what the order waits for, or keep the points held for longer.",
  },
  points_not_captured: {
    title: "fulfilled without its points",
    why: "The order was fulfilled when no points were held for it any more, so the part that they should pay is unpaid.",
    whatToDo: "Decide with the member who pays for it. Then resolve the escalation.",
  },
  loyalty_drift: {
    title: "the points programme tells something else",
    why: "What we know of the order’s points and what the programme says of them do not agree. Nothing was changed.",
    whatToDo:
      "Look the hold up at the programme, and set right whichever is wrong. Then resolve the escalation.",
  },
};

/** What operators call the place an order is at. */
export const STAGE_NAMES: Readonly<Record<CurrentStage, string>> = {
  payment: "Payment",
  verification: "Identity verification",
  loyalty_hold: "Loyalty hold",
  fulfillment: "Fulfilment",
  completed: "Completed",
};

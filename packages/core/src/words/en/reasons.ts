import type { EscalationReason } from "../../domain/index.ts";
import type { ReasonWords } from "../operator-words.ts";

/** Why an order needs an operator, in English. */
export const EN_REASONS: Readonly<Record<EscalationReason, ReasonWords>> = {
  missing_member: {
    label: "Member unknown",
    advice:
      "The order names a member that the shop never reported. Have it reported, or settle the order by hand.",
    title: "nobody to write to",
    why: "The order waits for its member, but it belongs to no member we know and has no address of its own.",
    whatToDo: "Add the member or an address to the order, or cancel it.",
  },
  missing_address: {
    label: "No address",
    advice: "Nobody can be written to. Find an address in the shop, or settle the order by hand.",
    title: "no address that takes mail",
    why: "The order waits for its member, and there is no address to reach them at: none was given, or mail to it was refused.",
    whatToDo: "Reach the member another way, or give them a working address.",
  },
  cadence_exhausted: {
    label: "Prompts used up",
    advice: "All prompts were sent and nothing came back. Call, or cancel.",
    title: "the member has not come back",
    why: "Every reminder that the policy allows was sent, and the order has not moved.",
    whatToDo: "Get in touch with the member yourself, or cancel the order.",
  },
  waiting_on_operator: {
    label: "Your move",
    advice: "The stage waits on the shop itself. Do it, then complete the stage.",
    title: "the next move is yours",
    why: "The order was left to an operator, and nothing has happened for longer than the policy allows.",
    whatToDo: "Open the order, do what it waits for, and report it.",
  },
  provider_silent: {
    label: "Provider silent",
    advice:
      "The provider has not reported for longer than its patience. Look there, then complete or fail the stage.",
    title: "a provider is silent",
    why: "A provider should have reported by now, and has not. The order can’t move on until it does.",
    whatToDo:
      "Look the order up at the provider. Report its result here, or ask the provider to send it again.",
  },
  fulfillment_failed: {
    label: "Fulfillment failed",
    advice: "The goods could not be sent. Try again, or cancel and refund.",
    title: "fulfillment failed",
    why: "The order could not be sent, or a parcel of it was lost or called off. There is nothing that the member could do.",
    whatToDo:
      "See what went wrong at the warehouse or the carrier. Then send it again, or refund it.",
  },
  payment_after_cancellation: {
    label: "Paid after cancel",
    advice: "Money came for a cancelled order. Refund it; this closes when the refund is reported.",
    title: "paid after it was cancelled",
    why: "A payment came in after the order had been cancelled, so somebody has paid for nothing so far.",
    whatToDo:
      "Refund the payment at the provider, and the escalation closes when that is reported. If you place the order again instead, resolve it.",
  },
  refund_after_completion: {
    label: "Refund after end",
    advice:
      "Money was taken back for an order that is complete. See to the goods, then resolve this.",
    title: "refunded after it was completed",
    why: "A refund or dispute came in after the order had been completed, so goods may be out unpaid.",
    whatToDo: "Check whether the goods are to come back. Then resolve the escalation.",
  },
  order_never_came: {
    label: "Order never came",
    advice:
      "A provider reports of an order that the shop never reported. Have it reported; its facts are recorded then.",
    title: "a provider knows it, the shop does not",
    why: "A provider has reported something about this order for three days, and nobody has reported the order itself.",
    whatToDo:
      "Look it up at the provider. Report the order, or resolve the escalation if it is none of yours.",
  },
  hold_expiring: {
    label: "Points go back soon",
    advice:
      "The points that the order redeems are held for a while only. See what the order waits for, or extend the hold.",
    title: "its points are about to go back",
    why: "The points that the order redeems are held for a while only, and that ends soon. The next move is not the member’s.",
    whatToDo: "See what the order waits for, or keep the points held for longer.",
  },
  points_not_captured: {
    label: "Points not taken",
    advice:
      "The order was fulfilled when its points were no longer held. Decide with the member who pays for that part.",
    title: "fulfilled without its points",
    why: "The order was fulfilled when no points were held for it any more, so the part that they should pay is unpaid.",
    whatToDo: "Decide with the member who pays for it. Then resolve the escalation.",
  },
  loyalty_drift: {
    label: "Points disagree",
    advice:
      "Our record and the program's do not agree on this order's points. Set right whichever is wrong.",
    title: "the points program tells something else",
    why: "What we know of the order’s points and what the program says of them do not agree. Nothing was changed.",
    whatToDo:
      "Look the hold up at the program, and set right whichever is wrong. Then resolve the escalation.",
  },
  paid_twice: {
    label: "Paid too much",
    advice: "More was paid than the order costs. Refund the difference; this closes when you have.",
    title: "more was paid than it costs",
    why: "More money came in than the order costs: it was paid twice, or its total was lowered after the payment.",
    whatToDo:
      "Refund the difference at the provider. The escalation closes when the refund is reported.",
  },
  refund_due: {
    label: "Refund due",
    advice:
      "The order was paid and then cancelled. Refund it; this closes when the refund is reported.",
    title: "cancelled, and its money is still here",
    why: "The order was cancelled after it had been paid, and the money has not been given back.",
    whatToDo:
      "Refund the payment at the provider. The escalation closes when the refund is reported.",
  },
  refund_failed: {
    label: "Refund failed",
    advice:
      "A refund did not arrive. Refund again, or send the money another way and resolve this.",
    title: "a refund did not arrive",
    why: "The provider could not give the money back: the card was closed, or the bank refused it.",
    whatToDo:
      "Refund again, or transfer the money another way and resolve the escalation. A later refund closes it.",
  },
  dispute_open: {
    label: "Dispute open",
    advice: "The shopper’s bank disputes a payment. Answer it at the provider before its date.",
    title: "a payment is disputed",
    why: "The shopper’s bank questions a payment or has taken it back. The provider sets a date for the answer.",
    whatToDo:
      "Send the evidence at the provider, or accept the dispute. The escalation closes when it is decided.",
  },
  amount_differs: {
    label: "Other currency",
    advice: "A payment came in another currency than the order’s, so it does not count. Refund it.",
    title: "paid in another currency",
    why: "A payment that names this order is in another currency than the order, so it does not pay for it.",
    whatToDo: "Refund the payment, or correct the order’s currency. The escalation closes then.",
  },
  balance_open: {
    label: "Balance open",
    advice: "A part of the order is not paid. Ask for the rest, lower the total, or refund.",
    title: "a part is not paid",
    why: "Less was paid than the order costs, or it was not paid by the date that was agreed on.",
    whatToDo:
      "Ask the shopper for the rest, lower the order’s total, or refund and cancel. The escalation closes when nothing is open.",
  },
  capture_due: {
    label: "Capture due",
    advice:
      "The payment is authorized and not captured. Capture it at the provider before its date.",
    title: "the payment must be captured",
    why: "The shopper has authorized the payment, and the shop has not captured it. The authorization soon lapses, or the goods are out already.",
    whatToDo: "Capture the payment at the provider. The escalation closes when that is reported.",
  },
  authorisation_lapsed: {
    label: "Authorization lapsed",
    advice:
      "The authorization lapsed before it was captured. Ask the shopper to pay again, or cancel.",
    title: "the authorization has lapsed",
    why: "The shopper had authorized the payment, and it was not captured in time. The money is not reserved any more.",
    whatToDo: "Ask the shopper to pay again, or cancel the order.",
  },
  unreachable: {
    label: "Unreachable",
    advice:
      "Mail to this shopper bounces, or they want none. Call, or correct the address in the shop.",
    title: "mail can’t reach the shopper",
    why: "The order waits for its shopper, and no mail may go to them: their address bounces, or they have unsubscribed.",
    whatToDo: "Reach the shopper another way, or correct the address. Prompts then go on.",
  },
  not_prompted: {
    label: "Not prompted",
    advice:
      "The policy sends this shopper no prompts at this stage, has put one off for a week, or they could not be sent. Get in touch, or settle it by hand.",
    title: "nobody was written to",
    why: "The order waits for its shopper. The policy sends no prompts about this stage to them or has put one off for a week, or no prompt could be sent.",
    whatToDo: "Get in touch with the shopper yourself, or cancel the order.",
  },
  bought_again: {
    label: "Bought again",
    advice:
      "The same shopper has bought a later order that is alike. Cancel this one, or ask them.",
    title: "the shopper has bought it again",
    why: "The same person bought a later order of like content or value, so a prompt about this one might be wrong.",
    whatToDo: "Cancel this order if the later one replaces it. Otherwise send a prompt yourself.",
  },
  late: {
    label: "Late",
    advice: "The promised day is over. Send the order, or promise another day.",
    title: "later than promised",
    why: "The shop promised to deliver by a day that is over, and the delivery is not complete. One mail says so to the shopper, if they want mail.",
    whatToDo:
      "Send the order, or agree on another day with the shopper and report it (`promisedBy`). The escalation closes then.",
  },
  shipped_unpaid: {
    label: "Shipped unpaid",
    advice:
      "Goods are on their way, and the order is not paid. Ask for the money, or stop the parcel.",
    title: "shipped before it was paid",
    why: "A parcel of this order is on its way or the delivery is complete, and its payment is not.",
    whatToDo:
      "Ask the shopper for the payment, or stop the parcel. The escalation closes when it is paid.",
  },
  shipped_unverified: {
    label: "Shipped unverified",
    advice:
      "Goods are on their way, and the check is open. Stop the parcel, or complete the stage.",
    title: "shipped before it was verified",
    why: "A parcel of this order is on its way or the delivery is complete, and its identity check or its review is still open.",
    whatToDo:
      "Stop the parcel if the check matters. Otherwise complete the stage, and the escalation closes.",
  },
};

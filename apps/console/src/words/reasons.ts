import type { EscalationReason } from "@followthrough/core/domain";

/** Why an order needs an operator: in a line, and what is to be done. */
export const REASONS: Readonly<
  Record<EscalationReason, { readonly short: string; readonly todo: string }>
> = {
  missing_member: {
    short: "Member unknown",
    todo: "The order names a member that the shop never reported. Have it reported, or settle the order by hand.",
  },
  missing_address: {
    short: "No address",
    todo: "Nobody can be written to. Find an address in the shop, or settle the order by hand.",
  },
  cadence_exhausted: {
    short: "Prompts used up",
    todo: "All prompts were sent and nothing came back. Call, or cancel.",
  },
  waiting_on_operator: {
    short: "Your move",
    todo: "The stage waits on the shop itself. Do it, then complete the stage.",
  },
  provider_silent: {
    short: "Provider silent",
    todo: "The provider has not reported for longer than its patience. Look there, then complete or fail the stage.",
  },
  order_never_came: {
    short: "Order never came",
    todo: "A provider reports of an order that the shop never reported. Have it reported; its facts are recorded then.",
  },
  fulfillment_failed: {
    short: "Fulfilment failed",
    todo: "The goods could not be sent. Try again, or cancel and refund.",
  },
  payment_after_cancellation: {
    short: "Paid after cancel",
    todo: "Money came for a cancelled order. Refund it, then resolve this.",
  },
  refund_after_completion: {
    short: "Refund after end",
    todo: "Money was taken back for an order that is complete. See to the goods, then resolve this.",
  },
  hold_expiring: {
    short: "Points go back soon",
    todo: "The points that the order redeems are held for a while only. See what the order waits for, or extend the hold.",
  },
  points_not_captured: {
    short: "Points not taken",
    todo: "The order was fulfilled when its points were no longer held. Decide with the member who pays for that part.",
  },
  loyalty_drift: {
    short: "Points disagree",
    todo: "Our record and the programme's do not agree on this order's points. Set right whichever is wrong.",
  },
};

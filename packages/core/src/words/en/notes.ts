import type { NoteCode } from "../../domain/index.ts";

/**
 * Our own notes in English, with `{points}` for a number. They are stored and answered by the API in this form, and
 * timelines contain exactly these texts. So a changed sentence would no longer be recognized in old entries.
 */
export const EN_NOTES: Readonly<Record<NoteCode, string>> = {
  sweep_executed: "Recovery sweep executed",
  stage_not_required: "Not required for this order",
  member_address_known: "The member's address is known now",
  order_names_another_member: "The order names another member now",
  order_updates_wanted: "The member wants order updates again",
  order_updates_unwanted: "The member wants no more order updates",
  order_address_changed: "The order has another mail address now",
  order_is_real: "The order is no test order any more",
  operator_done: "No operator works on the order any more",
  provider_unchanged: "The provider was asked, and nothing has changed",
  points_waived: "The order goes on without its points",
  mail_bounced: "Mail to the address bounced",
  mail_complained: "The recipient reported mail as spam",
  mail_unsubscribed: "The recipient unsubscribed at the mail service",
  review_rejected: "A fraud review rejected the payment",
  shopper_bought_again: "The shopper has bought again",
  hold_asked: "{points} points were asked for",
  hold_placed: "{points} points are held for this order",
  hold_refused: "{points} points could not be held",
  hold_released: "The hold on {points} points was released; they are back with the member",
  hold_expired: "The hold on {points} points expired; they are back with the member",
  hold_expiring: "{points} points that are held for this order are about to go back",
};

import type { BannerCopy } from "../banner-words.ts";

/** What the banner says about an order's money, in English. */
export const EN_BANNER_MONEY: BannerCopy["money"] = {
  voucher: {
    headline: "Your voucher is ready to pay",
    sentence: "{amount} is open. Pay it with the voucher, and your order moves on once it arrives.",
  },
  bank_transfer: {
    headline: "Your bank transfer is still to come",
    sentence: "{amount} is open. Your order moves on once it arrives.",
  },
  partly_paid: {
    headline: "{amount} is open",
    sentence:
      "A part of your order is paid, and our team is looking at the rest. There is nothing you need to do.",
  },
  terms: {
    on_delivery: {
      headline: "{amount} is still to be paid",
      sentence: "You pay it on delivery, as agreed.",
    },
    invoice: {
      headline: "{amount} is still to be paid",
      sentence: "You pay it by invoice{until}, as agreed.",
    },
    prepaid_invoice: {
      headline: "{amount} is to be paid by invoice{until}",
      sentence: "Your order moves on once it arrives.",
    },
    bank_transfer: {
      headline: "{amount} is to be paid by transfer{until}",
      sentence: "Your order moves on once it arrives.",
    },
  },
  untilDate: " until {date}",
  received: "{amount} received",
  authorised: {
    headline: "Payment reserved",
    sentence: "It is charged when your order ships.",
  },
  arriving: {
    headline: "A payment is still on its way",
    sentence: "If it arrives, it will be refunded.",
  },
  not_to_pay: {
    headline: "{amount} is not to be paid",
    sentence: "If you have paid it already, it will be refunded.",
  },
  foreign: {
    headline: "A payment of {amount} is in another currency",
    sentence: "Our team is looking at it.",
  },
  to_release: {
    headline: "{amount} will not be charged",
    sentence: "It was only reserved, and your bank releases it.",
  },
  to_refund: {
    headline: "{amount} will be refunded",
    sentence: "It goes back the way you paid.",
  },
  part_refund_pending: {
    headline: "A refund of {amount} is under way",
    sentence: "The rest of your payment stands.",
  },
  refund_pending: {
    headline: "The refund of {amount} is under way",
    sentence: "Your bank may need a few days to show it.",
  },
  refunded: {
    headline: "{amount} was refunded",
    sentence: "It went back the way you paid.",
  },
  disputed: {
    headline: "{amount} is in a dispute",
    sentence: "Your bank has taken it back, and our team is looking at it.",
  },
  payTheRest: "A part of your order is paid. Once the rest is paid too, it moves on.",
  show: { voucher: "Show the voucher", bank_transfer: "Show the transfer details" },
  otherWay: "Pay another way",
  until: "To be paid by",
};

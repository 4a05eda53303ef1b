import type { FoldedMailWords } from "../mail-words.ts";

/** The words of a mail for several orders, in English. */
export const EN_FOLDED_MAIL: FoldedMailWords = {
  subject: {
    0: (count) => `${count} of your orders are waiting for you`,
    1: (count) => `Reminder: ${count} of your orders are waiting for you`,
    2: (count) => `Reminder: ${count} of your orders are waiting for you`,
    3: (count) => `Still waiting for you: ${count} of your orders`,
  },
  heading: (count) => `${count} of your orders are waiting for you`,
  first: (order, heading) => `Order ${order}: ${heading}`,
  trackTitle: (order) => `Where order ${order} stands`,
  othersTitle: "Also waiting",
  open: {
    payment: { open: "Payment is still open", failed: "Payment needs another try" },
    verification: {
      open: "Identity check is still open",
      failed: "Identity check needs another try",
    },
    loyalty_hold: { open: "A points step is still open", failed: "Points need a decision" },
    fulfillment: { open: "A delivery detail is missing", failed: "Delivery needs a look from you" },
  },
  money: {
    voucher: "A voucher is still to be paid",
    bank_transfer: "A transfer has not arrived yet",
    voucher_expired: "A voucher has expired",
    terms: "The money has not arrived yet",
    partly_paid: "A part is paid, and the rest is still open",
  },
  late: "Late: we had promised it by {date}, and we are working on it",
  news: {
    heading: (count) => `News about ${count} of your orders`,
    othersTitle: "Your other orders",
  },
  moreOrders: (count) => (count === 1 ? "and 1 more order" : `and ${count} more orders`),
  reason: (shop) =>
    `You get this mail because these orders were placed at ${shop} with this address.`,
};

import type { MailWords } from "../mail-words.ts";

/** The words of recovery mail, in English. */
export const EN_MAIL: MailWords = {
  dir: "ltr",
  stages: {
    payment: {
      subject: {
        open: "The payment for order {order} is still open",
        failed: "The payment for order {order} didn’t go through",
      },
      heading: { open: "Your payment is still open", failed: "The payment didn’t go through" },
      body: {
        open: "We have your order, and it is waiting for its payment. Once that is through, everything else follows.",
        failed:
          "The last payment for your order wasn’t completed. A limit or a check at the bank is often the reason. You can try again, or choose another way to pay.",
      },
      button: "Go to the payment",
    },
    verification: {
      subject: {
        open: "Please confirm your identity for order {order}",
        failed: "The identity check for order {order} needs another try",
      },
      heading: {
        open: "Please confirm that it is you",
        failed: "The identity check needs another try",
      },
      body: {
        open: "Before we prepare your order we need to confirm who placed it. This takes a few minutes and makes sure that nobody orders in your name.",
        failed:
          "The last check could not confirm your identity. A blurred photo or a different spelling is often enough for that. You can simply do it again.",
      },
      button: "Confirm your identity",
    },
    loyalty_hold: {
      subject: {
        open: "A points step is open for order {order}",
        failed: "The points for order {order} need a decision",
      },
      heading: {
        open: "Your points need one more step",
        failed: "Your points need a decision",
      },
      body: {
        open: "Points belong to this order. One step is left until they count.",
        failed:
          "The points for this order could not be set aside. You can try again, or go on without them.",
      },
      button: "Go to your points",
    },
    fulfillment: {
      subject: {
        open: "We need a detail from you to send order {order}",
        failed: "Order {order} could not be sent yet",
      },
      heading: {
        open: "One detail is missing before we can send it",
        failed: "Your order could not be sent yet",
      },
      body: {
        open: "Your order is ready to be prepared. A detail about its delivery is missing, and only you can tell us.",
        failed:
          "Something about the delivery did not work out. Please look at the details of your order, so that we can send it.",
      },
      button: "Go to your order",
    },
  },
  checkAgain: "You can simply do it again.",
  money: {
    voucher: {
      subject: {
        until: "Your voucher for order {order} is valid until {time}",
        open: "Your voucher for order {order} is still to be paid",
      },
      heading: "Your voucher is still to be paid",
      body: "Your order is waiting for {amount}. You can pay with your voucher. Once the money arrives, everything else follows.",
      until: "The voucher is valid until {time}.",
      button: "Show the voucher",
    },
    bank_transfer: {
      subject: {
        until: "The transfer for order {order} is possible until {time}",
        open: "The transfer for order {order} has not arrived yet",
      },
      heading: "Your transfer has not arrived yet",
      body: "Your order is waiting for your transfer of {amount}. If you have sent it already, there is nothing more to do.",
      until: "The transfer is possible until {time}.",
      button: "Show the transfer details",
    },
    partly_paid: {
      subject: "{amount} is still open for order {order}",
      heading: "{amount} is still open",
      body: "A part of your order is paid. Once the rest is paid, everything else follows.",
    },
    voucher_expired: {
      subject: "The voucher for order {order} has expired",
      heading: "Your voucher has expired",
      body: "{amount} is still open. You can get a new voucher, or choose another way to pay. If you have paid the voucher already, there is nothing more to do.",
    },
    terms: {
      prepaid_invoice: {
        subject: "Order {order}: {amount} is to be paid by invoice{until}",
        heading: "Your invoice is still to be paid",
        body: "{amount} is to be paid by invoice{until}. If you have paid it already, there is nothing more to do.",
      },
      bank_transfer: {
        subject: "Order {order}: {amount} is to be paid by transfer{until}",
        heading: "Your transfer has not arrived yet",
        body: "{amount} is to be paid by transfer{until}. If you have sent it already, there is nothing more to do.",
      },
    },
    untilDate: " until {date}",
  },
  late: {
    subject: "Order {order} is late: we had promised it by {date}",
    heading: "Your order is late",
    body: [
      "We had promised to deliver your order by {date}, and we have not managed it. We are sorry.",
      "We know about it and are working on it. There is nothing that you have to do. Your order’s page shows where it stands.",
    ],
  },
  orderPage: "Open the order, or pay another way",
  stillOpen: "Still open",
  subjectPrefix: { 0: "", 1: "Reminder: ", 2: "Reminder: ", 3: "Still waiting for you: " },
  urgency: {
    0: "You can pick up right where you left off.",
    1: "A short reminder, in case it got lost: you can pick up right where you left off.",
    2: "The order can’t move on until this is done.",
    3: "The order stays on hold until this is done; the next move is yours.",
  },
  greeting: (name) => (name === null ? "Hello," : `Hello ${name},`),
  track: {
    done: "✓",
    open: "needs you",
    failed: "needs another try",
    notNeeded: "not needed",
    late: "late",
  },
  trackTitle: "Where your order stands",
  stepsTitle: "What is left to do",
  stepUntil: (time) => `until ${time}`,
  pointsHeld: (points, time) =>
    `${points} points are set aside for this order. If it gets no further, they go back to your account on ${time}.`,
  pointsBack: (points) =>
    `The ${points} points that were set aside for this order are back in your account.`,
  lookAgain: (time) => `If nothing changes, we look at your order again on ${time}.`,
  orderTitle: (order) => `Order ${order}`,
  moreItems: (count, shown) => (count === 1 ? "and 1 more item" : `and ${shown} more items`),
  amounts: {
    discount: "Discount",
    points: "Points",
    shipping: "Delivery",
    tax: "Tax",
    includedTax: "Tax included",
    other: "Other amounts",
  },
  total: "Total",
  linkHint: "If the button does not work, open this address:",
  reason: (shop, order) =>
    `You get this mail because order ${order} was placed at ${shop} with this address.`,
  wayOut: "No more mail about my orders",
};

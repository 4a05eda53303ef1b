import type { BannerCopy } from "../banner-words.ts";
import { EN_BANNER_MONEY } from "./banner-money.ts";
import { EN_STAGES } from "./stages.ts";

const IDLE = "There is nothing you need to do.";

/** The banner's words in English: plain, in the second person, without blame. */
export const EN_BANNER: BannerCopy = {
  stages: {
    payment: {
      name: EN_STAGES.payment,
      resume: { open: "Continue to payment", failed: "Try the payment again" },
      change: {
        not_started: "Order placed",
        in_progress: "Payment started",
        waiting: "Payment waiting to be confirmed",
        completed: "Payment received",
        failed: "Payment not completed",
      },
      headline: {
        not_started: "Payment comes next",
        in_progress: "Your payment is under way",
        waiting: "Your payment is not confirmed yet",
        failed: "Your payment did not go through",
      },
      sentence: {
        not_started: {
          member: "Your order is placed. It continues once you have paid.",
          provider: `Your bank has yet to begin the payment. ${IDLE}`,
          operator: `Our team is preparing the payment. ${IDLE}`,
          nobody: "The payment has not begun yet.",
        },
        in_progress: {
          member: "You have begun to pay. Once that is finished, your order moves on.",
          provider: `Your bank is working on the payment. ${IDLE}`,
          operator: `Our team is working on the payment. ${IDLE}`,
          nobody: "The payment is being made. This page shows when it arrives.",
        },
        waiting: {
          member: "It needs one more step from you, such as approving it with your bank.",
          provider: `Your bank is still confirming the payment. This can take two days. ${IDLE}`,
          operator: `Our team is checking the payment. ${IDLE}`,
          nobody: "The payment is waiting to be confirmed.",
        },
        failed: {
          member: "Your order is still here. You can try again, or pay another way.",
          provider: "We are waiting to hear from your bank.",
          operator: `Your order is still here, and our team is looking at the payment. ${IDLE}`,
          nobody: "Your order is still here. What comes next is not settled yet.",
        },
      },
    },
    verification: {
      name: EN_STAGES.verification,
      resume: { open: "Confirm your identity", failed: "Try the identity check again" },
      change: {
        not_started: "Identity check came next",
        in_progress: "Identity check started",
        waiting: "Identity check waiting",
        completed: "Identity confirmed",
        failed: "Identity check not completed",
      },
      headline: {
        not_started: "A short identity check comes next",
        in_progress: "Your identity check is under way",
        waiting: "Your identity is not confirmed yet",
        failed: "Your identity could not be confirmed",
      },
      sentence: {
        not_started: {
          member: "Before your order goes on, please confirm that it is you.",
          provider: `Our checking service has yet to begin. ${IDLE}`,
          operator: `Our team is preparing the identity check. ${IDLE}`,
          nobody: "The identity check has not begun yet.",
        },
        in_progress: {
          member: "You have begun the identity check. Once it is finished, your order moves on.",
          provider: `Our checking service is looking at your details. ${IDLE}`,
          operator: `Our team is looking at your details. ${IDLE}`,
          nobody: "The identity check is running. This page shows when it is done.",
        },
        waiting: {
          member: "We need one more thing from you to confirm that it is you.",
          provider: `Our checking service has not answered yet. ${IDLE}`,
          operator: `Our team is going through your identity check. ${IDLE}`,
          nobody: "The identity check is waiting for its result.",
        },
        failed: {
          member: "A clearer picture or another document often helps. You can try again.",
          provider: "We are waiting for our checking service.",
          operator: `Our team is looking at the check. ${IDLE}`,
          nobody: "How the check goes on is not settled yet.",
        },
      },
    },
    loyalty_hold: {
      name: EN_STAGES.loyalty_hold,
      resume: { open: "Finish your points", failed: "Try your points again" },
      change: {
        not_started: "Points came next",
        in_progress: "Points being set aside",
        waiting: "Points waiting",
        completed: "Points settled",
        failed: "Points not set aside",
      },
      headline: {
        not_started: "Your points come next",
        in_progress: "Your points are being set aside",
        waiting: "Your points are not settled yet",
        failed: "Your points could not be set aside",
      },
      sentence: {
        not_started: {
          member: "Please say how you want to use your points for this order.",
          provider: `The points program has yet to begin. ${IDLE}`,
          operator: `Our team is preparing your points. ${IDLE}`,
          nobody: "Your points have not been looked at yet.",
        },
        in_progress: {
          member: "You have begun with your points. Once that is finished, your order moves on.",
          provider: `The points program is setting your points aside. ${IDLE}`,
          operator: `Our team is setting your points aside. ${IDLE}`,
          nobody: "Points are being set aside. This page shows when that is done.",
        },
        waiting: {
          member: "One thing about your points is still yours to do.",
          provider: `The points program has not confirmed your points yet. ${IDLE}`,
          operator: `Our team is checking your points. ${IDLE}`,
          nobody: "Your points are waiting to be confirmed.",
        },
        failed: {
          member: "Your order is still here. You can try again, or go on without points.",
          provider: "We are waiting for the points program.",
          operator: `Our team is looking at your points. ${IDLE}`,
          nobody: "What happens with the points is not settled yet.",
        },
      },
    },
    fulfillment: {
      name: EN_STAGES.fulfillment,
      resume: { open: "Complete your delivery details", failed: "Check your delivery details" },
      change: {
        not_started: "Order handed to fulfillment",
        in_progress: "Order being prepared",
        waiting: "Fulfillment waiting",
        completed: "Order fulfilled",
        failed: "Fulfillment interrupted",
      },
      headline: {
        not_started: "Your order is ready to be prepared",
        in_progress: "Your order is being prepared",
        waiting: "Your order is waiting to go out",
        failed: "Your order could not be sent yet",
      },
      sentence: {
        not_started: {
          member: "We need your delivery details before we can begin.",
          provider: `The warehouse has your order and has yet to begin. ${IDLE}`,
          operator: `Our team has your order and has yet to begin. ${IDLE}`,
          nobody: "Everything before it is done. Preparing has not begun yet.",
        },
        in_progress: {
          member: "While we prepare it, we need one delivery detail from you.",
          provider: `The warehouse is preparing your order. ${IDLE}`,
          operator: `Our team is preparing your order. ${IDLE}`,
          nobody: "It is being prepared. This page shows when that is done.",
        },
        waiting: {
          member: "It needs a delivery detail from you before it can go out.",
          provider: `The warehouse has not confirmed your order yet. ${IDLE}`,
          operator: `Our team is looking after your order. ${IDLE}`,
          nobody: "It is waiting for its turn to go out.",
        },
        failed: {
          member: "A delivery detail may need correcting. Please have a look at it.",
          provider: "We are waiting to hear from the warehouse.",
          operator: `Our team is looking at what holds it up. ${IDLE}`,
          nobody: "What comes next is not settled yet.",
        },
      },
    },
  },
  completed: {
    headline: "Your order is complete",
    sentence: "Every step of your order is done.",
    change: "Order completed",
  },
  cancelled: {
    headline: "Your order was cancelled",
    sentence: `It goes no further. ${IDLE}`,
    change: "Order cancelled",
  },
  loading: { headline: "Looking up your order" },
  unreachable: {
    headline: "We can’t reach your order right now",
    sentence: "Your order is not affected. This page keeps trying automatically.",
  },
  absent: {
    headline: "We can’t show this order here",
    sentence:
      "The link may be incomplete or out of date, or the order may belong to another account.",
  },
  stop: {
    done: "Done",
    coming: "To come",
    unreached: "Not reached",
    cancelled: "Cancelled",
    failed: "Not completed",
    action: "Needs you",
    waiting: {
      not_started: "Next",
      in_progress: "In progress",
      waiting: "Waiting",
      failed: "Not completed",
    },
    money: {
      pay_later: "Comes later",
      to_refund: "Will be refunded",
      refund_pending: "Refund under way",
      refunded: "Given back",
      disputed: "In a dispute",
    },
  },
  money: EN_BANNER_MONEY,
  next: {
    member: "If it is still open, we may remind you by e-mail",
    provider: "If there is no answer by then, our team takes a look",
    operator: "We check on it again",
    nobody: "We check whether it has moved on",
  },
  labels: {
    track: "Steps of your order",
    latest: "Latest change",
    next: "What happens next",
    steps: "Still yours to do",
    ends: "ends",
    retry: "Check again",
    justNow: "just now",
    soon: "any moment now",
  },
  points: {
    label: "Your points",
    active: "set aside for this order",
    captured: "used for this order",
    back: "back in your account",
    until: "go back",
    expired: {
      headline: "Your points are no longer set aside",
      sentence: "They are back in your account. Set them aside again, or go on without points.",
    },
    waive: "Go on without your points",
  },
  delivery: {
    promised: "Promised by",
    late: {
      headline: "Your delivery is late",
      sentence: `We had promised it by {date}. We are sorry, and we are working on it. ${IDLE}`,
    },
  },
  freshness: {
    live: "Live",
    checking: "Checking",
    checked: "Checked",
    retrying: "trying again",
    neverChecked: "Not checked yet",
  },
};

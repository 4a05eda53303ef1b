import type { UnsubscribeWords } from "../unsubscribe-words.ts";

/** The words of the page that ends mail, in English. */
export const EN_UNSUBSCRIBE: UnsubscribeWords = {
  title: "No more mail about your orders?",
  about:
    "{shop} writes to you when an order is waiting for you. Choose what should stop. Your orders themselves are not affected.",
  stopAll: "Stop all mail about my orders",
  stopOrder: "Stop only mail about order {order}",
  stoppedTitle: "You are unsubscribed",
  stopped: "{shop} will not write to you any more when an order is waiting for you.",
  stoppedOrderTitle: "No more mail about this order",
  stoppedOrder: "{shop} will not write to you any more about order {order}.",
  undoAll: "Undo: write to me again",
  undoOrder: "Undo: write to me about order {order}",
  resumedTitle: "You get mail about your orders again",
  complained:
    "Mail to this address was reported as spam, so {shop} sends none. If you want it again, please write to the shop.",
  expiredTitle: "This link does not work any more",
  expired:
    "Links in our mail work for a limited time. Use the one in a newer mail, or write to {shop}.",
};

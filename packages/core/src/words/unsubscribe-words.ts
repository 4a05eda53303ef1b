/** The words of the page behind the link that ends mail. `{shop}` is the shop's name, `{order}` an order's number. */
export interface UnsubscribeWords {
  /** The question, and its answers. */
  readonly title: string;
  readonly about: string;
  readonly stopAll: string;
  readonly stopOrder: string;
  /** After all mail was stopped. */
  readonly stoppedTitle: string;
  readonly stopped: string;
  /** After mail about one order was stopped. */
  readonly stoppedOrderTitle: string;
  readonly stoppedOrder: string;
  readonly undoAll: string;
  readonly undoOrder: string;
  /** After all mail was wanted again. */
  readonly resumedTitle: string;
  /** A mail was reported as spam: only the shop can send again. */
  readonly complained: string;
  readonly expiredTitle: string;
  readonly expired: string;
}

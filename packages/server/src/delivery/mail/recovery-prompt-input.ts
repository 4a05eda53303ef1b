import type {
  MoneySituation,
  MoreLines,
  OrderLine,
  OrderTax,
  Stage,
  StageStatus,
} from "@followthrough/core/domain";
import type { PromptStep } from "@followthrough/core/words";
import type { MoneyInput } from "../../mail/money-input.ts";

/** Points that are or were held for an order. */
export interface RedeemedPoints {
  readonly points: number;
  /** When they are released if nothing happens; `null` when they are back already. */
  readonly heldUntil: Date | null;
}

/** An order's money as a mail speaks of it: also of a voucher that ended without money. */
export type MailMoney =
  | MoneySituation
  | { readonly kind: "voucher_expired"; readonly amount: number };

/** What a mail says about each of its orders. */
export interface PromptedOrder {
  readonly orderNumber: string;
  readonly total: MoneyInput;
  /** The stage that needs the member. */
  readonly stage: Stage;
  readonly status: StageStatus;
  /** As of when the mail is written, so that no step is linked that is over. */
  readonly money: MailMoney;
  /** Points that the order redeems; `null` when the mail has nothing to say about them. */
  readonly points: RedeemedPoints | null;
  readonly resumeUrl: string;
  /** The promised day, if the mail is about its being over; the shopper has nothing to do then. */
  readonly lateSince?: Date | null;
}

/** Everything that a recovery mail says, as plain data. Text from outside may contain anything. */
export interface RecoveryPromptInput extends PromptedOrder {
  readonly shopName: string;
  readonly items: readonly OrderLine[];
  /** Lines that are counted and not listed. */
  readonly moreItems: MoreLines | null;
  /** What the shop says about the way from the items to the total, in minor units of the total's currency. */
  readonly discount: number | null;
  /** What redeemed points take off. */
  readonly pointsOff?: number | null;
  readonly shipping: number | null;
  readonly tax: OrderTax | null;
  readonly memberName: string | null;
  /** BCP 47; English when absent, invalid, or a language without words of its own. */
  readonly locale: string | null;
  /** IANA; UTC when absent or unknown. */
  readonly timeZone: string | null;
  /** All four, in order. */
  readonly stages: readonly {
    readonly stage: Stage;
    readonly status: StageStatus;
    readonly required: boolean;
  }[];
  /** The loyalty steps that the member still has to do. */
  readonly pendingSteps: readonly { readonly title: string; readonly expiresAt: Date | null }[];
  /** Why the identity check failed, by its provider's code, if the mail is about one that failed. */
  readonly identityReason?: string | null;
  readonly step: PromptStep;
  readonly unsubscribeUrl: string;
  /** Other waiting orders of the same member; without folding, each would have its own mail. */
  readonly otherOrders: readonly PromptedOrder[];
  /** When the order is looked at again if nothing happens. */
  readonly nextActionAt: Date | null;
}

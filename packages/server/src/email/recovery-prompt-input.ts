import type { Stage, StageStatus } from "@followthrough/core/domain";

/** An amount in the currency's minor unit, as ISO 4217 defines it. */
export interface MoneyInput {
  readonly amount: number;
  readonly currency: string;
}

/** Points that are held for an order, or were. */
export interface RedeemedPoints {
  readonly points: number;
  /** When they go back if nothing comes; `null` when they are back already. */
  readonly heldUntil: Date | null;
}

/** How many prompts of the cadence came before; later ones are slightly more direct. */
export type PromptStep = 0 | 1 | 2 | 3;

/** Everything a recovery mail says, as plain data. Text from outside may hold anything. */
export interface RecoveryPromptInput {
  readonly shopName: string;
  readonly orderNumber: string;
  readonly items: readonly {
    readonly title: string;
    readonly quantity: number;
    readonly unitPrice: MoneyInput;
  }[];
  readonly total: MoneyInput;
  readonly memberName: string | null;
  /** BCP 47; English when absent, not valid, or of a language that has no copy. */
  readonly locale: string | null;
  /** IANA; UTC when absent or not known. */
  readonly timeZone: string | null;
  /** The stage that needs the member. */
  readonly stage: Stage;
  readonly status: StageStatus;
  /** All four, in their order. */
  readonly stages: readonly {
    readonly stage: Stage;
    readonly status: StageStatus;
    readonly required: boolean;
  }[];
  /** What the member still has to do for points. */
  readonly pendingSteps: readonly { readonly title: string; readonly expiresAt: Date | null }[];
  /** Points that the order redeems, `null` when there are none to speak of. */
  readonly points: RedeemedPoints | null;
  readonly step: PromptStep;
  readonly resumeUrl: string;
  readonly unsubscribeUrl: string;
  /** Further orders of the same member that wait too and would each have had a mail of their own. */
  readonly otherOrders: readonly {
    readonly orderNumber: string;
    /** The stage that needs the member. */
    readonly stage: Stage;
    readonly status: StageStatus;
    readonly total: MoneyInput;
    readonly points: RedeemedPoints | null;
    readonly resumeUrl: string;
  }[];
  /** When the order is looked at again if nothing comes. */
  readonly nextActionAt: Date | null;
}

import type {
  PostCredit,
  PostEvent,
  PostPause,
  PutHold,
  PutLoyaltyStep,
  PutMember,
  PutOrder,
} from "@followthrough/core/client";

/** One request about an order that was placed. */
export type Step =
  | { readonly kind: "report"; readonly event: PostEvent }
  | { readonly kind: "cancel"; readonly reason: string }
  | { readonly kind: "pause"; readonly body: PostPause }
  | { readonly kind: "hold"; readonly holdId: string; readonly body: PutHold }
  | {
      readonly kind: "loyalty_step";
      readonly memberId: string;
      readonly externalId: string;
      readonly body: PutLoyaltyStep;
    }
  | { readonly kind: "assign"; readonly assignee: string }
  | { readonly kind: "resolve"; readonly operator: string; readonly resolution: string };

/** How many rounds a plan has. A sweep runs after each but the last; the longest cadence needs five sweeps. */
export const ROUNDS = 6;

/** The round after the last sweep: what is reported here waits for the product's own next sweep. */
export const LAST_ROUND = ROUNDS - 1;

/** What happens to an order, by round. */
export type StepsByRound = Readonly<Record<number, readonly Step[]>>;

/** A member to report, and what belongs to the member alone. */
export interface PlannedMember {
  readonly memberId: string;
  readonly body: PutMember;
  readonly isOptedOut: boolean;
  readonly loyaltySteps: readonly { readonly externalId: string; readonly body: PutLoyaltyStep }[];
}

/** An order to place, and what happens to it afterwards. */
export interface PlannedOrder {
  readonly orderId: string;
  /** Which of the situations it shows. */
  readonly situation: string;
  readonly body: PutOrder;
  /** Points that the member earned earlier, where the order needs some. */
  readonly credit: PostCredit | null;
  readonly steps: StepsByRound;
}

/** Everything that a seeded shop reports. */
export interface ShopPlan {
  readonly seed: number;
  readonly members: readonly PlannedMember[];
  readonly orders: readonly PlannedOrder[];
}

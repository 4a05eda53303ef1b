import type { PutOrder } from "@followthrough/core/client";
import type { OrderDraft } from "./order-draft.ts";
import type { StepsByRound } from "./shop-plan.ts";

/** Whose order it is. */
export type Shopper =
  | "member"
  | "opted_out"
  /** Named by the order, and never reported. */
  | "unreported"
  | "guest"
  | "guest_without_address"
  /** A member who has no order that waits for them, so that a later one never looks like the same bought again. */
  | "settled";

/** Something that happens to orders of a shop. */
export interface Situation {
  readonly name: string;
  /** How often it happens, against the other situations' weights. */
  readonly weight: number;
  readonly shopper?: Shopper;
  /** How long ago such an order was placed, in hours: from the first up to the second. */
  readonly ageHours?: readonly [number, number];
  /** Points that the order redeems when it is placed, or that a hold takes later. */
  readonly points?: number;
  /** By when the order is promised: how far between its placing (0) and now (1); no promise when absent. */
  readonly promisedAt?: number;
  /** Orders of one errand have the same shopper and the same basket. */
  readonly errand?: string;
  /** What the order says beside its number, member, items and total. */
  readonly order?: Partial<PutOrder>;
  readonly steps: (draft: OrderDraft) => StepsByRound;
}

import type { Lifecycle } from "./derive.ts";
import { sumsOf } from "./money/sums.ts";
import type { Orchestration } from "./orchestration.ts";
import { checkWaitsOn } from "./things/check.ts";
import { isLossOpen } from "./things/fulfillment-stage.ts";
import { isLost, type Parcel } from "./things/parcel.ts";
import { beganAt } from "./things/spell.ts";

/** What the cause of a need begins with that is about fraud reviews, before their ids. */
export const REVIEWS = "review.";

/**
 * The needs for an operator that a completed order's checks and parcels give, each as `reason cause`. Findings after
 * the order's end change none of its stages, so nothing else would show them.
 */
export function* needsOfCompleted(order: Orchestration, lifecycle: Lifecycle): Generator<string> {
  const { registers, things, ifKnown } = order;
  const delivery = lifecycle.fulfillment.counting;
  // News of a delivery that was not needed at the order's end leave the order complete.
  const isMissing = ifKnown.includes("fulfillment")
    ? isLossOpen(registers.fulfillment, Object.values(things.parcels))
    : delivery?.status !== "completed";
  if (isMissing) {
    yield `fulfillment_failed ended.${delivery?.occurredAt}`;
  }
  const reviews = Object.values(things.checks).filter(
    (check) => check.kind === "review" && checkWaitsOn(check) === "operator",
  );
  if (reviews.length > 0 && lifecycle.verification.counting?.status !== "completed") {
    yield `waiting_on_operator ${REVIEWS}${reviews.map(({ reference }) => reference).join(",")}`;
  }
}

/** The need of a cancelled order whose goods are out although nobody pays for them. */
export function* needsOfCancelled(order: Orchestration): Generator<string> {
  const { money, registers, things, lastTransitionAt: cancelledAt } = order;
  const { captured, kept } = sumsOf({ money, register: registers.payment });
  const parcels = Object.values(things.parcels).filter(isOnItsWay);
  // Goods that had arrived were perhaps sent back: only if they were never paid does somebody have to ask.
  const isUnderWay = parcels.some((parcel) => {
    return parcel.latest.state !== "delivered" || beganAt(parcel) > cancelledAt;
  });
  const isOut = parcels.length > 0 || isStatedOut(order);
  if ((isUnderWay && kept <= 0) || (isOut && captured <= 0)) yield "shipped_unpaid out";
}

/** Whether goods are on their way, or have arrived. */
export function isOut(order: Orchestration): boolean {
  return isStatedOut(order) || Object.values(order.things.parcels).some(isOnItsWay);
}

function isStatedOut({ registers, notRequired }: Orchestration): boolean {
  const isStated = registers.fulfillment.hard?.status === "completed";
  return isStated && !notRequired.includes("fulfillment");
}

function isOnItsWay(parcel: Parcel): boolean {
  return parcel.shippedAt !== null && !isLost(parcel);
}

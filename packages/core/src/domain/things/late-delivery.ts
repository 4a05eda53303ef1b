import type { CurrentStage, OrchestrationStatus, WaitingOn } from "../stage.ts";
import { isDelivered, type ParcelState } from "./parcel.ts";

/** What a shopper's page knows of a delivery. */
export interface ShownDelivery {
  readonly currentStage: CurrentStage;
  readonly status: OrchestrationStatus;
  readonly waitingOn: WaitingOn | null;
  /** The end of the promised day, ISO 8601. */
  readonly promisedBy: string | null;
  readonly parcels: readonly { readonly state: ParcelState }[];
}

/**
 * Whether a shopper should read that the delivery is late: the promised day is over, the order waits for nothing else
 * and for nothing from the shopper, and goods are still missing.
 *
 * @param now epoch milliseconds
 */
export function isDeliveryLate(
  { currentStage, status, waitingOn, promisedBy, parcels }: ShownDelivery,
  now: number,
): boolean {
  const isShops =
    currentStage === "fulfillment" && status !== "cancelled" && waitingOn !== "member";
  const isOver = promisedBy !== null && Date.parse(promisedBy) <= now;
  return isShops && isOver && !isDelivered(parcels.map(({ state }) => state));
}

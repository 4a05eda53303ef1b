import type { ParcelState } from "../../domain/index.ts";

/** The state of a parcel in English, for operators. */
export const EN_PARCELS: Readonly<Record<ParcelState, string>> = {
  pending: "Being prepared",
  shipped: "On its way",
  delivered: "Delivered",
  failed: "Lost or sent back",
  cancelled: "Called off",
};

import type { EntryParcel, ParcelView } from "@followthrough/core/contract";
import { beganAt, type EntryThings, type Orchestration } from "@followthrough/core/domain";
import { iso, isoOrNull } from "../platform/postgres/times.ts";

/** An order's parcels as callers see them, the latest first. */
export function viewParcels({ things }: Pick<Orchestration, "things">): ParcelView[] {
  return Object.values(things.parcels)
    .toSorted((a, b) => beganAt(b) - beganAt(a))
    .map((parcel) => ({
      source: parcel.source,
      account: parcel.account,
      reference: parcel.reference,
      state: parcel.latest.state,
      carrier: parcel.latest.carrier,
      trackingNumber: parcel.latest.trackingNumber,
      since: iso(beganAt(parcel)),
      shippedAt: isoOrNull(parcel.shippedAt),
      trackingUrl: parcel.latest.trackingUrl,
    }));
}

/** What a timeline entry reports of parcels, as callers see it. */
export function viewParcelReports(things: EntryThings | null): EntryParcel[] {
  return (things?.parcels ?? []).map(({ reference, state, carrier, trackingNumber }) => {
    return { reference, state, carrier, trackingNumber };
  });
}

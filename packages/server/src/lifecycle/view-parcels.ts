import type { EntryParcel, ParcelView } from "@followthrough/core/contract";
import type { EntryThings, Orchestration } from "@followthrough/core/domain";
import { iso, isoOrNull } from "../platform/postgres/times.ts";

/** An order's parcels as callers see them, the latest first. */
export function viewParcels({ things }: Pick<Orchestration, "things">): ParcelView[] {
  return Object.values(things.parcels)
    .toSorted((a, b) => b.latest.since - a.latest.since)
    .map(({ source, account, reference, latest, shippedAt }) => ({
      source,
      account,
      reference,
      state: latest.state,
      carrier: latest.carrier,
      trackingNumber: latest.trackingNumber,
      since: iso(latest.since),
      shippedAt: isoOrNull(shippedAt),
      trackingUrl: latest.trackingUrl,
    }));
}

/** What a timeline entry reports of parcels, as callers see it. */
export function viewParcelReports(things: EntryThings | null): EntryParcel[] {
  return (things?.parcels ?? []).map(({ reference, state, carrier, trackingNumber }) => {
    return { reference, state, carrier, trackingNumber };
  });
}

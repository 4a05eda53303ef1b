import type { ParcelReport, ParcelState, StageEvent } from "../../src/domain/index.ts";
import { at, fact, type Said } from "./order.ts";

/** What a source says of one parcel as of a minute. */
export function parcelReport(
  reference: string,
  state: ParcelState,
  minute: number,
  said: Partial<ParcelReport> = {},
): ParcelReport {
  return {
    account: "",
    reference,
    asOf: at(minute),
    state,
    since: at(minute),
    carrier: "DHL",
    trackingNumber: `JD-${reference}`,
    trackingUrl: `https://track.example/${reference}`,
    ...said,
  };
}

let facts = 0;

/** The fact that a parcel got into a state. It says no more of the stage than that it is under way. */
export function parcel(
  reference: string,
  state: ParcelState,
  minute: number,
  said: Said = {},
): StageEvent {
  facts += 1;
  return fact("fulfillment", "in_progress", minute, {
    sourceEventId: `parcel-${facts}`,
    parcels: [parcelReport(reference, state, minute)],
    ...said,
  });
}

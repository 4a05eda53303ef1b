import type { EntryThings } from "./order-things.ts";

/**
 * What an entry says of checks and parcels, without the texts that may lead to a person: reasons, URLs and tracking
 * numbers. States, times and references stay, so a timeline replays to the same stages.
 */
export function withoutThingsTexts({ checks, parcels, ...said }: EntryThings): EntryThings {
  return {
    ...said,
    ...(checks === undefined
      ? {}
      : { checks: checks.map((check) => ({ ...check, reason: check.reason && "", url: null })) }),
    ...(parcels === undefined
      ? {}
      : {
          parcels: parcels.map((parcel) => ({
            ...parcel,
            trackingNumber: null,
            trackingUrl: null,
          })),
        }),
  };
}

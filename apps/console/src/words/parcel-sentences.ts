import type { EntryParcel, TimelineEntry } from "@followthrough/core/contract";
import { OPERATOR_WORDS } from "@followthrough/core/words";

/** The state of a parcel, in a word or two. */
export const PARCEL_WORDS = OPERATOR_WORDS.parcels;

/** What an entry reports of parcels, in a sentence; `null` if it reports none. */
export function parcelsSentence({ parcels }: Pick<TimelineEntry, "parcels">): string | null {
  return parcels.length === 0 ? null : parcels.map(sentenceOf).join("; ");
}

function sentenceOf({ state, carrier, trackingNumber }: EntryParcel): string {
  const way = [carrier, trackingNumber].filter((part) => part !== null).join(" ");
  return `Parcel: ${PARCEL_WORDS[state].toLowerCase()}${way === "" ? "" : `, ${way}`}`;
}

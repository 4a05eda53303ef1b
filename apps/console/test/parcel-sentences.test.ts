import { PARCEL_STATES } from "@followthrough/core/domain";
import { expect, test } from "vitest";
import { comingSentence, decisionSentence } from "../src/words/decisions.ts";
import { PARCEL_WORDS, parcelsSentence } from "../src/words/parcel-sentences.ts";

test("an entry about parcels says the state of each, and how it can be found", () => {
  const parcel = {
    reference: "p1",
    state: "shipped",
    carrier: "DHL",
    trackingNumber: "JD1",
  } as const;
  const bare = { ...parcel, state: "cancelled", carrier: null, trackingNumber: null } as const;
  expect(parcelsSentence({ parcels: [parcel, bare] })).toBe(
    "Parcel: on its way, DHL JD1; Parcel: called off",
  );
  expect(parcelsSentence({ parcels: [] })).toBeNull();
  expect(Object.keys(PARCEL_WORDS).toSorted()).toEqual([...PARCEL_STATES].toSorted());
});

test("a mail about a delay is not called a prompt", () => {
  const telling = { timeZone: null };
  expect(decisionSentence("prompt", "late", null, 0, telling)).toBe(
    "Mailed: that the order is late",
  );
  expect(comingSentence("prompt", "late", 0, null, telling)).toBe(
    "A mail says that the order is late",
  );
});

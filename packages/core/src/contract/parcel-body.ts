import { z } from "zod";
import { PARCEL_STATES, type ParcelReport } from "../domain/index.ts";
import { Instant, text } from "./primitives.ts";

/** What a report says of one parcel. */
export const ParcelBody = z
  .strictObject({
    reference: text(255).describe(
      "The parcel's own id. Reports with the same id are about the same parcel",
    ),
    account: text(255)
      .optional()
      .describe(
        "The carrier's or warehouse's account that has the parcel, if the shop has several",
      ),
    state: z
      .enum(PARCEL_STATES)
      .describe(
        "pending: not on its way yet; failed: lost, refused or sent back; cancelled: called off",
      ),
    since: Instant.optional().describe(
      "When the parcel got into this state; the event's time when absent. Repeat it when you report the same state again",
    ),
    carrier: text(100).optional().describe("Who brings it, such as DHL"),
    trackingNumber: text(100).optional(),
    trackingUrl: z
      .url({ protocol: /^https$/, error: "must be a URL with https" })
      .max(2000)
      .optional()
      .describe("The carrier's page about the parcel, which the shopper sees"),
  })
  .describe(
    "With the stage fulfillment: what is known of one parcel. `status` still says where the whole stage stands",
  )
  .meta({ id: "Parcel" });

/** What a report says of one parcel. */
export type ParcelBody = z.infer<typeof ParcelBody>;

/** What a valid body says. @param occurredAt when it was true, as epoch milliseconds */
export function readParcel(body: ParcelBody, occurredAt: number): ParcelReport {
  const { reference, account, state, since, carrier, trackingNumber, trackingUrl } = body;
  return {
    account: account ?? "",
    reference,
    asOf: occurredAt,
    state,
    since: since === undefined ? occurredAt : Date.parse(since),
    carrier: carrier ?? null,
    trackingNumber: trackingNumber ?? null,
    trackingUrl: trackingUrl ?? null,
  };
}

const SEEN = {
  state: z.enum(PARCEL_STATES),
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
};
const TrackingUrl = z.string().nullable().describe("The carrier's page about it");

/** What an entry reports of one parcel. */
export const EntryParcel = z.object({ reference: z.string(), ...SEEN }).meta({ id: "EntryParcel" });

/** What an entry reports of one parcel. */
export type EntryParcel = z.infer<typeof EntryParcel>;

/** One parcel of an order. */
export const ParcelView = z
  .object({
    source: z.string().describe("The provider, or `api`"),
    account: z.string().describe("The provider's account; empty for the shop's own"),
    reference: z.string(),
    ...SEEN,
    since: z.string().describe("When it got into this state"),
    shippedAt: z
      .string()
      .nullable()
      .describe("When it was on its way for the first time; null if it never was"),
    trackingUrl: TrackingUrl,
  })
  .meta({ id: "OrderParcel" });

/** One parcel of an order. */
export type ParcelView = z.infer<typeof ParcelView>;

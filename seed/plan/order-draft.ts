import type { PostEvent } from "@followthrough/core/client";
import { STAGES, type Stage, type StageStatus, stageIndex } from "@followthrough/core/domain";
import type { Random } from "../../prove/random.ts";
import type { Step } from "./shop-plan.ts";

export const HOUR = 60 * 60_000;

/** An order while it is planned. Times are epoch milliseconds. */
export interface OrderDraft {
  readonly orderId: string;
  /** `null` for a guest. */
  readonly memberId: string | null;
  readonly total: { readonly amount: number; readonly currency: string };
  readonly placedAt: number;
  /** When the shop is filled. */
  readonly now: number;
  readonly random: Random;
}

/** Who reports a stage, and in which words; the provider names are made up. */
const REPORTERS = {
  payment: {
    source: "acme-pay",
    notes: {
      in_progress: "The bank transfer is on its way",
      waiting: "The bank asks for a second factor",
      failed: "Declined: insufficient funds",
    },
  },
  verification: {
    source: "id-check",
    notes: {
      in_progress: "The documents are being checked",
      waiting: "A photo of an identity document is missing",
      failed: "The document has expired",
    },
  },
  loyalty_hold: {
    source: "points-desk",
    notes: {
      in_progress: "The points are being held",
      waiting: "The member has to confirm the points",
      failed: "The points could not be held",
    },
  },
  fulfillment: {
    source: "warehouse",
    notes: {
      in_progress: "The carrier has the parcel",
      waiting: "A piece is on back order",
      failed: "The parcel came back undelivered",
    },
  },
} as const satisfies Record<
  Stage,
  { readonly source: string; readonly notes: Partial<Record<StageStatus, string>> }
>;

/** What the warehouse's words say about the parcel. */
const PARCEL_STATES = {
  in_progress: "shipped",
  completed: "delivered",
  failed: "failed",
} as const satisfies Partial<Record<StageStatus, NonNullable<PostEvent["parcel"]>["state"]>>;

/** What a report says beside stage and status. */
export type ReportDetails = Pick<
  PostEvent,
  "waitingOn" | "nextActionAt" | "reopens" | "note" | "check"
>;

/** An instant as the API takes it. @param time epoch milliseconds */
export function instant(time: number): string {
  return new Date(time).toISOString();
}

/**
 * A provider's report of one stage.
 *
 * @param at how far between the order's placing (0) and now (1) it happened, for reports of a stage that say the same
 *   each another; `"now"` for when the product hears of it
 */
export function report(
  { orderId, placedAt, now }: OrderDraft,
  at: number | "now",
  stage: Stage,
  status: StageStatus,
  details: ReportDetails = {},
): Extract<Step, { readonly kind: "report" }> {
  const { source, notes } = REPORTERS[stage];
  const note = Object.entries(notes).find(([said]) => said === status)?.[1];
  const parcel = stage === "fulfillment" ? parcelOf(orderId, status) : undefined;
  const event: PostEvent = {
    stage,
    status,
    source,
    sourceEventId: `${orderId}.${stage}.${status}.${at === "now" ? at : Math.round(at * 1000)}`,
    // Without a time the product takes its own, which lies after everything that its sweeps did.
    ...(at !== "now" && { occurredAt: instant(placedAt + at * (now - placedAt)) }),
    ...(note !== undefined && { note }),
    ...(parcel !== undefined && { parcel }),
    ...details,
  };
  return { kind: "report", event };
}

/** The order's only parcel when the stage stands here; `undefined` if there is none yet. */
function parcelOf(orderId: string, status: StageStatus): PostEvent["parcel"] {
  const state = Object.entries(PARCEL_STATES).find(([said]) => said === status)?.[1];
  if (state === undefined) return undefined;
  const trackingNumber = `HO${orderId.replaceAll(/\D/g, "").padStart(9, "0")}`;
  const trackingUrl = `https://parcels.example.com/${trackingNumber}`;
  return {
    reference: `${orderId}.parcel`,
    state,
    carrier: "Acme Parcels",
    trackingNumber,
    trackingUrl,
  };
}

/**
 * A provider's report of one payment with its sums.
 *
 * @param at how far between the order's placing (0) and now (1) it happened
 */
export function reportPayment(
  draft: OrderDraft,
  at: number,
  payment: NonNullable<PostEvent["payment"]>,
): Step {
  const { state, reference } = payment;
  const status =
    state === "captured" ? "completed" : state === "authorised" ? "in_progress" : "failed";
  const { event } = report(draft, at, "payment", status);
  const sourceEventId = `${reference}.${state ?? "money-back"}`;
  return { kind: "report", event: { ...event, sourceEventId, payment } };
}

/**
 * Reports each stage before this one as completed, one after another.
 *
 * @param until how far between the order's placing and now the last of them happened
 */
export function completeBefore(
  draft: OrderDraft,
  stage: Stage | "completed",
  { until = 0.6, ...details }: ReportDetails & { readonly until?: number } = {},
): Step[] {
  const done = STAGES.slice(0, stageIndex(stage));
  return done.map((each, at) => {
    const isLast = at === done.length - 1;
    return report(
      draft,
      (until * (at + 1)) / done.length,
      each,
      "completed",
      isLast ? details : {},
    );
  });
}

/** A time in the past at which an order became due, so that the next sweep decides it. */
export function dueBefore({ placedAt, now, random }: OrderDraft): string {
  return instant(now - (now - placedAt) * (0.05 + 0.25 * random.next()));
}

/** A time within the next two days, until when nothing has to happen. */
export function dueLater({ now, random }: OrderDraft): string {
  return instant(now + (2 + 40 * random.next()) * HOUR);
}

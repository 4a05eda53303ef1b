import { earlier, type Stamp } from "../later.ts";
import { beganAt, mergeState, type Spell } from "./spell.ts";

/** The state of one parcel. A `failed` one was lost, refused or sent back. */
export const PARCEL_STATES = ["pending", "shipped", "delivered", "failed", "cancelled"] as const;

/** The state of one parcel. */
export type ParcelState = (typeof PARCEL_STATES)[number];

/** What a source says of one parcel at one moment. Times are epoch milliseconds. */
export interface ParcelReport {
  /** The provider's own account; empty for the shop's. */
  readonly account: string;
  /** The provider's id of the parcel. */
  readonly reference: string;
  /** When this was true. Of two reports of one parcel the later one counts. */
  readonly asOf: number;
  readonly state: ParcelState;
  /** When the state began. */
  readonly since: number;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
}

type Snapshot = Omit<ParcelReport, "account" | "reference"> & Stamp;

/** What we remember of one parcel. Merging reports in any order, any number of times, gives the same. */
export interface Parcel extends Pick<ParcelReport, "account" | "reference"> {
  readonly source: string;
  readonly latest: Snapshot;
  /** Since when it is in this state. Lost and called off are one. */
  readonly spell?: Spell<ParcelState>;
  /** The first time that it was on its way. */
  readonly shippedAt: number | null;
}

/** The parcel after one more report. */
export function mergeParcel(
  known: Parcel | undefined,
  source: string,
  { account, reference, ...told }: ParcelReport,
  by: string,
): Parcel {
  const { state, since } = told;
  const isOut = state === "shipped" || state === "delivered";
  const shippedAt = known?.shippedAt ?? null;
  return {
    source,
    account,
    reference,
    ...mergeState(known, { ...told, by }, RANKS, (a, b) => a === b || (isEnd(a) && isEnd(b))),
    shippedAt: isOut ? earlier(shippedAt, since) : shippedAt,
  };
}

/**
 * Since when it has left (epoch milliseconds); `null` if it never did. A parcel that was lost, refused or sent
 * back had left, although nobody said so.
 */
export function leftAt(parcel: Parcel): number | null {
  const { shippedAt, latest } = parcel;
  return shippedAt ?? (latest.state === "failed" ? beganAt(parcel) : null);
}

/** Whether it will not arrive. */
export function isLost({ latest }: Parcel): boolean {
  return isEnd(latest.state);
}

function isEnd(state: ParcelState): boolean {
  return state === "failed" || state === "cancelled";
}

/** Whether the shopper has everything that was sent: each parcel that was not lost or called off is delivered. */
export function isDelivered(states: readonly ParcelState[]): boolean {
  const arriving = states.filter((state) => !isEnd(state));
  return arriving.length > 0 && arriving.every((state) => state === "delivered");
}

/** Of two states in the same second, the one that follows the other counts. */
const RANKS: Readonly<Record<ParcelState, number>> = {
  pending: 0,
  shipped: 1,
  delivered: 2,
  failed: 3,
  cancelled: 4,
};

import { inKeyOrder, STAMP, stableText } from "../later.ts";
import type { Stage } from "../stage.ts";
import { type Check, type CheckReport, mergeCheck } from "./check.ts";
import { isDelivered, mergeParcel, type Parcel, type ParcelReport } from "./parcel.ts";

/** What is known of an order apart from its stages' statements and its money. Times are epoch milliseconds. */
export interface OrderThings {
  /** The identity checks and fraud reviews by their key. */
  readonly checks: Readonly<Record<string, Check>>;
  readonly parcels: Readonly<Record<string, Parcel>>;
  /** By when the shop promised to deliver; `null` if it promised nothing. */
  readonly promisedBy: number | null;
}

/** What a timeline entry says of these; `null` in entries that say nothing. */
export interface EntryThings {
  readonly checks?: readonly CheckReport[];
  readonly parcels?: readonly ParcelReport[];
  readonly promisedBy?: number | null;
  /** The stages that the order needs from now on. */
  readonly requires?: readonly Stage[];
}

/** Nothing is known. */
export const NO_THINGS: OrderThings = { checks: {}, parcels: {}, promisedBy: null };

const SAYING: readonly string[] = [...STAMP, "spell"];

// More things than an order ever has. The first ones are kept.
const MOST = 200;

/** What is known after an entry of a source. Returns the same object if it says nothing. */
export function mergeThings(
  things: OrderThings,
  said: EntryThings | null,
  source: string,
  by: string,
): OrderThings {
  if (said === null) return things;
  const { checks = [], parcels = [], promisedBy = things.promisedBy } = said;
  return {
    checks: mergeEach(things.checks, source, checks, (known, report) =>
      mergeCheck(known, source, report, by),
    ),
    parcels: mergeEach(things.parcels, source, parcels, (known, report) =>
      mergeParcel(known, source, report, by),
    ),
    promisedBy,
  };
}

/** Whether the promised day is over and the shopper does not have the goods. @param now epoch milliseconds */
export function isPromiseBroken({ promisedBy, parcels }: OrderThings, now: number): boolean {
  if (promisedBy === null || promisedBy > now) return false;
  return !isDelivered(Object.values(parcels).map(({ latest }) => latest.state));
}

/** Whether two say the same, apart from when it was said. */
export function sameThings(a: OrderThings, b: OrderThings): boolean {
  return a === b || stableText(a, SAYING) === stableText(b, SAYING);
}

function mergeEach<Thing, Report extends { readonly account: string; readonly reference: string }>(
  known: Readonly<Record<string, Thing>>,
  source: string,
  reports: readonly Report[],
  merge: (known: Thing | undefined, report: Report) => Thing,
): Readonly<Record<string, Thing>> {
  if (reports.length === 0) return known;
  const merged = new Map(Object.entries(known));
  for (const report of reports) {
    const key = thingKey(source, report);
    if (merged.has(key) || merged.size < MOST) merged.set(key, merge(merged.get(key), report));
  }
  return inKeyOrder(merged);
}

/** The key of one thing among those of its kind. */
export function thingKey(
  source: string,
  { account, reference }: { readonly account: string; readonly reference: string },
): string {
  return `${source}/${account.replaceAll("%", "%25").replaceAll("/", "%2F")}/${reference}`;
}

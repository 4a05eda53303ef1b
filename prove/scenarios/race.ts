import type { Random } from "../random.ts";
import { STOPS, type Stop } from "./race-stops.ts";

/** How many domains the messages go to: to one alone a worker would send only a few at once. */
export const RACE_DOMAINS = 10;
/** How far around the message's end a stop is requested. */
export const WIDE_MS = 50;
const NARROW_MS = 8;

/** How one stop and the send of the same order met; monotonic milliseconds. */
export interface Race {
  readonly orderId: string;
  readonly stop: Stop;
  readonly plan: Plan;
  messageId: string;
  requestedAt: number | null;
  /** When its client got the answer that it is done. */
  acknowledgedAt: number | null;
  /** When the ends of its messages came out of the worker, in their order. */
  readonly endsAt: number[];
  /** When the last look kept an end back. */
  withheldAt: number | null;
}

/**
 * When a stop is requested: about when the end should come, or so that its answer comes then; when the marker
 * is written; or while the answer to the last look is delayed, which gives it all the time to be done.
 */
interface Plan {
  readonly kind: "request" | "answer" | "marker" | "slow look";
  readonly offMs: number;
}

/** Plans one; the kinds of stops alternate. */
export function planRace(nth: number, random: Random): Race {
  const stop = STOPS[nth % STOPS.length];
  if (stop === undefined) throw new Error("There are stops");
  const narrow: Plan = { kind: "answer", offMs: random.between(-NARROW_MS, NARROW_MS) };
  const marker: Plan = { kind: "marker", offMs: 0 };
  const plan = random.pick<Plan>([
    { kind: "request", offMs: random.between(-WIDE_MS, WIDE_MS) },
    narrow,
    narrow,
    marker,
    marker,
    { kind: "slow look", offMs: 0 },
  ]);
  const fresh = { messageId: "", requestedAt: null, acknowledgedAt: null, withheldAt: null };
  return { orderId: `race-${nth}`, stop, plan, ...fresh, endsAt: [] };
}

/** Where an order's messages go before its address is changed. */
export function addressOf(orderId: string): string {
  const nth = Number(orderId.slice(orderId.lastIndexOf("-") + 1));
  return `${orderId}@race-${nth % RACE_DOMAINS}.test`;
}

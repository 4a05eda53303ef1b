import type {
  DisputeState,
  PaymentReport,
  PaymentSnapshot,
  PaymentState,
  RefundState,
  WaitingOn,
} from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import { currencyOf } from "./amounts.ts";
import type { Method } from "./methods.ts";
import type { NextStep } from "./next-action.ts";

/** What a row of the table says of money: whose object it is about, and the state. */
export type MoneySaid =
  | { readonly of: "intent" | "session" | "charge" | "invoice"; readonly state: PaymentState }
  | { readonly of: "refund"; readonly state: RefundState }
  | { readonly of: "dispute"; readonly state: DisputeState }
  /** A charge that says how much of it was refunded. */
  | { readonly of: "refunds" };

/** The circumstances of an object: a message about it, or an answer. Times are epoch milliseconds. */
export interface Told {
  /** The connected account; empty for the shop's own. */
  readonly account: string;
  readonly isTest: boolean;
  readonly asOf: number;
  /** When the object got into its state. */
  readonly since: number;
  /** Whether Stripe still called a released authorization a refund when it wrote the object. */
  readonly releasesAreRefunds: boolean;
  /** Who must act about a payment that has ended without money. */
  readonly waitingOn: WaitingOn | null;
}

/** The parts of a snapshot that each kind of object finds in other fields. */
export interface Seen extends Method, Partial<NextStep> {
  readonly state: PaymentState;
  readonly currency: string | null;
  readonly authorised?: number;
  readonly captured?: number;
  readonly captureBefore?: number | null;
  readonly reason?: string | null;
}

/** A report about a payment without news of any kind, to be completed. */
export function blankReport(
  reference: string,
  { account, asOf }: Pick<Told, "account" | "asOf">,
): PaymentReport {
  return {
    account,
    reference,
    asOf,
    snapshot: null,
    refundedTotal: null,
    refunds: [],
    disputes: [],
  };
}

/** What Stripe says of a payment, in our words. */
export function snapshotOf(seen: Seen, { since, isTest, waitingOn }: Told): PaymentSnapshot {
  const { state } = seen;
  return {
    state,
    method: seen.method,
    methodName: seen.methodName,
    currency: currencyOf(seen.currency),
    authorised: seen.authorised ?? 0,
    captured: seen.captured ?? 0,
    since,
    actBy: seen.actBy ?? null,
    captureBefore: seen.captureBefore ?? null,
    nextStep: seen.nextStep ?? null,
    reason: cleanText(seen.reason, 100),
    waitingOn: hasEnded(state) ? waitingOn : null,
    isTest,
  };
}

/**
 * What is left to say of an object that only led to another one, such as a checkout session with a payment intent:
 * an earlier report about it must not stand alone.
 */
export function replacedReport(reference: string, told: Omit<Told, "waitingOn">): PaymentReport {
  const seen = { state: "cancelled", method: null, methodName: null, currency: null } as const;
  const snapshot = snapshotOf({ ...seen, reason: "replaced" }, { ...told, waitingOn: null });
  return { ...blankReport(reference, told), snapshot };
}

/** Without money, so somebody may have to act. */
function hasEnded(state: PaymentState): boolean {
  return state === "failed" || state === "cancelled" || state === "expired";
}

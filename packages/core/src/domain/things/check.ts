import { assertNever } from "../assert-never.ts";
import { compareText, earlier, inKeyOrder, laterState, type Stamp } from "../later.ts";
import type { WaitingOn } from "../stage.ts";
import { mergeState, type Spell } from "./spell.ts";

/** What is checked: who the shopper is, or whether the payment looks like fraud. */
export const CHECK_KINDS = ["identity", "review"] as const;

/** What is checked: who the shopper is, or whether the payment looks like fraud. */
export type CheckKind = (typeof CHECK_KINDS)[number];

/** The states of an identity check at its provider. */
export const IDENTITY_STATES = ["requires_input", "processing", "verified", "cancelled"] as const;

/** The states of a fraud review. A `closed` one ended without a judgment, for instance because its payment ended. */
export const REVIEW_STATES = ["open", "approved", "rejected", "closed"] as const;

/** The state of a check. */
export type CheckState = (typeof IDENTITY_STATES)[number] | (typeof REVIEW_STATES)[number];

/** What a source says of one check at one moment. Times are epoch milliseconds. */
export interface CheckReport {
  readonly kind: CheckKind;
  /** The provider's own account; empty for the shop's. */
  readonly account: string;
  /** The provider's id of the check. */
  readonly reference: string;
  /** When this was true. Of two reports of one check the later one counts. */
  readonly asOf: number;
  readonly state: CheckState;
  /** When the state began. */
  readonly since: number;
  /** The provider's code for why it is in this state, such as `document_expired`. */
  readonly reason: string | null;
  /** With `requires_input`: the provider's id of the failed attempt; `null` if none has failed. */
  readonly failure: string | null;
  /** Who must act next; `null` if that follows from the state. */
  readonly waitingOn: WaitingOn | null;
  /** Where the shopper goes on with it. */
  readonly url: string | null;
}

type Snapshot = Pick<CheckReport, "state" | "since" | "reason" | "waitingOn" | "url"> & Stamp;

/** What we remember of one check. Merging reports in any order, any number of times, gives the same. */
export interface Check extends Pick<CheckReport, "kind" | "account" | "reference"> {
  readonly source: string;
  readonly latest: Snapshot;
  /** Since when a review is in this state. */
  readonly spell?: Spell<CheckState>;
  /** The first time that it was reported at all. */
  readonly openedAt: number;
  /** The first time that it was `verified`; a provider may forget the check afterwards. */
  readonly verifiedAt: number | null;
  /** The failed attempts by the provider's ids, each with the earliest time of its reports. */
  readonly failures: Readonly<Record<string, number>>;
}

// A check that fails more often than this was given to an operator long ago.
const MOST_FAILURES = 20;

/** The check after one more report. */
export function mergeCheck(
  known: Check | undefined,
  source: string,
  report: CheckReport,
  by: string,
): Check {
  const { kind, account, reference, asOf, state, since, reason, failure, waitingOn, url } = report;
  const told = { state, since, reason, waitingOn, url, asOf, by };
  return {
    kind,
    source,
    account,
    reference,
    // Each attempt at an identity check is a new beginning.
    ...(kind === "review"
      ? mergeState(known, told, RANKS)
      : { latest: laterState(known?.latest ?? null, told, RANKS) }),
    openedAt: earlier(known?.openedAt ?? null, since),
    verifiedAt:
      state === "verified"
        ? earlier(known?.verifiedAt ?? null, since)
        : (known?.verifiedAt ?? null),
    failures: withFailure(known?.failures ?? {}, failure, asOf),
  };
}

/** Who must act about a check; `null` when it is over. */
export function checkWaitsOn({ verifiedAt, latest }: Check): WaitingOn | null {
  const { state, waitingOn } = latest;
  switch (state) {
    case "requires_input":
    case "processing":
    case "cancelled":
      return verifiedAt === null ? (waitingOn ?? USUAL[state]) : null;
    case "open":
    case "rejected":
      return "operator";
    case "verified":
    case "approved":
    case "closed":
      return null;
    default:
      return assertNever(state);
  }
}

const USUAL = {
  requires_input: "member",
  processing: "provider",
  cancelled: "operator",
} as const satisfies Partial<Record<CheckState, WaitingOn>>;

/** Of two states in the same second, the one that follows the other counts. */
const RANKS: Readonly<Record<CheckState, number>> = {
  requires_input: 0,
  open: 0,
  processing: 1,
  closed: 2,
  cancelled: 2,
  verified: 3,
  approved: 3,
  rejected: 4,
};

function withFailure(
  known: Check["failures"],
  failure: string | null,
  at: number,
): Check["failures"] {
  if (failure === null) return known;
  const all = new Map(Object.entries(known));
  all.set(failure, earlier(all.get(failure) ?? null, at));
  const first = [...all].toSorted(([a, one], [b, other]) => one - other || compareText(a, b));
  return inKeyOrder(new Map(first.slice(0, MOST_FAILURES)));
}

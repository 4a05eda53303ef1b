/** Where a hold stands. Resolved exactly once: an active one is captured, or released, or expires. */
export const HOLD_STATES = ["active", "captured", "released", "expired"] as const;

/** Where a hold stands. */
export type HoldState = (typeof HOLD_STATES)[number];

/** What moves points, in the words of two-phase transfers: `held` is pending, `captured` posts, `returned` voids. */
export const TRANSFER_KINDS = [
  "earned",
  "reversed",
  "held",
  "captured",
  "returned",
  "lapsed",
] as const;

/** What moves points. */
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** A member's own accounts, and those of the house. The house keeps no balance: its transfers are its balance. */
export type LedgerAccount = "available" | "held" | "issued" | "redeemed" | "lapsed";

/** From where to where each kind moves points. */
export const TRANSFER_ACCOUNTS: Readonly<
  Record<TransferKind, { readonly debit: LedgerAccount; readonly credit: LedgerAccount }>
> = {
  earned: { debit: "issued", credit: "available" },
  reversed: { debit: "available", credit: "issued" },
  held: { debit: "available", credit: "held" },
  captured: { debit: "held", credit: "redeemed" },
  returned: { debit: "held", credit: "available" },
  lapsed: { debit: "available", credit: "lapsed" },
};

/** One immutable movement of points. Times are epoch milliseconds. */
export interface Transfer {
  /** The member's transfers are numbered from 1 without gaps. */
  readonly number: number;
  readonly kind: TransferKind;
  readonly points: number;
  readonly holdId: string | null;
  readonly reference: string | null;
  readonly at: number;
}

/** A member's balance. */
export interface Account {
  /** 0 before the first write; +1 with each. */
  readonly version: number;
  /** How many transfers there are. */
  readonly transfers: number;
  /** What the member owns, held points included. */
  readonly posted: number;
  /** What is held. */
  readonly pending: number;
}

/** What a member can still spend. */
export function availablePoints({ posted, pending }: Account): number {
  return posted - pending;
}

/** Points that are reserved until a time. */
export interface Hold {
  readonly holdId: string;
  readonly orderId: string | null;
  readonly points: number;
  /** As it was asked for when the hold was placed, to tell a repeat from another request. */
  readonly askedUntil: number;
  readonly expiresAt: number;
  readonly placedAt: number;
  readonly state: HoldState;
  /** What was taken of it. */
  readonly captured: number;
  readonly resolvedAt: number | null;
  /** The key of the request that resolved it; the same again gets the same answer. */
  readonly resolvedBy: string | null;
}

/** Points that were earned, or the taking back of such. */
export interface Credit {
  readonly reference: string;
  readonly points: number;
  /** The credit that this one takes back. */
  readonly reverses: string | null;
  /** The credit that takes this one back. */
  readonly reversedBy: string | null;
  /** When what is left of it lapses; `null` for points that stay. */
  readonly expiresAt: number | null;
  /** As it was asked for; `expiresAt` can move on when points come back from a hold. */
  readonly askedExpiry: number | null;
  /** What is left of points that can lapse; 0 for others. */
  readonly remaining: number;
}

/** A member's account with the holds and credits that matter for what is asked, and all that can still lapse. */
export interface Ledger {
  readonly account: Account;
  readonly holds: ReadonlyMap<string, Hold>;
  readonly credits: ReadonlyMap<string, Credit>;
}

/** The ledger of a member of whom it has never heard. */
export const EMPTY_LEDGER: Ledger = {
  account: { version: 0, transfers: 0, posted: 0, pending: 0 },
  holds: new Map(),
  credits: new Map(),
};

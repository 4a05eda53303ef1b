/** The state of a hold. It is resolved exactly once: an active hold is captured, released, or expires. */
export const HOLD_STATES = ["active", "captured", "released", "expired"] as const;

/** The state of a hold. */
type HoldState = (typeof HOLD_STATES)[number];

/** The kinds of transfers. In terms of two-phase transfers, `held` is pending, `captured` posts, `returned` voids. */
export const TRANSFER_KINDS = [
  "earned",
  "reversed",
  "held",
  "captured",
  "returned",
  "lapsed",
] as const;

/** The kind of a transfer. */
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** A member's own accounts, and the shop's. The shop's accounts store no balance: it adds up from the transfers. */
export type LedgerAccount = "available" | "held" | "issued" | "redeemed" | "lapsed";

/** The accounts between which each kind moves points. */
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

/** One immutable transfer of points. Times are epoch milliseconds. */
export interface PointsTransfer {
  /** The member's transfers are numbered from 1 without gaps. */
  readonly number: number;
  readonly kind: TransferKind;
  readonly points: number;
  readonly holdId: string | null;
  readonly reference: string | null;
  readonly at: number;
}

/** A member's balance. */
export interface PointsAccount {
  /** 0 before the first write; each write adds 1. */
  readonly version: number;
  /** The number of transfers. */
  readonly transfers: number;
  /** The points that the member owns, including held points. */
  readonly posted: number;
  /** The held points. */
  readonly pending: number;
  /** The points that were taken back since debts are possible. A debt is never larger. */
  readonly reversed: number;
}

/** The points that a member can still spend. */
export function availablePoints({
  posted,
  pending,
}: Pick<PointsAccount, "posted" | "pending">): number {
  return Math.max(0, posted - pending);
}

/** The points that were taken back after the member had spent or reserved them. Later credits pay the debt. */
export function pointsDebt({ posted, pending }: Pick<PointsAccount, "posted" | "pending">): number {
  return Math.max(0, pending - posted);
}

/** Points that are reserved until a time. */
export interface Hold {
  readonly holdId: string;
  readonly orderId: string | null;
  readonly points: number;
  /** The expiry in the original request, to tell a repeat from another request. */
  readonly askedUntil: number;
  readonly expiresAt: number;
  /**
   * Whether its order is paid: then it does not expire. `expiresAt` is kept, because a points program knows the hold
   * with that time, and because the hold can expire again when the payment is taken back.
   */
  readonly isKept: boolean;
  readonly placedAt: number;
  readonly state: HoldState;
  /** The points that were taken. */
  readonly captured: number;
  readonly resolvedAt: number | null;
  /** The idempotency key of the request that resolved it. A repeat gets the same answer. */
  readonly resolvedBy: string | null;
}

/** Points that were earned, or the reversal of an earlier credit or a part of it. */
export interface Credit {
  readonly reference: string;
  readonly points: number;
  /** The credit that this one reverses. */
  readonly reverses: string | null;
  /** The latest reversal of this credit. */
  readonly reversedBy: string | null;
  /** How many of its points were taken back. */
  readonly reversed: number;
  /** When the rest of it lapses; `null` for points that never lapse. */
  readonly expiresAt: number | null;
  /** The expiry in the original request; `expiresAt` can become later when points come back from a hold. */
  readonly askedExpiry: number | null;
  /** The rest of points that can lapse; 0 for points that never lapse. */
  readonly remaining: number;
}

/** A member's account with the holds and credits that an operation needs, and every credit that can still lapse. */
export interface Ledger {
  readonly account: PointsAccount;
  readonly holds: ReadonlyMap<string, Hold>;
  readonly credits: ReadonlyMap<string, Credit>;
}

/** The ledger of an unknown member. */
export const EMPTY_LEDGER: Ledger = {
  account: { version: 0, transfers: 0, posted: 0, pending: 0, reversed: 0 },
  holds: new Map(),
  credits: new Map(),
};

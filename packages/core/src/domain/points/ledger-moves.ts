import type { Credit, Hold, Ledger, PointsTransfer } from "./ledger.ts";

/** A ledger after an operation, and the transfers that the operation made. */
export interface Operated {
  readonly ok: true;
  readonly ledger: Ledger;
  readonly transfers: readonly PointsTransfer[];
  /** False if it was done before, or there was nothing to do. */
  readonly isNew: boolean;
}

/** A transfer that has no number and no time yet. */
export type Move = Omit<PointsTransfer, "number" | "at">;

/**
 * Numbers these moves and adds them to the balance.
 *
 * @param now the time of the moves in epoch milliseconds
 */
export function move(ledger: Ledger, moves: readonly Move[], now: number): Operated {
  let account = ledger.account;
  const transfers = moves.map((made) => {
    const number = account.transfers + 1;
    const { posted, pending } = EFFECT_ON_BALANCE[made.kind];
    account = {
      ...account,
      transfers: number,
      posted: account.posted + posted * made.points,
      pending: account.pending + pending * made.points,
      reversed: account.reversed + (made.kind === "reversed" ? made.points : 0),
    };
    return { ...made, number, at: now };
  });
  return { ok: true, ledger: { ...ledger, account }, transfers, isNew: true };
}

const EFFECT_ON_BALANCE: Readonly<
  Record<PointsTransfer["kind"], { readonly posted: -1 | 0 | 1; readonly pending: -1 | 0 | 1 }>
> = {
  earned: { posted: 1, pending: 0 },
  reversed: { posted: -1, pending: 0 },
  held: { posted: 0, pending: 1 },
  captured: { posted: -1, pending: -1 },
  returned: { posted: 0, pending: -1 },
  lapsed: { posted: -1, pending: 0 },
};

/** The ledger with this new or changed hold. */
export function withHold(ledger: Ledger, hold: Hold): Ledger {
  return { ...ledger, holds: new Map(ledger.holds).set(hold.holdId, hold) };
}

/** The ledger with these new or changed credits. */
export function withCredits(ledger: Ledger, ...changed: readonly Credit[]): Ledger {
  const credits = new Map(ledger.credits);
  for (const credit of changed) credits.set(credit.reference, credit);
  return { ...ledger, credits };
}

/** The answer to an operation that was done before, or had nothing to do. */
export function unchanged(ledger: Ledger): Operated {
  return { ok: true, ledger, transfers: [], isNew: false };
}

import { assertNever } from "./assert-never.ts";
import type { ErrorCode } from "./errors.ts";
import { keepReturnedPoints, lapsingCredits, spendFromCredits } from "./lapsing-points.ts";
import { availablePoints, type Credit, type Hold, type Ledger, type Transfer } from "./ledger.ts";

/** What can be asked of a member's ledger. Times are epoch milliseconds. */
export type LedgerOperation =
  | {
      readonly kind: "hold";
      readonly holdId: string;
      readonly orderId: string | null;
      readonly points: number;
      readonly expiresAt: number;
    }
  | {
      readonly kind: "capture";
      readonly holdId: string;
      /** `null` for all of it; the rest returns. */
      readonly points: number | null;
      readonly key: string | null;
    }
  | { readonly kind: "release"; readonly holdId: string; readonly key: string | null }
  | { readonly kind: "extend"; readonly holdId: string; readonly expiresAt: number }
  /** Writes down that a hold's time is over; nothing while it is not. */
  | { readonly kind: "expire"; readonly holdId: string }
  | {
      readonly kind: "credit";
      readonly reference: string;
      readonly points: number;
      readonly expiresAt: number | null;
    }
  | { readonly kind: "reverse"; readonly reference: string; readonly reverses: string }
  /** Takes the points whose time is over, but for those that are held. */
  | { readonly kind: "lapse" };

/** A ledger after an operation, and what it moved. */
export interface Operated {
  readonly ok: true;
  readonly ledger: Ledger;
  readonly transfers: readonly Transfer[];
  /** False when it was done already, or there was nothing to do. */
  readonly isNew: boolean;
}

/** Why an operation was refused; nothing is recorded. */
export interface LedgerRefusal {
  readonly ok: false;
  readonly code: Extract<
    ErrorCode,
    | "hold_unknown"
    | "credit_unknown"
    | "insufficient_points"
    | "hold_differs"
    | "hold_in_the_past"
    | "already_captured"
    | "already_released"
    | "expired"
    | "capture_exceeds_hold"
    | "credit_differs"
    | "already_reversed"
  >;
}

type Result = Operated | LedgerRefusal;
type Operation<Kind extends LedgerOperation["kind"]> = Extract<LedgerOperation, { kind: Kind }>;

/**
 * The one rule by which points move. Pure: reads no clock and no row.
 *
 * @param now epoch milliseconds by the database's clock; a hold is over when it is `expiresAt`
 */
export function operate(ledger: Ledger, operation: LedgerOperation, now: number): Result {
  switch (operation.kind) {
    case "hold":
      return place(ledger, operation, now);
    case "capture":
      return capture(ledger, operation, now);
    case "release":
      return release(ledger, operation, now);
    case "extend":
      return extend(ledger, operation, now);
    case "expire":
      return expire(ledger, operation, now);
    case "credit":
      return credit(ledger, operation, now);
    case "reverse":
      return reverse(ledger, operation, now);
    case "lapse":
      return lapse(ledger, now);
    default:
      return assertNever(operation);
  }
}

function place(ledger: Ledger, operation: Operation<"hold">, now: number): Result {
  const { holdId, orderId, points, expiresAt } = operation;
  const known = ledger.holds.get(holdId);
  if (known !== undefined) {
    const isSame =
      known.orderId === orderId && known.points === points && known.askedUntil === expiresAt;
    return isSame ? unchanged(ledger) : refuse("hold_differs");
  }
  if (expiresAt <= now) return refuse("hold_in_the_past");
  if (availablePoints(ledger.account) < points) return refuse("insufficient_points");
  const hold: Hold = {
    holdId,
    orderId,
    points,
    askedUntil: expiresAt,
    expiresAt,
    placedAt: now,
    state: "active",
    captured: 0,
    resolvedAt: null,
    resolvedBy: null,
  };
  return move(withHold(ledger, hold), [{ kind: "held", points, holdId, reference: null }], now);
}

function capture(ledger: Ledger, operation: Operation<"capture">, now: number): Result {
  const hold = ledger.holds.get(operation.holdId);
  if (hold === undefined) return refuse("hold_unknown");
  const points = operation.points ?? hold.points;
  if (hold.state === "captured" && isRepeat(hold, operation.key) && hold.captured === points) {
    return unchanged(ledger);
  }
  const gone = reasonGone(hold, now);
  if (gone !== null) return refuse(gone);
  if (points > hold.points) return refuse("capture_exceeds_hold");
  const rest = hold.points - points;
  const { holdId } = hold;
  const resolved = resolve(hold, "captured", points, operation.key, now);
  const spent = {
    ...withHold(ledger, resolved),
    credits: spendFromCredits(ledger.credits, points),
  };
  const moves: Move[] = [{ kind: "captured", points, holdId, reference: null }];
  if (rest > 0) moves.push({ kind: "returned", points: rest, holdId, reference: null });
  return move(spent, moves, now);
}

function release(ledger: Ledger, { holdId, key }: Operation<"release">, now: number): Result {
  const hold = ledger.holds.get(holdId);
  if (hold === undefined) return refuse("hold_unknown");
  if (hold.state === "released" && isRepeat(hold, key)) return unchanged(ledger);
  const gone = reasonGone(hold, now);
  return gone === null
    ? giveBack(ledger, resolve(hold, "released", 0, key, now), now)
    : refuse(gone);
}

function extend(ledger: Ledger, { holdId, expiresAt }: Operation<"extend">, now: number): Result {
  const hold = ledger.holds.get(holdId);
  if (hold === undefined) return refuse("hold_unknown");
  const gone = reasonGone(hold, now);
  if (gone !== null) return refuse(gone);
  if (expiresAt <= hold.expiresAt) return unchanged(ledger);
  return { ...unchanged(withHold(ledger, { ...hold, expiresAt })), isNew: true };
}

function expire(ledger: Ledger, { holdId }: Operation<"expire">, now: number): Result {
  const hold = ledger.holds.get(holdId);
  if (hold === undefined) return refuse("hold_unknown");
  if (hold.state !== "active" || hold.expiresAt > now) return unchanged(ledger);
  return giveBack(ledger, resolve(hold, "expired", 0, null, now), now);
}

function credit(ledger: Ledger, operation: Operation<"credit">, now: number): Result {
  const { reference, points, expiresAt } = operation;
  const known = ledger.credits.get(reference);
  if (known !== undefined) {
    const isSame =
      known.reverses === null && known.points === points && known.askedExpiry === expiresAt;
    return isSame ? unchanged(ledger) : refuse("credit_differs");
  }
  const earned: Credit = {
    reference,
    points,
    reverses: null,
    reversedBy: null,
    expiresAt,
    askedExpiry: expiresAt,
    remaining: expiresAt === null ? 0 : points,
  };
  return move(
    withCredits(ledger, earned),
    [{ kind: "earned", points, holdId: null, reference }],
    now,
  );
}

function reverse(ledger: Ledger, operation: Operation<"reverse">, now: number): Result {
  const { reference, reverses } = operation;
  const known = ledger.credits.get(reference);
  if (known !== undefined) {
    return known.reverses === reverses ? unchanged(ledger) : refuse("credit_differs");
  }
  const earned = ledger.credits.get(reverses);
  if (earned === undefined || earned.reverses !== null) return refuse("credit_unknown");
  if (earned.reversedBy !== null) return refuse("already_reversed");
  const { points } = earned;
  if (availablePoints(ledger.account) < points) return refuse("insufficient_points");
  const taken = { ...earned, reversedBy: reference, remaining: 0 };
  const reversal: Credit = {
    reference,
    points,
    reverses,
    reversedBy: null,
    expiresAt: null,
    askedExpiry: null,
    remaining: 0,
  };
  // What of it was spent already is taken from what lapses next.
  const spentElsewhere = earned.expiresAt === null ? points : points - earned.remaining;
  const settled = withCredits(ledger, taken, reversal);
  const credits = spendFromCredits(settled.credits, spentElsewhere);
  return move(
    { ...settled, credits },
    [{ kind: "reversed", points, holdId: null, reference }],
    now,
  );
}

function lapse(ledger: Ledger, now: number): Result {
  const { credits, points } = lapsingCredits(ledger.credits, ledger.account.pending, now);
  if (points === 0) return unchanged(ledger);
  return move(
    { ...ledger, credits },
    [{ kind: "lapsed", points, holdId: null, reference: null }],
    now,
  );
}

/** Why nothing can be done with this hold any more. Its time being over counts before anybody wrote it down. */
function reasonGone({ state, expiresAt }: Hold, now: number): LedgerRefusal["code"] | null {
  switch (state) {
    case "captured":
      return "already_captured";
    case "released":
      return "already_released";
    case "expired":
      return "expired";
    case "active":
      return expiresAt <= now ? "expired" : null;
    default:
      return assertNever(state);
  }
}

function isRepeat({ resolvedBy }: Hold, key: string | null): boolean {
  return key !== null && resolvedBy === key;
}

function resolve(
  hold: Hold,
  state: "captured" | "released" | "expired",
  captured: number,
  resolvedBy: string | null,
  resolvedAt: number,
): Hold {
  return { ...hold, state, captured, resolvedBy, resolvedAt };
}

function giveBack(ledger: Ledger, resolved: Hold, now: number): Operated {
  const { holdId, points } = resolved;
  const back = {
    ...withHold(ledger, resolved),
    credits: keepReturnedPoints(ledger.credits, now),
  };
  return move(back, [{ kind: "returned", points, holdId, reference: null }], now);
}

type Move = Omit<Transfer, "number" | "at">;

/** Numbers the moves and counts them into the balance. */
function move(ledger: Ledger, moves: readonly Move[], now: number): Operated {
  let account = ledger.account;
  const transfers = moves.map((made) => {
    const number = account.transfers + 1;
    const { posted, pending } = EFFECT_ON_BALANCE[made.kind];
    account = {
      ...account,
      transfers: number,
      posted: account.posted + posted * made.points,
      pending: account.pending + pending * made.points,
    };
    return { ...made, number, at: now };
  });
  return { ok: true, ledger: { ...ledger, account }, transfers, isNew: true };
}

const EFFECT_ON_BALANCE: Readonly<
  Record<Transfer["kind"], { readonly posted: -1 | 0 | 1; readonly pending: -1 | 0 | 1 }>
> = {
  earned: { posted: 1, pending: 0 },
  reversed: { posted: -1, pending: 0 },
  held: { posted: 0, pending: 1 },
  captured: { posted: -1, pending: -1 },
  returned: { posted: 0, pending: -1 },
  lapsed: { posted: -1, pending: 0 },
};

function withHold(ledger: Ledger, hold: Hold): Ledger {
  return { ...ledger, holds: new Map(ledger.holds).set(hold.holdId, hold) };
}

function withCredits(ledger: Ledger, ...changed: readonly Credit[]): Ledger {
  const credits = new Map(ledger.credits);
  for (const credit of changed) credits.set(credit.reference, credit);
  return { ...ledger, credits };
}

function unchanged(ledger: Ledger): Operated {
  return { ok: true, ledger, transfers: [], isNew: false };
}

function refuse(code: LedgerRefusal["code"]): LedgerRefusal {
  return { ok: false, code };
}

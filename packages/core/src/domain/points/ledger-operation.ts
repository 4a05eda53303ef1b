import { assertNever } from "../assert-never.ts";
import { credit, lapse, reverse } from "../ledger-credits.ts";
import {
  type LedgerOperation,
  type LedgerRefusal,
  type LedgerResult,
  type OperationOf,
  refuse,
} from "../ledger-request.ts";
import { keepReturnedPoints, spendFromCredits } from "./lapsing-points.ts";
import { availablePoints, type Hold, type Ledger } from "./ledger.ts";
import { type Move, move, type Operated, unchanged, withHold } from "./ledger-moves.ts";

/**
 * The only function that moves points. It is pure and reads no clock and no row.
 *
 * @param now epoch milliseconds by the database's clock; a hold is over from `expiresAt` on
 */
export function applyLedgerOperation(
  ledger: Ledger,
  operation: LedgerOperation,
  now: number,
): LedgerResult {
  switch (operation.kind) {
    case "hold":
      return place(ledger, operation, now);
    case "capture":
      return capture(ledger, operation, now);
    case "release":
      return release(ledger, operation, now);
    case "extend":
      return extend(ledger, operation, now);
    case "keep":
      return setKept(ledger, operation, true, now);
    case "limit":
      return setKept(ledger, operation, false, now);
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

function place(ledger: Ledger, operation: OperationOf<"hold">, now: number): LedgerResult {
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
    isKept: false,
    placedAt: now,
    state: "active",
    captured: 0,
    resolvedAt: null,
    resolvedBy: null,
  };
  return move(withHold(ledger, hold), [{ kind: "held", points, holdId, reference: null }], now);
}

function capture(ledger: Ledger, operation: OperationOf<"capture">, now: number): LedgerResult {
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

function release(ledger: Ledger, operation: OperationOf<"release">, now: number): LedgerResult {
  const { holdId, key, isLapse = false } = operation;
  const hold = ledger.holds.get(holdId);
  if (hold === undefined) return refuse("hold_unknown");
  if (hold.state === "active" && hold.isKept && isLapse) return unchanged(ledger);
  if (hold.state === "released" && isRepeat(hold, key)) return unchanged(ledger);
  const gone = reasonGone(hold, now);
  return gone === null
    ? giveBack(ledger, resolve(hold, "released", 0, key, now), now)
    : refuse(gone);
}

function extend(
  ledger: Ledger,
  { holdId, expiresAt }: OperationOf<"extend">,
  now: number,
): LedgerResult {
  const hold = ledger.holds.get(holdId);
  if (hold === undefined) return refuse("hold_unknown");
  const gone = reasonGone(hold, now);
  if (gone !== null) return refuse(gone);
  if (expiresAt <= hold.expiresAt) return unchanged(ledger);
  return { ...unchanged(withHold(ledger, { ...hold, expiresAt })), isNew: true };
}

function setKept(
  ledger: Ledger,
  { holdId, expiresAt }: OperationOf<"keep" | "limit">,
  isKept: boolean,
  now: number,
): LedgerResult {
  const hold = ledger.holds.get(holdId);
  if (hold === undefined) return refuse("hold_unknown");
  const gone = reasonGone(hold, now);
  if (gone !== null) return refuse(gone);
  const until = Math.max(expiresAt, hold.expiresAt);
  if (hold.isKept === isKept && hold.expiresAt === until) return unchanged(ledger);
  const changed = withHold(ledger, { ...hold, isKept, expiresAt: until });
  return { ...unchanged(changed), isNew: true };
}

function expire(ledger: Ledger, { holdId }: OperationOf<"expire">, now: number): LedgerResult {
  const hold = ledger.holds.get(holdId);
  if (hold === undefined) return refuse("hold_unknown");
  if (hold.state !== "active" || !isOver(hold, now)) return unchanged(ledger);
  return giveBack(ledger, resolve(hold, "expired", 0, null, now), now);
}

/** Why this hold can't be used any more. An expired hold counts as expired even before that is recorded. */
function reasonGone(hold: Hold, now: number): LedgerRefusal["code"] | null {
  const { state } = hold;
  switch (state) {
    case "captured":
      return "already_captured";
    case "released":
      return "already_released";
    case "expired":
      return "expired";
    case "active":
      return isOver(hold, now) ? "expired" : null;
    default:
      return assertNever(state);
  }
}

/** Whether the time of an active hold is over. That of a paid order has no end. */
function isOver({ isKept, expiresAt }: Hold, now: number): boolean {
  return !isKept && expiresAt <= now;
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

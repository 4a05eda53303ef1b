import { type LedgerResult, type OperationOf, refuse } from "./ledger-request.ts";
import { lapsingCredits, spendFromCredits } from "./points/lapsing-points.ts";
import type { Credit, Ledger } from "./points/ledger.ts";
import { move, unchanged, withCredits } from "./points/ledger-moves.ts";

/** Gives points; once for each reference. */
export function credit(
  ledger: Ledger,
  operation: OperationOf<"credit">,
  now: number,
): LedgerResult {
  const { reference, points, expiresAt } = operation;
  const known = ledger.credits.get(reference);
  if (known !== undefined) {
    const isSame =
      known.reverses === null && known.points === points && known.askedExpiry === expiresAt;
    return isSame ? unchanged(ledger) : refuse("credit_differs");
  }
  // What pays a debt is spent, so that it can't lapse as well.
  const paysDebt = Math.min(points, Math.max(0, -ledger.account.posted));
  const earned: Credit = {
    ...blankCredit(reference, points),
    expiresAt,
    askedExpiry: expiresAt,
    remaining: expiresAt === null ? 0 : points - paysDebt,
  };
  return move(
    withCredits(ledger, earned),
    [{ kind: "earned", points, holdId: null, reference }],
    now,
  );
}

/** Takes a credit back, or a part of it. Points that were spent before become a debt. */
export function reverse(
  ledger: Ledger,
  operation: OperationOf<"reverse">,
  now: number,
): LedgerResult {
  const { reference, reverses } = operation;
  const known = ledger.credits.get(reference);
  if (known !== undefined) {
    const isSame =
      known.reverses === reverses && known.points === (operation.points ?? known.points);
    return isSame ? unchanged(ledger) : refuse("credit_differs");
  }
  const earned = ledger.credits.get(reverses);
  if (earned === undefined || earned.reverses !== null) return refuse("credit_unknown");
  const rest = earned.points - earned.reversed;
  if (rest === 0) return refuse("already_reversed");
  const points = operation.points ?? rest;
  if (points > rest) return refuse("reversal_exceeds_credit");
  const unspent = Math.min(points, earned.remaining);
  const taken: Credit = {
    ...earned,
    reversedBy: reference,
    reversed: earned.reversed + points,
    remaining: earned.remaining - unspent,
  };
  const reversed = withCredits(ledger, taken, { ...blankCredit(reference, points), reverses });
  // Points of this credit that were already spent are taken from the points that lapse next.
  const credits = spendFromCredits(reversed.credits, points - unspent);
  return move(
    { ...reversed, credits },
    [{ kind: "reversed", points, holdId: null, reference }],
    now,
  );
}

function blankCredit(reference: string, points: number): Credit {
  return {
    reference,
    points,
    reverses: null,
    reversedBy: null,
    reversed: 0,
    expiresAt: null,
    askedExpiry: null,
    remaining: 0,
  };
}

/** Takes the points whose time is over, except held points. */
export function lapse(ledger: Ledger, now: number): LedgerResult {
  const { credits, points } = lapsingCredits(ledger.credits, ledger.account.pending, now);
  if (points === 0) return unchanged(ledger);
  return move(
    { ...ledger, credits },
    [{ kind: "lapsed", points, holdId: null, reference: null }],
    now,
  );
}

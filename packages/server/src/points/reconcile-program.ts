import { OPERATOR_WORDS } from "@followthrough/core/words";
import type { PointsProgram, ProgramBalance } from "../ledger/points-program.ts";
import {
  escalateDrift,
  listMembersAtProgram,
  listResolvedHolds,
} from "../ledger/sql/program-holds.ts";
import type { Context } from "../platform/context.ts";

const PORTION = 100;

/** One order whose hold differs from the points program's. */
export interface Drift {
  readonly orderId: string;
  readonly memberId: string;
  readonly holdId: string;
  readonly detail: string;
}

/**
 * Compares our copy of every hold with the points program, and escalates the orders that differ. It corrects nothing,
 * because a person must decide which side is right.
 */
export async function reconcileProgram(
  context: Context,
  provider: PointsProgram,
): Promise<Drift[]> {
  const drifts: Drift[] = [];
  let after = "";
  for (;;) {
    const members = await listMembersAtProgram(context.pool, after, PORTION);
    for (const memberId of members) {
      // Only holds without an open request can be compared: the points program may or may not have applied the request
      // yet. We read our copies before and after, and compare only those that have not changed.
      const known = await listResolvedHolds(context.pool, memberId);
      if (known.length === 0) continue;
      const balance = await provider.balance(memberId);
      const again = await listResolvedHolds(context.pool, memberId);
      const unmoved = known.filter(({ holdId, isActive }) =>
        again.some((hold) => hold.holdId === holdId && hold.isActive === isActive),
      );
      for (const hold of unmoved) {
        const detail = differenceOf(hold, balance);
        if (detail !== null) drifts.push({ ...hold, memberId, detail });
      }
    }
    after = members.at(-1) ?? "";
    if (members.length < PORTION) break;
  }
  for (const drift of drifts) {
    context.log.error(drift, OPERATOR_WORDS.reasons.loyalty_drift.title);
    if (await escalateDrift(context.pool, drift.orderId)) context.changes.alertsWaiting();
  }
  return drifts;
}

function differenceOf(
  hold: { readonly holdId: string; readonly points: number; readonly isActive: boolean },
  balance: ProgramBalance | null,
): string | null {
  const theirs = balance?.holds.find(({ holdId }) => holdId === hold.holdId);
  if (hold.isActive && theirs?.isActive !== true) return "held here, not there";
  if (!hold.isActive && theirs?.isActive === true) return "held there, not here";
  if (hold.isActive && theirs?.points !== hold.points) {
    return `${hold.points} points here, ${theirs?.points ?? 0} there`;
  }
  // A program that takes credits back says what its members owe.
  const isOverdrawn = balance !== null && balance.posted + balance.debt < balance.pending;
  return isOverdrawn ? "more is held there than is owned" : null;
}

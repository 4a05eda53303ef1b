import { escalateDrift, listMembersAtProgramme, listSettledHolds } from "../db/programme-holds.ts";
import type { LoyaltyProvider, ProviderBalance } from "../loyalty/loyalty-provider.ts";
import type { Context } from "./context.ts";

const PORTION = 100;

/** One order whose points we and the programme tell differently. */
export interface Drift {
  readonly orderId: string;
  readonly memberId: string;
  readonly holdId: string;
  readonly detail: string;
}

/**
 * Compares every hold that we know of at the programme with what the programme says, and has operators look at what
 * differs. Mends nothing: which of the two is right is for people to say.
 */
export async function reconcileProgramme(
  context: Context,
  provider: LoyaltyProvider,
): Promise<Drift[]> {
  const drifts: Drift[] = [];
  let after = "";
  for (;;) {
    const members = await listMembersAtProgramme(context.pool, after, PORTION);
    for (const memberId of members) {
      // What is on its way may be done or not: only what is settled can be compared. Read before the programme is.
      const known = await listSettledHolds(context.pool, memberId);
      if (known.length === 0) continue;
      const told = await provider.balance(memberId);
      const again = await listSettledHolds(context.pool, memberId);
      const unmoved = known.filter(({ holdId, isActive }) =>
        again.some((hold) => hold.holdId === holdId && hold.isActive === isActive),
      );
      for (const hold of unmoved) {
        const detail = differenceOf(hold, told);
        if (detail !== null) drifts.push({ ...hold, memberId, detail });
      }
    }
    after = members.at(-1) ?? "";
    if (members.length < PORTION) break;
  }
  for (const drift of drifts) {
    context.log.error(drift, "the points programme tells something else");
    if (await escalateDrift(context.pool, drift.orderId)) context.changes.alertsWaiting();
  }
  return drifts;
}

function differenceOf(
  hold: { readonly holdId: string; readonly points: number; readonly isActive: boolean },
  told: ProviderBalance | null,
): string | null {
  const theirs = told?.holds.find(({ holdId }) => holdId === hold.holdId);
  if (hold.isActive && theirs?.isActive !== true) return "held here, not there";
  if (!hold.isActive && theirs?.isActive === true) return "held there, not here";
  if (hold.isActive && theirs?.points !== hold.points) {
    return `${hold.points} points here, ${theirs?.points ?? 0} there`;
  }
  return told !== null && told.posted < told.pending ? "more is held there than is owned" : null;
}

import type { Credit } from "./ledger.ts";

type Credits = ReadonlyMap<string, Credit>;

const DAY = 24 * 60 * 60_000;

/** How long points stay usable if they expired while they were held and then came back. */
const RETURN_GRACE_MS = 7 * DAY;

/** Credits that can still lapse, the next one first. Ties are ordered by reference, so that every machine agrees. */
function inOrder(credits: Credits): (Credit & { readonly expiresAt: number })[] {
  return [...credits.values()]
    .flatMap((credit) => {
      const { expiresAt, remaining } = credit;
      return expiresAt === null || remaining === 0 ? [] : [{ ...credit, expiresAt }];
    })
    .sort((a, b) => a.expiresAt - b.expiresAt || (a.reference < b.reference ? -1 : 1));
}

/** Spends the points that lapse next first. The rest comes from points that never lapse. */
export function spendFromCredits(credits: Credits, points: number): Credits {
  return take(credits, inOrder(credits), points);
}

/**
 * The points that lapse now. Holds reserve the points that lapse next, and those do not lapse while they are held.
 *
 * @param pending how many points are held
 */
export function lapsingCredits(
  credits: Credits,
  pending: number,
  now: number,
): { readonly credits: Credits; readonly points: number } {
  const due = inOrder(credits).filter(({ expiresAt }) => expiresAt <= now);
  const points = Math.max(0, due.reduce((sum, { remaining }) => sum + remaining, 0) - pending);
  return { credits: take(credits, due.reverse(), points), points };
}

/** Points that expired while they were held get a grace period when they come back. */
export function keepReturnedPoints(credits: Credits, now: number): Credits {
  const due = inOrder(credits).filter(({ expiresAt }) => expiresAt <= now);
  if (due.length === 0) return credits;
  const kept = new Map(credits);
  for (const credit of due) {
    kept.set(credit.reference, { ...credit, expiresAt: now + RETURN_GRACE_MS });
  }
  return kept;
}

function take(credits: Credits, from: readonly Credit[], points: number): Credits {
  const left = new Map(credits);
  let wanted = points;
  for (const credit of from) {
    const taken = Math.min(wanted, credit.remaining);
    if (taken > 0) left.set(credit.reference, { ...credit, remaining: credit.remaining - taken });
    wanted -= taken;
  }
  return left;
}

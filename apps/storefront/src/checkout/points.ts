/** What every shopper of this reference shop has: there are no accounts that could hold more. */
export const POINTS_BALANCE = 5_000;

/** From this total on the shop asks who it is that buys, in cents. */
const VERIFIED_FROM_CENTS = 100_000;

/** What the balance takes off an order, in cents. A point is worth one cent. */
export function pointsValueCents(subtotalCents: number): number {
  return Math.min(POINTS_BALANCE, subtotalCents);
}

/** Whether an order of this total needs its buyer's identity confirmed. */
export function needsVerification(totalCents: number): boolean {
  return totalCents >= VERIFIED_FROM_CENTS;
}

/** Points as the shop writes them: `5,000 points`. */
export function formatPoints(points: number): string {
  return `${points.toLocaleString("en-IE")} points`;
}

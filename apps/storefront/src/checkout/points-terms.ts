/** What a shopper is given the first time, so that there is something to try out. A point is worth one cent. */
export const WELCOME_POINTS = 5_000;

/** From this total on the shop asks who it is that buys, in cents. */
const VERIFIED_FROM_CENTS = 100_000;

/** What so many points take off an order, in cents. */
export function pointsValueCents(availablePoints: number, subtotalCents: number): number {
  return Math.min(availablePoints, subtotalCents);
}

/** Whether an order of this total needs its buyer's identity confirmed. */
export function needsVerification(totalCents: number): boolean {
  return totalCents >= VERIFIED_FROM_CENTS;
}

/** Points as the shop writes them: `5,000 points`. */
export function formatPoints(points: number): string {
  return `${points.toLocaleString("en-IE")} points`;
}

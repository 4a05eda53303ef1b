/** The size of a group, and how many of its orders moved on. */
export interface ControlGroup {
  readonly orders: number;
  readonly movedOn: number;
}

/** The difference of two shares with its 95% confidence interval. */
export interface Lift {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

// The normal distribution's 97.5% quantile: 2.5% are outside on each side.
const Z = 1.959964;

/**
 * How much larger the first group's share is than the second group's, with Newcombe's interval (method 10:
 * Statistics in Medicine 17, 873-890, 1998), which is also valid for small groups and shares near 0 and 1.
 *
 * @returns `null` if one of the groups is empty
 */
export function compareShares(first: ControlGroup, second: ControlGroup): Lift | null {
  if (first.orders === 0 || second.orders === 0) return null;
  const [p1, l1, u1] = wilson(first);
  const [p2, l2, u2] = wilson(second);
  const difference = p1 - p2;
  return {
    difference,
    low: difference - Math.hypot(p1 - l1, u2 - p2),
    high: difference + Math.hypot(u1 - p1, p2 - l2),
  };
}

/** A share with its Wilson interval: the share, its lower and its upper end. */
function wilson({ orders: n, movedOn }: ControlGroup): readonly [number, number, number] {
  const p = movedOn / n;
  const center = (2 * n * p + Z * Z) / (2 * (n + Z * Z));
  const half = (Z * Math.sqrt(Z * Z + 4 * n * p * (1 - p))) / (2 * (n + Z * Z));
  return [p, center - half, center + half];
}

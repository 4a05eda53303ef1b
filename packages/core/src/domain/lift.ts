/** How many of a group there are, and how many of them moved on. */
export interface Group {
  readonly orders: number;
  readonly movedOn: number;
}

/** The difference of two shares with its interval at 95 %. */
export interface Difference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

// The normal distribution's 97.5 % point: 2.5 % are left out on each side.
const Z = 1.959964;

/**
 * How much larger the share of the first group is than that of the second, with Newcombe's interval (method 10:
 * Statistics in Medicine 17, 873-890, 1998), which holds also for small groups and shares near 0 and 1.
 *
 * @returns `null` when one of the groups is empty
 */
export function compareShares(first: Group, second: Group): Difference | null {
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

/** A share with Wilson's interval: the share, its lower and its upper end. */
function wilson({ orders: n, movedOn }: Group): readonly [number, number, number] {
  const p = movedOn / n;
  const centre = (2 * n * p + Z * Z) / (2 * (n + Z * Z));
  const half = (Z * Math.sqrt(Z * Z + 4 * n * p * (1 - p))) / (2 * (n + Z * Z));
  return [p, centre - half, centre + half];
}

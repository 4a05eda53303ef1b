/** What was measured of one thing, a value a round. */
export interface Series {
  /** The run that it was measured in. */
  readonly run: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** Two figures that may not be compared. */
export class NotComparable extends Error {
  override readonly name = "NotComparable";
}

/** The middle one of the rounds' values; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error("Nothing was measured");
  return (upper + lower) / 2;
}

/**
 * How many times its peer something is: the median of the rounds' own ratios, so that a machine that is
 * slower for a while slows both sides of one ratio.
 *
 * @throws NotComparable unless both were measured in the same rounds of the same run
 */
export function ratioOf(ours: Series, peer: Series): number {
  if (ours.run !== peer.run) {
    throw new NotComparable(`Measured in two runs, ${ours.run} and ${peer.run}`);
  }
  if (ours.unit !== peer.unit || ours.values.length !== peer.values.length) {
    throw new NotComparable("Measured in other units or in another number of rounds");
  }
  return median(ours.values.map((value, round) => value / (peer.values[round] ?? Number.NaN)));
}

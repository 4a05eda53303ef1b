import { z } from "zod";

const UNITS = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
} as const;

/** A duration as people write it: a whole number with `ms`, `s`, `m`, `h` or `d`. */
export type DurationText = `${number}${keyof typeof UNITS}`;

/** The longest duration. No order stays open for longer. */
const LONGEST: DurationText = "366d";

/**
 * A duration from `shortest` to 366 days, read as milliseconds.
 *
 * @param error says what would be right; the limits are added
 */
export function duration(shortest: DurationText, error = "must be a duration") {
  const sentence = `${error} from ${shortest} to ${LONGEST}: a whole number and ms, s, m, h or d, such as 30m, 6h or 3d`;
  const [least, most] = [milliseconds(shortest), milliseconds(LONGEST)];
  return z
    .string({ error: sentence })
    .transform(milliseconds)
    .refine((value) => value >= least && value <= most, { error: sentence });
}

/** `NaN` for text that is not a duration, because it lies within no limits. */
function milliseconds(text: string): number {
  const [, digits, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  return isUnit(unit) ? Number(digits) * UNITS[unit] : Number.NaN;
}

function isUnit(unit: string | undefined): unit is keyof typeof UNITS {
  return unit !== undefined && unit in UNITS;
}

/** A duration in the largest unit that gives a whole number. */
export function durationText(durationMs: number): DurationText {
  if (durationMs === 0) return "0m";
  if (durationMs % UNITS.d === 0) return `${durationMs / UNITS.d}d`;
  if (durationMs % UNITS.h === 0) return `${durationMs / UNITS.h}h`;
  if (durationMs % UNITS.m === 0) return `${durationMs / UNITS.m}m`;
  if (durationMs % UNITS.s === 0) return `${durationMs / UNITS.s}s`;
  return `${durationMs}ms`;
}

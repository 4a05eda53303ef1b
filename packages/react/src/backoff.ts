/** How often to ask while there is no stream and all is well. */
export const POLL_MS = 15_000;

/** The longest wait between two questions, and how often a stream is checked on. */
export const LONGEST_MS = 60_000;

/** The first wait after a stream broke off; a server that restarts is usually back by then. */
export const STREAM_RETRY_MS = 2_000;

/**
 * The wait before the next try: doubles with each failure up to `longestMs`. A fifth of it is random, so that browsers
 * that lost the same server do not come back in the same instant.
 *
 * @param random a number from 0 up to 1
 */
export function backoff(
  firstMs: number,
  failures: number,
  longestMs: number,
  random: number,
): number {
  const wait = Math.min(longestMs, firstMs * 2 ** failures);
  return Math.round(wait * (0.8 + 0.2 * random));
}

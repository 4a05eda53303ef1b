/** Epoch milliseconds as RFC 3339 text in UTC. */
export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** Epoch milliseconds as RFC 3339 text in UTC, or `null`. */
export function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}

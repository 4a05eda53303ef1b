// Several times of an order are often the same moment, one after the other.
let written = { time: Number.NaN, text: "" };

/** Epoch milliseconds as RFC 3339 text in UTC. */
export function iso(time: number): string {
  if (written.time !== time) written = { time, text: new Date(time).toISOString() };
  return written.text;
}

/** Epoch milliseconds as RFC 3339 text in UTC, or `null`. */
export function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}

/** The same for a document that leaves out what is null. */
export function isoIfAny(time: number | null): string | undefined {
  return time === null ? undefined : iso(time);
}

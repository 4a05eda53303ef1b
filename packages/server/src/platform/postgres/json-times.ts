/**
 * A time inside a JSON document as epoch milliseconds, which is shorter than text and the same in every session's
 * time zone.
 *
 * @param column an SQL expression of type `timestamptz`
 */
export function epochMs(column: string): string {
  return `floor(extract(epoch from ${column}) * 1000)::bigint`;
}

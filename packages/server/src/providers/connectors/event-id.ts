/** The text if it can be kept as the id of an event, or `null`. */
export function eventIdOrNull(value: unknown): string | null {
  return typeof value === "string" && /^[\x21-\x7e]{1,255}$/.test(value) ? value : null;
}

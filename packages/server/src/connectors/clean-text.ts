import { OrderId } from "@followthrough/core/contract";

/**
 * Text as Postgres and every reader can hold it: without NUL, lone surrogates and other control characters, in
 * one line, cut to `max`. @returns `null` where nothing is left
 */
export function cleanText(value: string | null | undefined, max: number): string | null {
  if (value === null || value === undefined) return null;
  const line = value
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim();
  // A character that the cut goes through is replaced.
  return line === "" ? null : line.slice(0, max).toWellFormed();
}

/** An order's or member's id, where the text is one. */
export function idOrNull(value: string | null | undefined): string | null {
  return OrderId.safeParse(value).data ?? null;
}

/** Text that can be kept as the id of an event, or `null`. */
export function eventIdOrNull(value: unknown): string | null {
  return typeof value === "string" && /^[\x21-\x7e]{1,255}$/.test(value) ? value : null;
}

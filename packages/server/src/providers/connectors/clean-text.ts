import { OrderId } from "@followthrough/core/contract";

/**
 * Text that Postgres and every reader can handle: one line, cut to `max` characters, without NUL, lone surrogates
 * and other control characters. @returns `null` if nothing is left
 */
export function cleanText(value: string | null | undefined, max: number): string | null {
  if (value === null || value === undefined) return null;
  const line = value
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim();
  // If the cut splits a character, its first half is replaced.
  return line === "" ? null : line.slice(0, max).toWellFormed();
}

/** The text if it can be the id of an order or a member, or `null`. */
export function idOrNull(value: string | null | undefined): string | null {
  return OrderId.safeParse(value).data ?? null;
}

/** Escapes a text so that it matches literally at the beginning of a pattern. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

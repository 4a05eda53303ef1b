/**
 * Control characters, line and paragraph separators, and the marks that change the direction of text. With these, a
 * title could break a header, forge a line, or reverse the text that follows it.
 */
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Makes text from outside safe for one line of a mail: each run of unsafe characters becomes one space. */
export function displayText(value: string): string {
  return value.toWellFormed().replace(UNSAFE, " ").replace(/ {2,}/g, " ").trim();
}

/**
 * Controls, line and paragraph separators, and the marks that turn the direction of text: with those a title
 * could break a header, forge a line, or make what follows it read backwards.
 */
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Text from outside as it may stand in one line of a mail: one space for anything unsafe. */
export function displayText(value: string): string {
  return value.toWellFormed().replace(UNSAFE, " ").replace(/ {2,}/g, " ").trim();
}

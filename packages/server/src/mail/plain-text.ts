/** Plain-text mail is read in windows of 80 columns; two are left for quote marks. */
export const TEXT_WIDTH = 78;

/** Scripts that are written without spaces between words. */
const WITHOUT_SPACES =
  /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;

/** Characters that fill two columns of a text window. */
const WIDE =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff01-\uff60\p{Emoji_Presentation}]/u;

// Neither depends on a language: ICU's dictionaries go by script.
const words = new Intl.Segmenter("en", { granularity: "word" });
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Joins blocks into the text of a mail, with an empty line between them; `null` blocks are left out. */
export function textBlocks(blocks: readonly (string | readonly string[] | null)[]): string {
  return `${blocks
    .filter((block) => block !== null)
    .map((block) => (typeof block === "string" ? [block] : block))
    .map((lines) => lines.flatMap((line) => wrapText(line)).join("\n"))
    .join("\n\n")}\n`;
}

/**
 * Breaks at spaces and, in scripts without them, between words. A word longer than a line is cut between characters as
 * people see them, unless it is a link on a line of its own.
 */
export function wrapText(line: string, width = TEXT_WIDTH): string[] {
  if (textWidth(line) <= width || /^https?:\/\/\S+$/.test(line)) return [line];
  const lines: string[] = [];
  let current = "";
  for (const { text, gap } of line.split(" ").flatMap((run) => piecesOf(run, width))) {
    const joined = current === "" ? text : `${current}${gap}${text}`;
    if (current !== "" && textWidth(joined) > width) {
      lines.push(current);
      current = text;
    } else current = joined;
  }
  return [...lines, current];
}

/** How many columns a text fills. */
export function textWidth(text: string): number {
  // Most text is ASCII, and there is much of it.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return [...graphemes.segment(text)].reduce(
    (columns, { segment }) => columns + widthOf(segment),
    0,
  );
}

/** A mark that stands above or below another character fills no column; one behind it, as in Thai, does. */
function widthOf(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return Math.max(1, [...grapheme.replaceAll(/[\p{Mn}\p{Me}\p{Cf}]/gu, "")].length);
}

/** The text, filled with spaces at its end up to a width. */
export function padText(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** A part of a line that is not broken, and what stands between it and the part before on the same line. */
interface Piece {
  readonly text: string;
  readonly gap: "" | " ";
}

/** @param run text without spaces */
function piecesOf(run: string, width: number): Piece[] {
  const parts = WITHOUT_SPACES.test(run) ? wordsOf(run) : [run];
  return parts
    .flatMap((part) => cut(part, width))
    .map((text, index) => ({ text, gap: index === 0 ? " " : "" }));
}

/** The words of a run, each with the punctuation that must not begin or end a line. */
function wordsOf(run: string): string[] {
  const parts: string[] = [];
  let opening = "";
  for (const { segment, isWordLike } of words.segment(run)) {
    const last = parts.length - 1;
    if (/^[\p{Ps}\p{Pi}]/u.test(segment)) opening += segment;
    else if (last >= 0 && opening === "" && (isWordLike !== true || /^\p{Lm}/u.test(segment))) {
      parts[last] += segment;
    } else {
      parts.push(opening + segment);
      opening = "";
    }
  }
  return opening === "" ? parts : [...parts, opening];
}

function cut(word: string, width: number): string[] {
  if (textWidth(word) <= width) return [word];
  const parts: string[] = [];
  let current = "";
  for (const { segment } of graphemes.segment(word)) {
    if (textWidth(current + segment) > width) {
      parts.push(current);
      current = segment;
    } else current += segment;
  }
  return [...parts, current];
}

/** Plain-text mail is read in windows of 80 columns; two are left for quoting. */
export const TEXT_WIDTH = 78;

/** Lays blocks out as the text of a mail, an empty line between them; `null` is left out. */
export function textBlocks(blocks: readonly (string | readonly string[] | null)[]): string {
  return `${blocks
    .filter((block) => block !== null)
    .map((block) => (typeof block === "string" ? [block] : block))
    .map((lines) => lines.flatMap((line) => wrapText(line)).join("\n"))
    .join("\n\n")}\n`;
}

/** Breaks at spaces; a word that is longer than a line is cut, unless it is a link that stands alone. */
export function wrapText(line: string, width = TEXT_WIDTH): string[] {
  if (line.length <= width || /^https?:\/\/\S+$/.test(line)) return [line];
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ").flatMap((long) => cut(long, width))) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

function cut(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  const characters = [...word];
  // Half the width, as a character may be two units long and none may be torn.
  const size = Math.floor(width / 2);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(""),
  );
}

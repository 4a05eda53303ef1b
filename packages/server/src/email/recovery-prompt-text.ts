import type { RecoveryView, TrackStop } from "./recovery-view.ts";

/** Plain-text mail is read in windows of 80 columns; two are left for quoting. */
const WIDTH = 78;
const INDENT = "  ";

/** Lays a recovery mail out as text, by hand: what a converter makes of the HTML reads like a torn page. */
export function recoveryPromptText(view: RecoveryView): string {
  const blocks = [
    view.shopName,
    view.heading,
    ...view.paragraphs,
    view.steps.length === 0 ? null : [`${view.stepsTitle}:`, ...view.steps.map(stepLine)],
    // Alone on its line and never broken, so that every reader can open it.
    [`${view.button.label}:`, view.button.url],
    [`${view.trackTitle}:`, view.track.map(stopText).join(" · ")],
    view.lookAgain,
    orderTable(view),
    "--",
    [view.reason, `${view.wayOut.label}:`, view.wayOut.url],
  ];
  return `${blocks
    .filter((block) => block !== null)
    .map((block) => (typeof block === "string" ? [block] : block))
    .map((lines) => lines.flatMap((line) => wrap(line)).join("\n"))
    .join("\n\n")}\n`;
}

/** One stop of the track in words, such as `Identity: needs you`. */
function stopText({ label, kind, word }: TrackStop): string {
  if (word === "") return label;
  return kind === "done" ? `${label} ${word}` : `${label}: ${word}`;
}

function stepLine({ title, until }: RecoveryView["steps"][number]): string {
  return `- ${title}${until === null ? "" : ` (${until})`}`;
}

/** Amounts stand right-aligned in one column, behind a title that may take several lines. */
function orderTable(view: RecoveryView): string[] {
  const rows = [
    ...view.items,
    ...(view.moreItems === null ? [] : [{ title: view.moreItems, amount: "" }]),
    ...(view.difference === null
      ? []
      : [{ title: view.difference.label, amount: view.difference.amount }]),
    { title: view.total.label, amount: view.total.amount },
  ];
  const amountWidth = Math.max(...rows.map(({ amount }) => amount.length));
  const titleWidth = Math.min(
    WIDTH - amountWidth - 2 * INDENT.length,
    Math.max(...rows.map(({ title }) => title.length)),
  );
  return [
    view.orderTitle,
    ...rows.flatMap(({ title, amount }) =>
      wrap(title, titleWidth).map((line, index) =>
        `${INDENT}${line.padEnd(titleWidth)}${INDENT}${index === 0 ? amount.padStart(amountWidth) : ""}`.trimEnd(),
      ),
    ),
  ];
}

/** Breaks at spaces; a word that is longer than a line is cut, unless it is a link that stands alone. */
function wrap(line: string, width = WIDTH): string[] {
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

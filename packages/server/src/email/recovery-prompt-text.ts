import { TEXT_WIDTH, textBlocks, wrapText } from "./plain-text.ts";
import type { RecoveryView, TrackStop } from "./recovery-view.ts";

const INDENT = "  ";

/** Lays a recovery mail out as text, by hand: what a converter makes of the HTML reads like a torn page. */
export function recoveryPromptText(view: RecoveryView): string {
  return textBlocks([
    view.shopName,
    view.heading,
    view.greeting,
    view.firstOrder,
    ...view.paragraphs,
    view.steps.length === 0 ? null : [`${view.stepsTitle}:`, ...view.steps.map(stepLine)],
    // Alone on its line and never broken, so that every reader can open it.
    [`${view.button.label}:`, view.button.url],
    [`${view.trackTitle}:`, view.track.map(stopText).join(" · ")],
    view.lookAgain,
    orderTable(view),
    ...otherOrders(view.others),
    "--",
    [view.reason, `${view.wayOut.label}:`, view.wayOut.url],
  ]);
}

function otherOrders(others: RecoveryView["others"]): (string | string[] | null)[] {
  if (others === null) return [];
  return [
    `${others.title}:`,
    ...others.orders.map(({ title, amount, open, link }) => [
      `${title} · ${amount}`,
      open,
      `${link.label}:`,
      link.url,
    ]),
    others.more,
  ];
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
    TEXT_WIDTH - amountWidth - 2 * INDENT.length,
    Math.max(...rows.map(({ title }) => title.length)),
  );
  return [
    view.orderTitle,
    ...rows.flatMap(({ title, amount }) =>
      wrapText(title, titleWidth).map((line, index) =>
        `${INDENT}${line.padEnd(titleWidth)}${INDENT}${index === 0 ? amount.padStart(amountWidth) : ""}`.trimEnd(),
      ),
    ),
  ];
}

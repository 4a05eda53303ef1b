import { padText, TEXT_WIDTH, textBlocks, textWidth, wrapText } from "../../mail/plain-text.ts";
import type { RecoveryView, TrackStop } from "./recovery-view.ts";

const INDENT = "  ";

/** Lays a recovery mail out as text, by hand: text that a converter makes from the HTML is hard to read. */
export function recoveryPromptText(view: RecoveryView): string {
  return textBlocks([
    view.shopName,
    view.heading,
    view.greeting,
    view.firstOrder,
    ...view.paragraphs,
    view.steps.length === 0 ? null : [`${view.stepsTitle}:`, ...view.steps.map(stepLine)],
    // On a line of its own and never wrapped, so that every mail client can open it.
    [`${view.button.label}:`, view.button.url],
    view.orderPage === null ? null : [`${view.orderPage.label}:`, view.orderPage.url],
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
    ...others.orders.map(({ title, amount, open, links }) => [
      `${title} · ${amount}`,
      open,
      ...links.flatMap(({ label, url }) => [`${label}:`, url]),
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

/** Amounts are right-aligned in one column, after a title that may take several lines. */
function orderTable(view: RecoveryView): string[] {
  const rows = [
    ...view.items,
    ...(view.moreItems === null ? [] : [view.moreItems]),
    ...[...view.amounts, view.total, view.includedTax, view.stillOpen].flatMap((sum) =>
      sum === null ? [] : [{ title: sum.label, amount: sum.amount }],
    ),
  ];
  const amountWidth = Math.max(...rows.map(({ amount }) => textWidth(amount)));
  const titleWidth = Math.min(
    TEXT_WIDTH - amountWidth - 2 * INDENT.length,
    Math.max(...rows.map(({ title }) => textWidth(title))),
  );
  return [
    view.orderTitle,
    ...rows.flatMap(({ title, amount }) =>
      wrapText(title, titleWidth).map((line, index) =>
        index > 0
          ? `${INDENT}${line}`
          : `${INDENT}${padText(line, titleWidth + amountWidth - textWidth(amount))}${INDENT}${amount}`.trimEnd(),
      ),
    ),
  ];
}

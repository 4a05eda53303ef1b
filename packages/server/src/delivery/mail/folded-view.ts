import { SHOPPER_WORDS } from "@followthrough/core/words";
import { displayText } from "../../mail/display-text.ts";
import type { MailFormat } from "../../mail/mail-format.ts";
import { webAddress } from "../../mail/web-address.ts";
import { describeNews, isLate } from "./describe-delay.ts";
import { openPart } from "./describe-money.ts";
import { describePoints } from "./describe-points.ts";
import { situationOf } from "./mail-situation.ts";
import type { PromptedOrder, RecoveryPromptInput } from "./recovery-prompt-input.ts";

/** The words for the other orders of a mail about several. */
export interface OtherOrdersView {
  readonly title: string;
  readonly orders: readonly {
    readonly title: string;
    readonly amount: string;
    readonly open: string;
    /** The order's own page is the second one if the first leads to a provider. */
    readonly links: readonly { readonly label: string; readonly url: string }[];
  }[];
  readonly more: string | null;
}

/** The words that differ in a recovery mail about several orders. */
interface FoldedWords {
  readonly subject: string;
  readonly heading: string;
  /** Takes the place of the heading in a mail about one order. */
  readonly first: string;
  readonly trackTitle: string;
  readonly reason: string;
  readonly others: OtherOrdersView;
}

/** The member's page has the rest. More would push the unsubscribe link beyond what mail clients show. */
const ORDERS_SHOWN = 8;

/** Chooses the words for several orders; null when there is only one. */
export function describeFolded(input: RecoveryPromptInput, format: MailFormat): FoldedWords | null {
  const { otherOrders, stage, step } = input;
  if (otherOrders.length === 0) return null;
  const { mail: copy, foldedMail: folded } = SHOPPER_WORDS[format.language];
  const count = otherOrders.length + 1;
  const firstOrder = displayText(input.orderNumber);
  const hidden = otherOrders.length - ORDERS_SHOWN;
  const isNews = [input, ...otherOrders].some(isLate);
  return {
    subject: isNews ? folded.news.heading(count) : folded.subject[step](count),
    heading: isNews ? folded.news.heading(count) : folded.heading(count),
    first: folded.first(
      firstOrder,
      describeNews(input, format)?.heading ?? copy.stages[stage].heading[situationOf(input.status)],
    ),
    trackTitle: folded.trackTitle(firstOrder),
    reason: folded.reason(displayText(input.shopName)),
    others: {
      title: isNews ? folded.news.othersTitle : folded.othersTitle,
      orders: otherOrders.slice(0, ORDERS_SHOWN).map((order) => describeOther(order, format)),
      more: hidden > 0 ? folded.moreOrders(hidden) : null,
    },
  };
}

function describeOther(
  order: PromptedOrder,
  format: MailFormat,
): OtherOrdersView["orders"][number] {
  const { mail: copy, foldedMail: folded } = SHOPPER_WORDS[format.language];
  const told = describeNews(order, format);
  const page = webAddress(order.resumeUrl);
  const usual = { label: copy.stages[order.stage].button, url: page };
  return {
    title: copy.orderTitle(displayText(order.orderNumber)),
    amount: format.money(openPart(order) ?? order.total),
    open: [
      ...(told?.short ?? [folded.open[order.stage][situationOf(order.status)]]),
      ...(isLate(order) ? [] : describePoints(order.points, format)),
    ].join(". "),
    links: told?.link ? [told.link, { label: copy.orderPage, url: page }] : [usual],
  };
}

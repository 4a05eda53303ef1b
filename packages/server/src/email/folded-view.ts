import { describePoints } from "./describe-points.ts";
import { displayText } from "./display-text.ts";
import { FOLDED_COPY } from "./folded-copy.ts";
import type { MailFormat } from "./mail-format.ts";
import { RECOVERY_COPY } from "./recovery-copy.ts";
import type { RecoveryPromptInput } from "./recovery-prompt-input.ts";
import { situationOf } from "./situation.ts";
import { webAddress } from "./web-address.ts";

/** The further orders of a mail for several, in words. */
export interface OtherOrdersView {
  readonly title: string;
  readonly orders: readonly {
    readonly title: string;
    readonly amount: string;
    readonly open: string;
    readonly link: { readonly label: string; readonly url: string };
  }[];
  readonly more: string | null;
}

/** What changes in a recovery mail that speaks of several orders. */
interface FoldedWords {
  readonly subject: string;
  readonly heading: string;
  /** Stands where the heading of a single order's mail would. */
  readonly first: string;
  readonly trackTitle: string;
  readonly reason: string;
  readonly others: OtherOrdersView;
}

/** A member's page holds the rest; more would push the way out beyond what mail clients show. */
const ORDERS_SHOWN = 8;

/** Chooses the words for several orders; null when there is only one. */
export function describeFolded(input: RecoveryPromptInput, format: MailFormat): FoldedWords | null {
  const { otherOrders, stage, step } = input;
  if (otherOrders.length === 0) return null;
  const copy = RECOVERY_COPY[format.language];
  const folded = FOLDED_COPY[format.language];
  const count = otherOrders.length + 1;
  const firstOrder = displayText(input.orderNumber);
  const hidden = otherOrders.length - ORDERS_SHOWN;
  return {
    subject: folded.subject[step](count),
    heading: folded.heading(count),
    first: folded.first(firstOrder, copy.stages[stage].heading[situationOf(input.status)]),
    trackTitle: folded.trackTitle(firstOrder),
    reason: folded.reason(displayText(input.shopName)),
    others: {
      title: folded.othersTitle,
      orders: otherOrders.slice(0, ORDERS_SHOWN).map((order) => ({
        title: copy.orderTitle(displayText(order.orderNumber)),
        amount: format.money(order.total),
        open: [
          folded.open[order.stage][situationOf(order.status)],
          ...describePoints(order.points, format),
        ].join(". "),
        link: { label: copy.stages[order.stage].button, url: webAddress(order.resumeUrl) },
      })),
      more: hidden > 0 ? folded.moreOrders(hidden) : null,
    },
  };
}

import type { PreviewItem } from "@followthrough/core/contract";
import { pointsText } from "../parts/hold.tsx";
import { moneyText } from "../parts/money.tsx";
import { heldBackPhrase } from "./decisions.ts";
import { REASONS } from "./reasons.ts";

/** What an action means for the order's money, its shopper and operators, a sentence each; none if nothing. */
export function previewSentences(item: PreviewItem): string[] {
  const { toRefund, released, foreign, underWay, disputed, paid, added, pointsBack, opens } = item;
  const { heldBack } = item;
  const names = opens.map((reason) => `“${REASONS[reason].label}”`).join(", ");
  return [
    toRefund !== null && `${moneyText(toRefund)} was paid and will have to be refunded.`,
    released !== null &&
      `${moneyText(released)} is authorized and will not be charged. Release it at the provider, or it lapses.`,
    foreign.length > 0 &&
      `${foreign.map(moneyText).join(" and ")} was paid or authorized in another currency. Give it back at the provider.`,
    underWay > 0 &&
      `${underWay === 1 ? "A payment is" : `${underWay} payments are`} still under way. What arrives will have to be refunded.`,
    disputed !== null &&
      `${moneyText(disputed)} is in an open dispute, which goes on. Don’t refund it as well.`,
    paid !== null && `${moneyText(paid)} is recorded as paid: the order’s whole total.`,
    pointsBack > 0 && `${pointsText(pointsBack)} go back to the member.`,
    added !== null &&
      (added.amount > 0
        ? `The total grows by ${moneyText(added)}, which is what the points stand for.`
        : "The total stays as it is, because the shop has not said what the points stand for."),
    heldBack !== null && `Sweeps hold the prompt back: ${heldBackPhrase(heldBack)}.`,
    opens.length > 0 && `Operators get: ${names}.`,
  ].filter((sentence) => sentence !== false);
}

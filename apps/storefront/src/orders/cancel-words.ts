import type { ShopperOrchestration } from "@followthrough/core/contract";
import { type MoneySituation, moneySituation } from "@followthrough/core/domain";
import { EN_BANNER } from "@followthrough/core/words";
import { formatMoney } from "@/catalog/format-price";

/** What cancelling an order means for its money and its points, in the banner's own words. */
export function cancelWords(orchestration: ShopperOrchestration, now: number): readonly string[] {
  const { money, payments, loyaltyHold } = orchestration;
  const situation = moneySituation({ place: "cancelled", money, payments }, now);
  const told = wordsOf(situation, money.currency);
  const points =
    loyaltyHold?.state === "active" ? ["Your points are back in your account at once."] : [];
  if (told === null) return ["It goes no further, and nothing is charged.", ...points];
  const other = situation.kind === "foreign" ? null : wordsOfOther(orchestration, now);
  return ["It goes no further.", told, ...(other === null ? [] : [other]), ...points];
}

/** The words about money in another currency, which an order can have as well as its own. */
function wordsOfOther({ money, payments }: ShopperOrchestration, now: number): string | null {
  const nothing = {
    captured: 0,
    authorised: 0,
    refunded: 0,
    refundPending: 0,
    disputed: 0,
    kept: 0,
  };
  const others = payments.filter(({ counts }) => !counts);
  const own = { ...money, ...nothing };
  const situation = moneySituation({ place: "cancelled", money: own, payments: others }, now);
  return situation.kind === "foreign" ? wordsOf(situation, money.currency) : null;
}

function wordsOf(situation: MoneySituation, ownCurrency: string): string | null {
  // A cancelled order has no terms to keep.
  if (situation.kind === "none" || situation.kind === "terms") return null;
  const { headline, sentence } = EN_BANNER.money[situation.kind];
  const currency = situation.kind === "foreign" ? situation.currency : ownCurrency;
  const amount = formatMoney(situation.amount, currency);
  return `${headline}. ${sentence}`.replace("{amount}", () => amount);
}

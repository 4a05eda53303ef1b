import { moneyFormat, type ShopperOrchestration } from "@followthrough/core/contract";
import { isPaidLater, type MoneySituation, moneySituation } from "@followthrough/core/domain";
import type { BannerCopy, MoneyCopy } from "@followthrough/core/words";
import { type Clock, exactMoment } from "./moment.tsx";
import { type Situation, situationOf, type Tone } from "./situation.ts";

/** What is to say about an order's money: its situation, and its amounts and days for the reader's locale. */
export type Money = {
  readonly situation: MoneySituation;
  readonly format: (amount: number) => string;
  readonly day: (at: string) => string;
};

/** How money that comes later, or goes or went back, changes the payment's stop. */
export type MoneyStop = { readonly word: keyof BannerCopy["stop"]["money"]; readonly tone: Tone };

/** Reads the money of an order. */
export function moneyOf(orchestration: ShopperOrchestration, clock: Clock): Money {
  const place = situationOf(orchestration).kind;
  const { money, payments } = orchestration;
  const situation = moneySituation({ place, money, payments }, clock.now);
  const currency = situation.kind === "foreign" ? situation.currency : money.currency;
  const format = moneyFormat(clock.locale, currency);
  return {
    situation: fitting(situation, orchestration),
    format: (amount) => isolated(format(amount)),
    day: (at) => exactMoment(at, clock, "day"),
  };
}

/** A voucher or a transfer is shown only while the order waits for its member to pay, or for a transfer. */
function fitting(situation: MoneySituation, orchestration: ShopperOrchestration): MoneySituation {
  if (!("until" in situation)) return situation;
  const { currentStage, waitingOn, money } = orchestration;
  const isAwaited = waitingOn === "member" || money.terms !== null;
  return currentStage === "payment" && isAwaited ? situation : { kind: "none" };
}

/** The words about the money, with its amount; `null` if there is nothing to say. */
export function moneyWords(
  { situation: money, format, day }: Money,
  situation: Situation,
  copy: BannerCopy,
): MoneyCopy | null {
  if (money.kind === "none") return null;
  const { headline, sentence } =
    money.kind === "terms" ? copy.money.terms[money.terms.kind] : copy.money[money.kind];
  const dueAt = money.kind === "terms" ? money.terms.dueAt : null;
  const until = dueAt === null ? "" : copy.money.untilDate.replace("{date}", () => day(dueAt));
  const isYours = situation.kind === "open" && situation.actor === "member";
  const fill = (text: string) =>
    text.replace("{amount}", () => format(money.amount)).replace("{until}", () => until);
  return {
    headline: fill(headline),
    sentence: fill(money.kind === "partly_paid" && isYours ? copy.money.payTheRest : sentence),
  };
}

/** An amount with a mark of direction would otherwise turn the whole sentence. */
function isolated(amount: string): string {
  return /[\u061c\u200e\u200f]/.test(amount) ? `\u2068${amount}\u2069` : amount;
}

/** Whether the words about the money take the place of the payment's. They follow all others. */
export function headsBanner({ situation: money }: Money, situation: Situation): boolean {
  const isAtPayment = situation.kind === "open" && situation.stage === "payment";
  return isAtPayment && money.kind !== "none" && money.kind !== "part_refund_pending";
}

/** The payment's stop where it says more than its stage; `null` where it shows the stage. */
export function moneyStopOf({ situation }: Money): MoneyStop | null {
  const { kind } = situation;
  switch (kind) {
    case "terms":
      return isPaidLater(situation.terms.kind) ? { word: "pay_later", tone: "waiting" } : null;
    case "refund_pending":
    case "disputed":
      return { word: kind, tone: "waiting" };
    case "to_refund":
    case "refunded":
      return { word: kind, tone: "cancelled" };
    default:
      return null;
  }
}

/** What changed last at the payment, by its money; `null` if the status says it. */
export function moneyChange(
  { money }: ShopperOrchestration,
  { situation, format }: Money,
  copy: BannerCopy,
): string | null {
  const { total, captured, authorised } = money;
  if (situation.kind === "terms" || total === 0) return copy.stages.payment.change.not_started;
  if (captured >= total || captured + authorised === 0) return null;
  if (authorised > 0) return copy.money.authorised.headline;
  return copy.money.received.replace("{amount}", () => format(captured));
}

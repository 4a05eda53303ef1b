import type { ShopperOrchestration } from "@followthrough/core/contract";
import { isDeliveryLate } from "@followthrough/core/domain";
import type { BannerCopy } from "@followthrough/core/words";
import { type Clock, exactMoment } from "./moment.tsx";
import {
  headsBanner,
  type Money,
  type MoneyStop,
  moneyChange,
  moneyStopOf,
  moneyWords,
} from "./money.ts";
import {
  isWithoutItsPoints,
  latestCompletion,
  type Situation,
  situationOf,
  type Tone,
  toneOf,
  turnOf,
} from "./situation.ts";
import type { CheckoutState } from "./state.ts";

/**
 * The heading of a state, and the sentences under the track; loading has none.
 *
 * @param clock `null` where no time is known, and so nothing is late
 */
export function headingWords(
  state: CheckoutState,
  copy: BannerCopy,
  money: Money | null,
  clock: Clock | null = null,
): { readonly headline: string; readonly sentences: readonly string[] } {
  if (state.phase === "loading") return { ...copy.loading, sentences: [] };
  if (state.phase !== "shown") return only(copy[state.phase]);
  const situation = situationOf(state.orchestration);
  const told = money === null ? null : moneyWords(money, situation, copy);
  const { headline, sentence } = placeWords(state.orchestration, situation, copy, clock);
  if (told === null || money === null) return { headline, sentences: [sentence] };
  if (headsBanner(money, situation)) {
    const isAsked = state.orchestration.asksFor !== null;
    return { ...told, sentences: isAsked ? [told.sentence, sentence] : [told.sentence] };
  }
  const aboutMoney = `${told.headline}. ${told.sentence}`;
  // Not every step is done while money is still to come or to go.
  const isDone = situation.kind === "completed";
  return { headline, sentences: isDone ? [aboutMoney] : [sentence, aboutMoney] };
}

type Words = { readonly headline: string; readonly sentence: string };

function only({ headline, sentence }: Words): { headline: string; sentences: readonly string[] } {
  return { headline, sentences: [sentence] };
}

function placeWords(
  orchestration: ShopperOrchestration,
  situation: Situation,
  copy: BannerCopy,
  clock: Clock | null,
): Words {
  if (situation.kind !== "open") return copy[situation.kind];
  if (isWithoutItsPoints(orchestration)) return copy.points.expired;
  const late = clock && lateWords(orchestration, copy, clock);
  if (late !== null) return late;
  const { stage, status, actor } = turnOf(orchestration) ?? situation;
  return {
    headline: copy.stages[situation.stage].headline[situation.status],
    sentence: copy.stages[stage].sentence[status][actor],
  };
}

function lateWords(
  orchestration: ShopperOrchestration,
  { delivery: { late } }: BannerCopy,
  clock: Clock,
): Words | null {
  const { promisedBy } = orchestration;
  const isLate = clock.now !== null && isDeliveryLate(orchestration, clock.now);
  if (!isLate || promisedBy === null) return null;
  const day = exactMoment(promisedBy, clock, "day");
  return { ...late, sentence: late.sentence.replace("{date}", () => day) };
}

/** Where the order stands in a word or two and its tone: on the chip, and under the current stop. */
export function placeOf(
  situation: Situation,
  stop: MoneyStop | null,
  copy: BannerCopy,
): { readonly word: string; readonly tone: Tone } {
  const isAtMoney = situation.kind === "open" && situation.stage === "payment";
  if (isAtMoney && stop !== null) return { word: copy.stop.money[stop.word], tone: stop.tone };
  return { word: placeWord(situation, copy), tone: toneOf(situation) };
}

function placeWord(situation: Situation, copy: BannerCopy): string {
  switch (situation.kind) {
    case "completed":
      return copy.stop.done;
    case "cancelled":
      return copy.stop.cancelled;
    case "open":
      if (situation.status === "failed") return copy.stop.failed;
      if (situation.actor === "member") return copy.stop.action;
      return copy.stop.waiting[situation.status];
  }
}

/** What changed last: the stage that was finished, until something is said of the one after it. */
export function changeWords(
  orchestration: ShopperOrchestration,
  copy: BannerCopy,
  money: Money | null = null,
): string {
  const situation = situationOf(orchestration);
  if (situation.kind !== "open") return copy[situation.kind].change;
  const isAtPayment = situation.stage === "payment";
  const stop = money && moneyStopOf(money);
  if (isAtPayment && stop) return copy.stop.money[stop.word];
  const finished = latestCompletion(orchestration);
  const told = money && moneyChange(orchestration, money, copy);
  const isTold = isAtPayment ? situation.status === "waiting" : finished === "payment";
  if (isTold && told !== null) return told;
  if (finished !== null) return copy.stages[finished].change.completed;
  return copy.stages[situation.stage].change[situation.status];
}

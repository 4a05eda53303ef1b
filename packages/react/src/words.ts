import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { BannerCopy } from "./copy.ts";
import { isWithoutItsPoints, latestCompletion, type Situation, situationOf } from "./situation.ts";
import type { CheckoutState } from "./state.ts";

/** The heading of a state, and the sentence under the track; loading has none. */
export function headingWords(
  state: CheckoutState,
  copy: BannerCopy,
): { readonly headline: string; readonly sentence: string | null } {
  if (state.phase === "loading") return { ...copy.loading, sentence: null };
  if (state.phase !== "shown") return copy[state.phase];
  const situation = situationOf(state.orchestration);
  if (situation.kind !== "open") return copy[situation.kind];
  if (isWithoutItsPoints(state.orchestration)) return copy.points.expired;
  const { headline, sentence } = copy.stages[situation.stage];
  return {
    headline: headline[situation.status],
    sentence: sentence[situation.status][situation.actor],
  };
}

/** Where the order stands in a word or two: on the chip, and under the current stop. */
export function placeWord(situation: Situation, copy: BannerCopy): string {
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
export function changeWords(orchestration: ShopperOrchestration, copy: BannerCopy): string {
  const situation = situationOf(orchestration);
  if (situation.kind !== "open") return copy[situation.kind].change;
  const finished = latestCompletion(orchestration);
  if (finished !== null) return copy.stages[finished].change.completed;
  return copy.stages[situation.stage].change[situation.status];
}

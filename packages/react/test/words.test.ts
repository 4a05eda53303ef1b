import type { CurrentStage, WaitingOn } from "@followthrough/core/domain";
import { LANGUAGES, type OpenStatus, SHOPPER_WORDS } from "@followthrough/core/words";
import { describe, expect, test } from "vitest";
import { englishCopy } from "../src/index.ts";
import type { CheckoutState } from "../src/state.ts";
import { changeWords, headingWords } from "../src/words.ts";
import { minutesFromNow, order, STAGES } from "./support/orders.ts";

const STATUSES: readonly OpenStatus[] = ["not_started", "in_progress", "waiting", "failed"];
const ACTORS: readonly (WaitingOn | null)[] = ["member", "provider", "operator", null];

const places = STAGES.flatMap((currentStage) =>
  STATUSES.flatMap((status) => ACTORS.map((waitingOn) => ({ currentStage, status, waitingOn }))),
);

function words(said: Parameters<typeof order>[0], copy = englishCopy) {
  const state: CheckoutState = {
    phase: "shown",
    orchestration: order(said),
    link: "live",
    checkedAt: null,
  };
  const { headline, sentences } = headingWords(state, copy, null);
  return { headline, sentence: sentences[0] ?? "" };
}

function everyText(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(everyText) : [];
}

describe("the copy table", () => {
  test.each(LANGUAGES)(
    "says something of its own for every stage, status and party that is waited on: %s",
    (language) => {
      const sentences = places.map(
        (place) => words(place, SHOPPER_WORDS[language].banner).sentence,
      );
      expect(sentences).toHaveLength(64);
      for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.+\.$/u);
      expect(new Set(sentences).size).toBe(sentences.length);
    },
  );

  test.each(LANGUAGES)("heads every stage and status with words of its own: %s", (language) => {
    const headlines = places.map((place) => words(place, SHOPPER_WORDS[language].banner).headline);
    expect(new Set(headlines).size).toBe(STAGES.length * STATUSES.length);
  });

  test("tells only a member whose move it is not that there is nothing to do", () => {
    for (const place of places.filter(({ waitingOn }) => waitingOn === "member")) {
      expect(words(place).sentence).not.toContain("nothing you need to do");
    }
  });

  test("never raises its voice and never blames", () => {
    for (const text of everyText(englishCopy)) {
      expect(text).not.toMatch(/!|\byou failed\b|\byour fault\b|\berror\b|\boops\b/i);
    }
  });

  test("promises no mail to anybody but the member who is waited on, and that only as a possibility", () => {
    const { member, ...others } = englishCopy.next;
    expect(member).toContain("may");
    for (const text of everyText({ ...englishCopy, next: others }))
      expect(text).not.toMatch(/mail/);
  });

  test("has an end for orders that are over, whatever stage they ended at", () => {
    expect(words({ currentStage: "completed", status: "completed" }).headline).toBe(
      englishCopy.completed.headline,
    );
    for (const currentStage of [...STAGES] satisfies CurrentStage[]) {
      expect(words({ currentStage, status: "cancelled" }).headline).toBe(
        englishCopy.cancelled.headline,
      );
    }
  });
});

describe("the latest change", () => {
  test("is the stage that was finished, whenever its provider says that was", () => {
    const moved = order({
      currentStage: "verification",
      status: "not_started",
      lastTransitionAt: minutesFromNow(-1),
    });
    expect(changeWords(moved, englishCopy)).toBe("Payment received");
  });

  test("is where the order has stood since, once something was said of that", () => {
    const waiting = order({ currentStage: "verification", status: "waiting" });
    expect(changeWords(waiting, englishCopy)).toBe("Identity check waiting");
  });

  test("is never a stage that the order did not need", () => {
    const moved = order({ currentStage: "loyalty_hold", status: "not_started" });
    const stages = moved.stages.map((view) =>
      view.stage === "verification" ? { ...view, required: false } : view,
    );
    expect(changeWords({ ...moved, stages }, englishCopy)).toBe("Payment received");
  });

  test("is not a stage that was finished early", () => {
    const placed = order({ status: "not_started" });
    const stages = placed.stages.map((view) =>
      view.stage === "loyalty_hold" ? { ...view, status: "completed" as const } : view,
    );
    expect(changeWords({ ...placed, stages }, englishCopy)).toBe("Order placed");
  });
});

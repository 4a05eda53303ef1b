import { describe, expect, test } from "vitest";
import { LANGUAGES, OPERATOR_WORDS, SHOPPER_WORDS } from "../src/words/index.ts";
import { wordsOf } from "./support/words-of.ts";

const CATALOGS = [
  ...LANGUAGES.map((language) => [`shoppers, ${language}`, SHOPPER_WORDS[language]] as const),
  ["operators", OPERATOR_WORDS] as const,
];

/** The first mail of the cadence has no prefix. */
const EMPTY_ON_PURPOSE = ["mail.subjectPrefix.0"];

describe("the catalogs", () => {
  test.each(CATALOGS)("have no empty text: %s", (_name, catalog) => {
    const words = wordsOf(catalog).filter(([place]) => !EMPTY_ON_PURPOSE.includes(place));
    expect(words.length).toBeGreaterThan(50);
    for (const [place, text] of words) {
      expect(text.trim(), place).not.toBe("");
      expect(text, place).not.toMatch(/undefined|\[object|TODO/);
    }
  });

  test.each(LANGUAGES)(
    "have the same places and the same gaps to fill in every language: %s",
    (language) => {
      const gaps = (text: string) => (text.match(/\{\w+\}|«\d»/g) ?? []).toSorted();
      const english = new Map(wordsOf(SHOPPER_WORDS.en));
      const words = wordsOf(SHOPPER_WORDS[language]);
      expect(words.map(([place]) => place).toSorted()).toEqual([...english.keys()].toSorted());
      for (const [place, text] of words) {
        expect(gaps(text), place).toEqual(gaps(english.get(place) ?? ""));
      }
    },
  );

  test("have no untranslated sentence", () => {
    const english = new Map(wordsOf(SHOPPER_WORDS.en));
    for (const [place, text] of wordsOf(SHOPPER_WORDS.de)) {
      if (text.includes(" ") && /[a-z]{4}/.test(text))
        expect(text, place).not.toBe(english.get(place));
    }
  });

  test("use the same stage names in the banner and elsewhere", () => {
    for (const language of LANGUAGES) {
      const { stages, banner } = SHOPPER_WORDS[language];
      for (const [stage, { name }] of Object.entries(banner.stages)) {
        expect(name).toBe(Object.entries(stages).find(([key]) => key === stage)?.[1]);
      }
    }
  });
});

import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LANGUAGES, OPERATOR_WORDS, refusalDetail, SHOPPER_WORDS } from "../src/words/index.ts";
import { REFUSAL_SAMPLES } from "./support/refusals.ts";
import { wordsOf } from "./support/words-of.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const CATALOG = "packages/core/src/words/";

/** A few words may occur twice, but this many are a sentence of their own. */
const FEWEST_WORDS = 4;

/** Splits a text where something is filled in; without the last period. */
function piecesOf(text: string): string[] {
  return text
    .split(/\$?\{[^}]*\}|«\d»/)
    .map((piece) => piece.trim().replace(/\.$/, ""))
    .filter((piece) => piece.split(" ").length >= FEWEST_WORDS);
}

function sentences(): ReadonlySet<string> {
  const catalogs = [...LANGUAGES.map((language) => SHOPPER_WORDS[language]), OPERATOR_WORDS];
  const details = Object.values(REFUSAL_SAMPLES).map((sample) => refusalDetail(sample));
  const texts = catalogs.flatMap((catalog) => wordsOf(catalog).map(([, text]) => text));
  return new Set([...texts, ...details].flatMap(piecesOf));
}

// Text in quotes, in backticks, or between two tags. Comments may quote.
const COMMENT = /^\s*(?:\/\/|\/?\*).*$/gm;
const LITERAL = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`|>([^<>{}]+)</g;

function literalsIn(code: string): string[] {
  const found = [...code.replace(COMMENT, "").matchAll(LITERAL)].flatMap((match) =>
    match.slice(1, 5),
  );
  return found.flatMap((text) => piecesOf((text ?? "").replace(/\s+/g, " ")));
}

describe("a sentence of a catalog", () => {
  test("occurs nowhere else in the sources", () => {
    const files = globSync("{packages,apps}/*/src/**/*.{ts,tsx}", { cwd: ROOT })
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => !path.startsWith(CATALOG) && !path.includes("/generated/"));
    expect(files.length).toBeGreaterThan(400);
    const known = sentences();
    expect(known.size).toBeGreaterThan(300);
    const repeated = files.flatMap((path) =>
      literalsIn(readFileSync(`${ROOT}${path}`, "utf8"))
        .filter((text) => known.has(text))
        .map((text) => `${path}: ${text}`),
    );
    expect(repeated).toEqual([]);
  });

  test("is found in quotes, in a template and between tags", () => {
    const [sentence = ""] = piecesOf(OPERATOR_WORDS.refusals.order_unknown);
    expect(sentences()).toContain(sentence);
    for (const code of [
      `say("${sentence}.")`,
      `\`${sentence} \${x}\``,
      `<p>\n  ${sentence}\n</p>`,
    ]) {
      expect(literalsIn(code)).toContain(sentence);
    }
    expect(literalsIn(`// ${sentence}`)).toEqual([]);
  });
});

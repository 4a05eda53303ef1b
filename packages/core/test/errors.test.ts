import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ERRORS } from "../src/contract/errors.ts";
import { OPERATOR_WORDS } from "../src/words/index.ts";

const DOCUMENT = new URL("../../../docs/errors.md", import.meta.url);

describe("the table of errors", () => {
  test.each(Object.entries(ERRORS))(
    "%s is snake_case, a 4xx or 5xx, and one sentence",
    (code, error) => {
      const title = Object.entries(OPERATOR_WORDS.refusals).find(([name]) => name === code)?.[1];
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(Number.isInteger(error.status)).toBe(true);
      expect(error.status).toBeGreaterThanOrEqual(400);
      expect(error.status).toBeLessThan(600);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    },
  );

  test("gives no two codes the same text", () => {
    const titles = Object.values(OPERATOR_WORDS.refusals);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe("docs/errors.md", () => {
  test("names each code of the table once with its status, and no other", () => {
    expect(documented().toSorted()).toEqual(
      Object.entries(ERRORS)
        .map(([code, { status }]) => `${code} ${status}`)
        .toSorted(),
    );
  });

  test("gives the meaning of each code", () => {
    for (const [code, , meaning] of rows()) expect(meaning, code).not.toBe("");
  });
});

/** Code and status of each row of the document. */
function documented(): string[] {
  return rows().map(([code, status]) => `${code} ${status}`);
}

/** The cells of every table in the document whose columns are `code | status | meaning`. */
function rows(): string[][] {
  expect(existsSync(DOCUMENT), "docs/errors.md does not exist").toBe(true);
  const tables: string[][] = [];
  let isInTable = false;
  for (const line of readFileSync(DOCUMENT, "utf8").split(/\r?\n/)) {
    const cells = cellsOf(line);
    const [first, second, third] = cells.map((cell) => cell.toLowerCase());
    if (cells.length === 0) isInTable = false;
    else if (first === "code" && second === "status" && third === "meaning") isInTable = true;
    else if (isInTable && !/^:?-+:?$/.test(first ?? "")) tables.push(cells);
  }
  return tables;
}

/** The trimmed cells of a table's line, without code marks; none for any other line. */
function cellsOf(line: string): string[] {
  if (!line.trim().startsWith("|")) return [];
  const inner = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/^`(.*)`$/, "$1"));
}

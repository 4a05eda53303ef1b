import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { inProject } from "../scripts/project.mjs";
import { toolCommand } from "../scripts/tool-command.mjs";
import { RULES } from "./rules.mjs";
import { findPhrases } from "./textlint.mjs";

const ofRule = RULES.map((rule) => [rule.bad, rule]);

describe("every rule", () => {
  test.each(ofRule)("reports: %s", async (bad, { say }) => {
    expect(await messagesOf(bad, "docs/page.md")).toEqual([expect.stringContaining(say)]);
    expect(await messagesOf(`// Why. ${bad}\n`, "packages/core/src/a.ts")).toHaveLength(1);
  });

  test.each(ofRule)("accepts what to say instead of: %s", async (_, { good }) => {
    expect(await messagesOf(good, "docs/page.md")).toEqual([]);
    expect(await messagesOf(`// Why. ${good}\n`, "packages/core/src/a.ts")).toEqual([]);
  });
});

describe("where prose is read", () => {
  test("a fault may be injected by the proofs, and nowhere else", async () => {
    const text = "// Each fault is injected twice.\n";
    expect(await messagesOf(text, "prove/main.ts")).toEqual([]);
    expect(await messagesOf(text, "packages/core/src/a.ts")).toHaveLength(1);
  });

  test("line and column are those of the file, also in a comment's later lines", async () => {
    const source = "const a = 1;\n\n/**\n * The first line.\n * It is done by\n * itself.\n */\n";
    expect(await findPhrases(source, "a.ts")).toMatchObject([{ line: 5, column: 15 }]);
    expect(await findPhrases("# Title\n\nSome text, *which shall* end.\n", "a.md")).toMatchObject([
      { line: 3, column: 19 },
    ]);
  });

  test.each([
    ["a.ts", "// It is done by\n// itself. It shall end."],
    ["a.mjs", 'throw new Error("It shall end. " + `It shall not.`);'],
    ["a.tsx", 'const a = <p title="It shall end.">It shall not.</p>;'],
    ["a.sql", "-- It shall end.\nselect 1; /* It shall\nnot. */"],
    ["a.css", "/* It shall end. */\na {}\n/* It shall not. */"],
    ["a.yaml", "# It shall end.\na: 1 # It shall not."],
    ["a.yml", "# It shall end.\na: 1 # It shall not."],
    ["a.md", "- It shall end.\n\n| a |\n| --- |\n| It shall not. |"],
  ])("comments, strings and text of %s", async (path, source) => {
    expect(await messagesOf(source, path)).toHaveLength(2);
  });

  test("code, SQL's own words and addresses are no prose", async () => {
    const markdown =
      "Call `shall()`.\n\n```sh\nshall\n```\n\nSee [there](https://a.example/for-shall).";
    expect(await messagesOf(markdown, "a.md")).toEqual([]);
    expect(await messagesOf("const sql = `case when a then 1 else 2 end`;", "a.ts")).toEqual([]);
    expect(await messagesOf('import "./shall/fault.ts";', "a.ts")).toEqual([]);
    expect(await messagesOf("/** Calls `shall`. */\nconst shall = 1;", "a.ts")).toEqual([]);
  });
});

test("spelling is American in prose and in the names of code; words on the wire stay", () => {
  const source = `
    // The colour of our behaviour, and the color of our behavior.
    export const orderFulfilment = programmeOf(grey);
    const onTheWire = ["programme_keeps_points", "cancelled"];
  `;
  const { command, args } = toolCommand("cspell", [
    "lint",
    "--no-progress",
    "--no-summary",
    "--no-color",
    "stdin://sample.ts",
  ]);
  const options = { cwd: inProject(), input: source, encoding: "utf8" };
  const { status, stdout } = spawnSync(command, args, options);
  const found = [...stdout.matchAll(/word \((\w+)\)/g)].map(([, word]) => word);
  expect(found).toEqual(["colour", "behaviour", "Fulfilment", "programme", "grey"]);
  expect(status).toBe(1);
});

async function messagesOf(source, path) {
  return (await findPhrases(source, path)).map(({ message }) => message);
}

import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inProject } from "../scripts/project.mjs";
import { MUTANTS } from "./list.mjs";

test.each(MUTANTS)(
  "the mutant “$name” fits the code, and names tests that are there",
  ({ edits, tests }) => {
    for (const { file, find, replace } of edits) {
      expect(readFileSync(inProject(file), "utf8").split(find), file).toHaveLength(2);
      expect(replace).not.toBe(find);
    }
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((file) => !existsSync(inProject(file)))).toEqual([]);
  },
);

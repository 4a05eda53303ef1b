import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { STAGES } from "../src/domain/index.ts";
import { findHandWrittenLists } from "./support/stage-lists.ts";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const RECORD = "packages/core/src/domain/stage.ts";
/** Generated from the contract, whose lists are derived from the record. */
const GENERATED = "packages/core/src/contract/client/generated/";

test("the record is the only list of stages in all sources", () => {
  const paths = globSync("{packages,apps}/*/src/**/*.{ts,tsx}", { cwd: PROJECT });
  const written = paths.filter((path) => !path.startsWith(GENERATED));
  const sources = new Map(
    written.map((path) => [`${PROJECT}${path}`, readFileSync(`${PROJECT}${path}`, "utf8")]),
  );
  expect(findHandWrittenLists(sources)).toEqual([
    { file: `${PROJECT}${RECORD}`, line: expect.any(Number), names: STAGES },
  ]);
});

const LISTS = {
  "an array": `export const some = ["payment", "fulfillment"];`,
  "an array of records": `export const some = [{ id: "payment" }, { id: "verification" }];`,
  "a set": `export const some = new Set(["payment", "fulfillment"]);`,
  "some arguments": `stages.push("payment", "loyalty_hold");`,
  "the keys of a map": `export const some = new Map([["payment", 1], ["verification", 2]]);`,
  "an array of asserted names": `export const some = ["payment" as string, "fulfillment" as string];`,
  "an enum": `enum Some { payment, verification }`,
  "a text of names": `export const some = "payment,verification".split(",");`,
  "a pattern": `export const is = /^(payment|verification)$/;`,
  "a union": `export type Some = "payment" | "verification" | null;`,
  "a tuple type": `export type Some = readonly ["payment", "verification"];`,
  "an interface": `interface Names { payment: string; loyalty_hold: string }`,
  "an object's keys": `export const names = { payment: "Payment", fulfillment: "Sending" };`,
  "an object's values": `export const stages = { pi: "payment", vs: "verification" };`,
  "an object taken apart": `const { payment, fulfillment } = policy.stages;`,
  "a switch": `switch (stage) { case "payment": case "verification": return true; }`,
  "a comparison": `const is = stage === "payment" || (stage === "verification" && !done);`,
  "what an order requires": `const all = [requires.verification, requires.loyaltyHold];`,
  "keys of what an order requires": `const all = { verification: true, loyaltyHold: false };`,
  SQL: `const sql = "where stage in ('payment', 'verification')";`,
  "SQL in a template": `const sql = \`array['payment', \${rest}, 'fulfillment']\`;`,
  columns: `const sql = "requires_verification, requires_loyalty_hold";`,
  "a record of any keys": `const a: Record<string, 1> = { payment: 1, fulfillment: 1 };`,
  "a record that may lack some": `
    import type { Stage } from "./stage.ts";
    export const words: Partial<Record<Stage, string>> = { payment: "P", fulfillment: "F" };`,
};

const OTHERS = {
  "one stage's rule": `const is = currentStage === "fulfillment" && status === "failed";`,
  "a table of messages": `const rows = [row(completes("payment")), row(fails("verification"))];`,
  "words that the compiler asks for": `
    import type { Stage } from "./stage.ts";
    export const words: { readonly names: Readonly<Record<Stage, string>> } = {
      names: { payment: "P", verification: "V", loyalty_hold: "L", fulfillment: "F" },
    };`,
  "words that satisfy a record": `
    import type { CurrentStage } from "./stage.ts";
    export const words = {
      payment: "P", verification: "V", loyalty_hold: "L", fulfillment: "F", completed: "C",
    } satisfies Record<CurrentStage, string>;`,
};

describe("what counts as a list", () => {
  const found = findHandWrittenLists(
    new Map(Object.entries({ ...LISTS, ...OTHERS }).map(([name, text]) => [pathOf(name), text])),
  ).map(({ file }) => file);

  test.each(Object.keys(LISTS))("%s does", (name) => {
    expect(found).toContain(pathOf(name));
  });

  test.each(Object.keys(OTHERS))("%s does not", (name) => {
    expect(found).not.toContain(pathOf(name));
  });
});

/** A path next to the record, without a file on disk. */
function pathOf(name: string): string {
  return `${PROJECT}packages/core/src/domain/${name.replace(/\W/g, "-")}.ts`;
}

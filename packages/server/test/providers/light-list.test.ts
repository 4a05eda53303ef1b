import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";

const LIST = fileURLToPath(new URL("../../src/providers/connectors/index.ts", import.meta.url));

// Prints the modules that a process loads when it imports the list.
const PROGRAM = `
const { registerHooks } = process.getBuiltinModule("node:module");
const loaded = [];
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
await import(${JSON.stringify(LIST)});
console.log(JSON.stringify(loaded));
`;

test("the list of providers loads no SDK, no other package, and no part that may never be needed", () => {
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", PROGRAM], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const loaded = z.array(z.string()).parse(JSON.parse(output));

  const packages = loaded.flatMap((url) => /node_modules\/([^/]+)\//.exec(url)?.[1] ?? []);
  expect([...new Set(packages)]).toEqual(["zod"]);
  expect(loaded.filter((url) => url.includes("/packages/core/"))).toEqual([]);
  const parts = loaded.filter((url) => /\/(verify|translate|table|truth)\.ts$/.test(url));
  expect(parts).toEqual([]);
  expect(loaded).toContainEqual(expect.stringMatching(/connectors\/stripe\/index\.ts$/));
});

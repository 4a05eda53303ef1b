import { expect, test } from "vitest";
import { readArguments } from "../arguments.ts";
import { SeedFailed } from "../seed-failed.ts";

test("without a flag it is the shop of seed 1 with 150 orders", () => {
  expect(readArguments([])).toEqual({ seed: 1, orders: 150, apiUrl: null, isHelp: false });
});

test("an address is taken without what follows its port", () => {
  expect(readArguments(["--api-url", "http://127.0.0.1:9000/api/v1"]).apiUrl).toBe(
    "http://127.0.0.1:9000",
  );
});

test.each([
  [["--bogus"], "--bogus"],
  [["stray"], "stray"],
  [["--orders", "0"], "--orders"],
  [["--orders", "1.5"], "--orders"],
  [["--seed", "-1"], "--seed"],
  [["--seed", ""], "--seed"],
  [["--api-url", "127.0.0.1:8000"], "--api-url"],
])("%j is refused, and named", (args, named) => {
  expect(() => readArguments(args)).toThrow(SeedFailed);
  expect(() => readArguments(args)).toThrow(named);
});

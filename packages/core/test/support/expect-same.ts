import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";

/**
 * Ten thousand comparisons by `expect` take seconds, nearly all of them equal: a plain one goes first, and
 * `expect` only draws the difference.
 */
export function expectSame<Value>(actual: Value, expected: Value): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
}

import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";

/**
 * Ten thousand comparisons with `expect` take seconds, and nearly all values are equal. So a plain comparison goes
 * first, and `expect` only shows a difference.
 */
export function expectSame<Value>(actual: Value, expected: Value): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
}
